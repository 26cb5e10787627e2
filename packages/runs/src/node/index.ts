export { folderRunStore } from './folderRunStore.js';
export { createRunFolder, replaceRunFolder, type RunFolder, settleRunFolder, tidyRunFolder } from './runFolder.js';
