import { custom, type OptionSpec } from '../optionSpec.js';

/** How the learning rate goes over the epochs: it stays, falls to 0 over all of them, or is multiplied at the end of some. */
export type RateSchedule = 'constant' | 'cosine' | `step:${string}`;

/** A learning rate that changes at the end of some epochs. */
export interface RateSteps {
  readonly factor: number;
  /** Counted from 1, rising. */
  readonly epochs: readonly number[];
}

/** The largest epoch: times the steps of one it stays a whole number. */
const LAST_EPOCH = 1e9;
/** What all steps together may multiply by, and divide by: rates stay numbers of 32 bits above 0. */
const LARGEST = 1e30;

/** What `step:0.1@200,350` says: the learning rate is multiplied by 0.1 after epoch 200 and again after epoch 350. `undefined` for what says no such thing. */
export function readRateSteps(text: string): RateSteps | undefined {
  const [, digits, list] = /^step:\s*(\d*\.?\d+(?:e[+-]?\d+)?)\s*@\s*(\d+(?:\s*,\s*\d+)*)$/i.exec(text) ?? [];
  if (digits === undefined || list === undefined) return undefined;
  const factor = Number(digits);
  const epochs = list.split(',').map(Number);
  const rising = epochs.every((epoch, i) => epoch <= LAST_EPOCH && epoch > (epochs[i - 1] ?? 0));
  const all = factor ** epochs.length;
  return all >= 1 / LARGEST && all <= LARGEST && rising ? { factor, epochs } : undefined;
}

/** Whether a text names a schedule. */
export const isRateSchedule = (text: string): text is RateSchedule =>
  text === 'constant' || text === 'cosine' || readRateSteps(text) !== undefined;

/** `--lr-schedule`. */
export const rateScheduleOption: OptionSpec<RateSchedule | undefined> = custom<RateSchedule | undefined>(
  'cosine lets the learning rate fall to 0 over all epochs, so that the weights settle; step:0.1@200,350 multiplies it by 0.1 after epochs 200 and 350',
  {
    fallback: undefined,
    placeholder: 'constant|cosine|step:FACTOR@EPOCH,…',
    words: ['constant', 'cosine', 'step:'],
    shown: 'constant',
    read: (text) => (isRateSchedule(text) ? text : undefined),
    expected:
      'constant, cosine, or a factor above 0 and rising epochs, such as step:0.1@200,350 (all steps together from 1e-30 to 1e30, epochs up to 1e9)',
  },
);

/** What is to be said of steps that come after the last epoch, where there are any. */
export function lateStepsNote(schedule: RateSchedule, epochs: number): string | undefined {
  const late = (readRateSteps(schedule)?.epochs ?? []).filter((epoch) => epoch >= epochs);
  if (late.length === 0) return undefined;
  return `--lr-schedule ${schedule} changes nothing after epoch ${late.join(' and ')}, as there are ${epochs} epochs`;
}
