import { train } from './train.js';

// The files of the backend are not named, nor copied.
await train(() => import('@vaekit/wasm'));
