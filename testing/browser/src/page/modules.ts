// What a test may load in the page, by name. Written out, so that the server finds every dependency before the first page opens.
const modules = {
  '@tensorflow/tfjs': () => import('@tensorflow/tfjs'),
  '@tensorflow/tfjs-backend-wasm': () => import('@tensorflow/tfjs-backend-wasm'),
  '@vaekit/core': () => import('@vaekit/core'),
  '@vaekit/cvae': () => import('@vaekit/cvae'),
  '@vaekit/datasets': () => import('@vaekit/datasets'),
  '@vaekit/experiments': () => import('@vaekit/experiments'),
  '@vaekit/export': () => import('@vaekit/export'),
  '@vaekit/losses': () => import('@vaekit/losses'),
  '@vaekit/metrics': () => import('@vaekit/metrics'),
  '@vaekit/models': () => import('@vaekit/models'),
  '@vaekit/onnx': () => import('@vaekit/onnx'),
  '@vaekit/pictures': () => import('@vaekit/pictures'),
  '@vaekit/runs': () => import('@vaekit/runs'),
  '@vaekit/viz': () => import('@vaekit/viz'),
  '@vaekit/wasm': () => import('@vaekit/wasm'),
  'onnxruntime-web/wasm': () => import('onnxruntime-web/wasm'),
};

export type Modules = { [Name in keyof typeof modules]: Awaited<ReturnType<(typeof modules)[Name]>> };

Object.assign(globalThis, { vaekitLoad: (name: keyof typeof modules) => modules[name]() });
