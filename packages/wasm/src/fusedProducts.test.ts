import { beforeAll, describe, it } from 'vitest';
import { checkConvolutionGradients } from './convolutionGradients.test-helper.js';
import { checkBatchMatMul, checkFusedMatMul } from './matMul.test-helper.js';
import { useWasm } from './node/useWasm.js';
import { turnOnRelaxedSimd } from './relaxedSimd.test-helper.js';

beforeAll(async () => {
  turnOnRelaxedSimd();
  await useWasm();
});

describe('with relaxed SIMD', () => {
  it('BatchMatMul equals the CPU backend', () => checkBatchMatMul(25));
  it('_FusedMatMul equals the CPU backend', () => checkFusedMatMul(25));
  it('the gradients of a convolution equal the CPU backend', () => checkConvolutionGradients(25));
});
