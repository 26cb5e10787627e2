import { jsonText } from '@vaekit-internal/base';
import type { Terminal } from '../terminal.js';

/** Says which file was written, as a line or as JSON. */
export function sayWritten(
  { out }: Terminal,
  json: boolean,
  record: { readonly file: string; readonly [name: string]: unknown },
): void {
  out.line(json ? jsonText(record) : `wrote ${record.file}`);
}
