import { expect, test } from 'vitest';
import { besidePackage, bundledBinaries } from './bundledBinaries.js';

const file = '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm';

test.each([
  ['npm', 'http://localhost:5173/node_modules/'],
  ['pnpm', 'http://localhost:5173/@fs/home/me/page/node_modules/.pnpm/@vaekit+wasm@1.0.0_x/node_modules/'],
])('in the node_modules of %s, the binaries lie in the package beside this one', (_, folder) => {
  expect(besidePackage(`${folder}@vaekit/wasm/dist/${file}`)).toBe(folder + file);
});

test('what a bundler has put elsewhere stays as it is, and what nobody has replaced is no address', () => {
  const bundled = 'https://example.org/assets/tfjs-backend-wasm-simd-Bf3k.wasm';
  expect(besidePackage(bundled)).toBe(bundled);
  expect(bundledBinaries()).toBeUndefined();
});
