import { setFlagsFromString } from 'node:v8';
import { gemmModule } from './gemmModule.js';

/** Turns relaxed SIMD on, which Node has by itself from version 22 on and behind a flag before. */
export function turnOnRelaxedSimd(): void {
  const isKnown = (): boolean => WebAssembly.validate(gemmModule({ shared: false, fused: true }));
  if (!isKnown()) {
    setFlagsFromString('--experimental-wasm-relaxed-simd');
  }
  if (!isKnown()) {
    throw new Error('this engine has no relaxed SIMD');
  }
}
