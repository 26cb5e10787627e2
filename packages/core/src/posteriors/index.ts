export { diagonalNormal } from './diagonalNormal.js';
export { point, type PointOptions } from './point.js';
