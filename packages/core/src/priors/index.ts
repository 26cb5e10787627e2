export { classMeans, type ClassMeansOptions } from './classMeans.js';
export { standardNormal } from './standardNormal.js';
