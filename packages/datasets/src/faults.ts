import { messageOf } from '@vaekit-internal/base';
import { DataError, type DataErrorKind } from './dataError.js';

export { counted } from './counted.js';

type Camel<Kind extends string> = Kind extends `${infer First}-${infer Second}` ? `${First}${Capitalize<Second>}` : Kind;

/** Makes an error of its message; an `Error` among the values is shown by its own message and is the cause. */
type Fault = (text: TemplateStringsArray, ...values: readonly unknown[]) => DataError;

const fault =
  (kind: DataErrorKind): Fault =>
  (text, ...values) => {
    const cause = values.find((value) => value instanceof Error);
    const shown = values.map((value) => (value instanceof Error ? messageOf(value) : value));
    return new DataError(kind, String.raw({ raw: text }, ...shown), cause === undefined ? {} : { cause });
  };

/** Errors by their kind: ``throw faults.shape`${name}: …` ``. */
export const faults: { readonly [Kind in DataErrorKind as Camel<Kind>]: Fault } = {
  ambiguous: fault('ambiguous'),
  checksum: fault('checksum'),
  countMismatch: fault('count-mismatch'),
  damaged: fault('damaged'),
  download: fault('download'),
  empty: fault('empty'),
  folderMissing: fault('folder-missing'),
  fileMissing: fault('file-missing'),
  fileUnreadable: fault('file-unreadable'),
  gzip: fault('gzip'),
  labelRange: fault('label-range'),
  magic: fault('magic'),
  notFinite: fault('not-finite'),
  option: fault('option'),
  shape: fault('shape'),
  syntax: fault('syntax'),
  tooLarge: fault('too-large'),
  trailing: fault('trailing'),
  truncated: fault('truncated'),
  type: fault('type'),
  unsupported: fault('unsupported'),
  valueRange: fault('value-range'),
};
