export { log1p } from './log1p.js';
export { rescaled, type RescaledOptions } from './rescaled.js';
export { standardized, type StandardizedOptions } from './standardized.js';
