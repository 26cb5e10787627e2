export type {
  ExportContent,
  ExportedModel,
  ExportedRun,
  ExportedValue,
  ExportFormat,
  ExportManifest,
  ExportOptions,
  PriorMoments,
} from './exportManifest.js';
export { exportRun } from './exportRun.js';
