import { train } from './train.js';

void train(() => import('@vaekit/wasm/esbuild'));
