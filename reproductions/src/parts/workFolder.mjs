import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw new Error(`reproduce: cannot read ${path} (${error.message}); remove the file to compute this part again`, {
      cause: error,
    });
  }
}

/** Writes a JSON file whole or not at all. */
function write(path, value) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.tmp`, JSON.stringify(value));
  renameSync(`${path}.tmp`, path);
}

/**
 * The folder of a reproduction that is under way: parts that are done are read, not computed again, and the wall time of every process that worked
 * here is added up.
 */
export function workFolder(path) {
  const clockFile = join(path, 'seconds.json');
  let last = performance.now();
  const tick = () => {
    const now = performance.now();
    write(clockFile, (read(clockFile) ?? 0) + (now - last) / 1000);
    last = now;
  };
  return {
    path,
    tick,
    seconds: () => read(clockFile) ?? 0,
    /** The value of a part, JSON: computed once, whoever is killed when. */
    async part(name, compute) {
      const file = join(path, 'parts', `${name}.json`);
      const done = read(file);
      if (done !== undefined) return done.value;
      const value = await compute();
      write(file, { value });
      tick();
      return value;
    },
  };
}
