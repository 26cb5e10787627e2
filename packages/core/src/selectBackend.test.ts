import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { selectBackend } from './selectBackend.js';
import { softwareRenderer } from './softwareRenderer.js';

afterEach(async () => {
  vi.unstubAllGlobals();
  await tf.setBackend('cpu');
});

test('takes the WASM kernels where they are', async () => {
  expect(await selectBackend()).toBe('wasm');
  expect(tf.getBackend()).toBe('wasm');
});

test('goes down the list, and says of each why not when none is left', async () => {
  const wasm = () => Promise.reject(new Error('not installed'));
  expect(await selectBackend({ wasm })).toBe('cpu');
  expect(tf.getBackend()).toBe('cpu');
  await expect(selectBackend({ wasm, order: ['webgpu', 'wasm'] })).rejects.toThrow(
    'selectBackend: none of webgpu, wasm could be started (webgpu: not registered; import @tensorflow/tfjs-backend-webgpu first; wasm: not installed)',
  );
  await expect(selectBackend({ order: [] })).rejects.toThrow('selectBackend: none of no backends could be started');
});

test('hands on where the files are', async () => {
  const seen: unknown[] = [];
  const wasm = async () => ({ useWasm: async (options?: object) => void seen.push(options) });
  expect(await selectBackend({ wasm, wasmPaths: '/kernels/' })).toBe('wasm');
  expect(await selectBackend({ wasm })).toBe('wasm');
  expect(seen).toEqual([{ wasmPaths: '/kernels/' }, {}]);
});

test('tells of each backend that is passed over, and why', async () => {
  const told: string[] = [];
  tf.registerBackend('webgl', () => {
    throw new Error('no context is left');
  });
  const warnings = vi.spyOn(console, 'warn').mockImplementation(() => {});
  try {
    const wasm = () => Promise.reject(new Error('not installed'));
    const order = ['webgl', 'wasm', 'cpu'] as const;
    expect(await selectBackend({ order, wasm, onReject: (name, reason) => told.push(`${name}: ${reason}`) })).toBe('cpu');
    expect(told).toEqual(['webgl: could not start here (no context is left)', 'wasm: not installed']);
  } finally {
    warnings.mockRestore();
    tf.removeBackend('webgl');
  }
});

describe('software in place of a graphics card', () => {
  /** A browser whose WebGL is of this renderer. */
  const stubWebgl = (renderer: string): void => {
    const extensions: Record<string, object> = { WEBGL_debug_renderer_info: { UNMASKED_RENDERER_WEBGL: 1 } };
    const context = { RENDERER: 0, getExtension: (name: string) => extensions[name] ?? null, getParameter: () => renderer };
    vi.stubGlobal(
      'OffscreenCanvas',
      class {
        getContext = () => context;
      },
    );
  };
  const start = async (order: readonly ('webgl' | 'webgpu' | 'wasm' | 'cpu')[]): Promise<[string, string[]]> => {
    const told: string[] = [];
    tf.registerBackend('webgl', () => tf.findBackend('cpu'));
    try {
      const wasm = async () => ({ useWasm: async () => {} });
      return [await selectBackend({ order, wasm, onReject: (...why) => told.push(why.join(': ')) }), told];
    } finally {
      await tf.setBackend('cpu');
      // The backend is that of 'cpu', which goes on.
      delete tf.engine().registry['webgl'];
      delete tf.engine().registryFactory['webgl'];
    }
  };

  // What browsers report, from their own documentation and the tables of the vendors.
  test.each([
    'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)',
    'Google SwiftShader',
    'llvmpipe (LLVM 15.0.7, 256 bits)',
    'Mesa/X.org, llvmpipe',
    'softpipe',
    'ANGLE (Microsoft, Microsoft Basic Render Driver Direct3D11 vs_5_0 ps_5_0, D3D11)',
    'Apple Software Renderer',
    'Software Rasterizer',
    'Mesa OffScreen',
  ])('%s comes behind WASM', async (renderer) => {
    stubWebgl(renderer);
    const reason = `webgl: tried behind wasm, as the browser computes it in software (${renderer})`;
    expect(await start(['webgl', 'wasm', 'cpu'])).toEqual(['wasm', [reason]]);
    // Where nobody wants WASM, it is better than nothing.
    expect(await start(['webgl', 'cpu'])).toEqual(['webgl', []]);
  });

  test.each([
    'ANGLE (NVIDIA, NVIDIA GeForce RTX 3060 Direct3D11 vs_5_0 ps_5_0, D3D11)',
    'ANGLE (Intel, Mesa Intel(R) UHD Graphics 620 (KBL GT2), OpenGL 4.6)',
    'AMD Radeon RX 6800 (radeonsi, navi21, LLVM 15.0.7)',
    'Apple M2',
    'Adreno (TM) 640',
    'Mali-G78',
  ])('%s comes first', async (renderer) => {
    stubWebgl(renderer);
    expect(await start(['webgl', 'wasm', 'cpu'])).toEqual(['webgl', []]);
  });

  test('WebGPU as well, by the adapter', async () => {
    const stub = (info: object): void => void vi.stubGlobal('navigator', { gpu: { requestAdapter: async () => ({ info }) } });
    stub({ vendor: 'google', architecture: 'swiftshader', device: '', description: '' });
    expect(await softwareRenderer('webgpu')).toBe('google swiftshader');
    stub({ isFallbackAdapter: true });
    expect(await softwareRenderer('webgpu')).toBe('a software adapter');
    stub({ vendor: 'nvidia', architecture: 'ampere' });
    expect(await softwareRenderer('webgpu')).toBeUndefined();
  });
});
