export type { WasmOptions } from '../useWasm.js';
export { useWasm } from './useWasm.js';
