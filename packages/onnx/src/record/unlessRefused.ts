import { TraceError } from './recordTrace.js';

/** What was compiled; undefined where it cannot be a graph. */
export async function unlessRefused<Compiled>(compiling: Promise<Compiled>): Promise<Compiled | undefined> {
  try {
    return await compiling;
  } catch (error) {
    if (error instanceof TraceError) return undefined;
    throw error;
  }
}
