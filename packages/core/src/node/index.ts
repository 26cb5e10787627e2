export { loadCheckpoint, saveCheckpoint } from './checkpoint.js';
export { loadModel, saveModel } from './modelFile.js';
export { writeFileSafely } from './writeFileSafely.js';
