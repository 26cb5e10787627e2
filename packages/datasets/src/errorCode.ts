/** The code of an error of the file system, such as `'ENOENT'`; `undefined` for anything else. */
export const errorCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined;
