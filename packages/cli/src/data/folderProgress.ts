import type { Output } from '../terminal.js';

/** Says once that it takes a while to find the files of a folder: after a second, where there are a thousand. */
export function folderProgress(screen: Output, now: () => number = () => performance.now()): (path: string) => void {
  const start = now();
  let found = 0;
  return () => {
    found += 1;
    if (found < 1000 || now() - start < 1000) return;
    screen.line(
      `looking for data: ${found.toLocaleString('en')} files so far; where that is the wrong folder, Ctrl-C twice ends it`,
    );
    found = -Infinity;
  };
}
