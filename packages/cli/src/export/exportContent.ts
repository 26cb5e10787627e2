import type { ExportManifest } from './exportManifest.js';

/** An export before it is written: its files by path, what says what they are, and a page for people. */
export interface ExportContent {
  readonly files: Readonly<Record<string, Uint8Array | string>>;
  readonly manifest: Omit<ExportManifest, 'files'>;
  readonly readme: string;
}
