export { loadModel, saveModel } from './modelFile.js';
export { flushDirectory, writeFileSafely } from './writeFileSafely.js';
