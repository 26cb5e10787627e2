export { compiled } from './compiled.js';
export type { CompiledOptions } from './compiledOptions.js';
export {
  compileFunction,
  type CompiledFunction,
  type FunctionOutput,
  type FunctionSpec,
  type InputSpec,
} from './compileFunction.js';
export { exportDecoder } from './export/exportDecoder.js';
export { exportEncoder } from './export/exportEncoder.js';
export { exportSampler } from './export/exportSampler.js';
export { fastest, type FastestOptions } from './fastest.js';
export { TraceError } from './record/recordTrace.js';
export { loadRuntime, type Runtime, RuntimeMissingError, type RuntimeSession, type RuntimeTensor } from './run/runtime.js';
