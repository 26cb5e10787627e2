/** What was wrong with the data or with the call, for programs; the message is for people. */
export type DataErrorKind =
  | 'ambiguous'
  | 'checksum'
  | 'count-mismatch'
  | 'damaged'
  | 'download'
  | 'empty'
  | 'folder-missing'
  | 'file-missing'
  | 'file-unreadable'
  | 'gzip'
  | 'label-range'
  | 'magic'
  | 'not-finite'
  | 'option'
  | 'shape'
  | 'syntax'
  | 'too-large'
  | 'trailing'
  | 'truncated'
  | 'type'
  | 'unsupported'
  | 'value-range';

/** The one error of this package (final): `kind` tells programs what was wrong, `message` tells people what to do. */
export class DataError extends Error {
  override readonly name = 'DataError';
  readonly kind: DataErrorKind;

  constructor(kind: DataErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
