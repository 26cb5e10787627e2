export { diagonalNormal } from './diagonalNormal.js';
