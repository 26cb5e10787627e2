export { lockHolder } from './folderLock.js';
export { folderRunStore } from './folderRunStore.js';
export {
  createRunFolder,
  isUnfinishedStart,
  replaceRunFolder,
  type RunFolder,
  settleRunFolder,
  tidyRunFolder,
} from './runFolder.js';
