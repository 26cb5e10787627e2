import type { Output } from '../terminal.js';
import { WIPE_LINE } from '../terminalText.js';

/** An epoch, counted from 1, of so many. */
export interface PhasePoint {
  readonly epoch: number;
  readonly epochs: number;
  /** The name of its phase, where another one follows. */
  readonly phase?: string;
}

/** How far a training is. */
export interface ProgressPoint extends PhasePoint {
  /** Batches done in the epoch. */
  readonly batch: number;
  readonly batches: number;
  readonly batchSize: number;
  /** Of the epoch under way, once known. */
  readonly loss?: number | undefined;
}

/** One line on a terminal that is drawn again and again; nothing where nobody looks. */
export interface ProgressLine {
  update(point: ProgressPoint): void;
  /** Wipes the line, before other text is written. */
  clear(): void;
}

/** `4:05`, `1:02:09`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const two = (n: number): string => String(n).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** `epoch  3/20`, with the name of a phase that another one follows. */
export const epochName = ({ epoch, epochs, phase }: PhasePoint): string =>
  `${phase === undefined ? '' : `${phase}, `}epoch ${String(epoch).padStart(String(epochs).length)}/${epochs}`;

/** The text of the line, at most `columns` wide. */
export function progressText(
  point: ProgressPoint,
  timing: { readonly rate: number; readonly remaining: number },
  columns: number,
): string {
  const { batch, batches, loss } = point;
  const share = batch / batches;
  const tail = [
    `${String(Math.round(100 * share)).padStart(3)} %`,
    ...(timing.rate > 0
      ? [`${Math.round(timing.rate).toLocaleString('en')} examples/s`, `${formatDuration(timing.remaining)} left`]
      : []),
    ...(loss === undefined ? [] : [`loss ${loss.toFixed(2)}`]),
  ];
  const head = `${epochName(point)} `;
  const room = Math.min(24, columns - 1 - head.length - tail.join('  ').length - 1);
  const filled = Math.round(share * room);
  const bar = room >= 5 ? `${'━'.repeat(filled)}${'─'.repeat(room - filled)} ` : '';
  return `${head}${bar}${tail.join('  ')}`.slice(0, Math.max(1, columns - 1));
}

/** A progress line on an output; `now` gives milliseconds. */
export function progressLine(output: Output, enabled: boolean, now: () => number = () => performance.now()): ProgressLine {
  let drawn = false;
  let lastDrawn = -Infinity;
  let start: { time: number; done: number; phase: string | undefined } | undefined;
  // A change of epoch includes validation and saving, so that the rest is foreseen from whole epochs where there are some.
  return {
    update(point) {
      if (!enabled) return;
      const { epoch, epochs, batch, batches, batchSize, phase } = point;
      const done = (epoch - 1) * batches + batch;
      if (start?.phase !== phase) start = undefined;
      start ??= { time: now(), done, phase };
      if (now() - lastDrawn < 100 && batch < batches) return;
      lastDrawn = now();
      const seconds = (now() - start.time) / 1000;
      const rate = seconds > 0.3 ? (done - start.done) / seconds : 0;
      const remaining = rate > 0 ? (epochs * batches - done) / rate : 0;
      output.write(`${WIPE_LINE}${progressText(point, { rate: rate * batchSize, remaining }, output.columns)}`);
      drawn = true;
    },
    clear() {
      if (drawn) output.write(WIPE_LINE);
      drawn = false;
      lastDrawn = -Infinity;
    },
  };
}
