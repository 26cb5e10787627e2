import type { Output } from '../terminal.js';
import { WIPE_LINE } from '../terminalText.js';
import { formatDuration } from '../training/progress.js';

/** Says what is being worked out, and how much is left of it. */
export interface WorkLine {
  /** Begins something; what it returns is told how much of it is done. */
  begin(name: string): (done: number, total: number) => void;
  /** Wipes the line, before other text is written. */
  clear(): void;
}

/** Where nobody looks, one line is written about what takes longer than this; milliseconds. */
const LONG = 10_000;
/** Between two drawings of the line. */
const PAUSE = 100;

/** A work line on an output: redrawn on a terminal, else said once of what takes long; `now` gives milliseconds. */
export function workLine(screen: Output, now: () => number = () => performance.now()): WorkLine {
  let drawn = false;
  const draw = (text: string): void => {
    screen.write(WIPE_LINE + text.slice(0, Math.max(1, screen.columns - 1)));
    drawn = true;
  };
  return {
    begin(name) {
      const start = now();
      let [last, said] = [start, false];
      if (screen.isTerminal) draw(`${name} …`);
      return (done, total) => {
        const passed = now() - start;
        const left = formatDuration(((passed / done) * (total - done)) / 1000);
        const share = Math.floor((100 * done) / total);
        if (screen.isTerminal) {
          if (now() - last < PAUSE) return;
          last = now();
          draw(`${name}  ${share} %  ${left} left`);
        } else if (!said && passed >= LONG && done < total) {
          said = true;
          screen.line(`${name}: ${share} % after ${formatDuration(passed / 1000)}, about ${left} left`);
        }
      };
    },
    clear() {
      if (drawn) screen.write(WIPE_LINE);
      drawn = false;
    },
  };
}
