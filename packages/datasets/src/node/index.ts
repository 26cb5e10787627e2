export { fashionMnist, type FashionMnistOptions } from './fashionMnist.js';
export { mnist, type MnistOptions } from './mnist.js';
