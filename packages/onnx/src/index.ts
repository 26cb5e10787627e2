export { compiled, type CompiledOptions } from './compiled.js';
export { compileGraph, compileToOnnx } from './compile.js';
export { traceStep } from './record/traceStep.js';
export { onnxModel } from './emit/onnxModel.js';
