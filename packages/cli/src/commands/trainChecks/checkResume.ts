import { UsageError } from '../../usageError.js';

/** Options that a resumed run takes; all others are those it began with. */
const withResume: ReadonlySet<string> = new Set([
  'resume',
  'epochs',
  'checkpoint-every',
  'data-dir',
  'tracker',
  'json',
  'no-preview',
]);

/** @throws UsageError for options beside `--resume` that the run has said already */
export function checkResume(given: ReadonlySet<string>): void {
  const others = [...given].filter((name) => !withResume.has(name)).map((name) => `--${name}`);
  if (others.length > 0) {
    throw new UsageError(
      `--resume uses the options the run started with; leave out ${others.join(', ')} (only --epochs may change)`,
    );
  }
}
