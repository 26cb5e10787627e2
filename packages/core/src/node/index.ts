export { loadModel, saveModel } from './modelFile.js';
export { flushDirectory, writeFailure, writeFileSafely } from './writeFileSafely.js';
