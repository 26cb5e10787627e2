export { registerTrainingKernels } from './registerTrainingKernels.js';
export { useWasm, type WasmOptions } from './useWasm.js';
