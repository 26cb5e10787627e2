import { checkOption, stepSchedule, type StepSchedule, wholeFrom } from './stepSchedule.js';

/** What {@link piecewiseConstant} takes. */
export interface PiecewiseConstantOptions {
  /** The steps at which the value changes, whole numbers >= 1 in rising order. */
  readonly boundaries: readonly number[];
  /** The values between them: one more than there are boundaries. */
  readonly values: readonly number[];
}

/**
 * The schedule `at(step) = values[i]`, with i the number of boundaries that are `<= step`: a learning rate that falls at chosen steps.
 *
 * @throws when the boundaries do not rise, a value is not finite, or the counts do not fit
 */
export function piecewiseConstant({ boundaries, values }: PiecewiseConstantOptions): StepSchedule {
  const kind = 'piecewiseConstant';
  if (!Array.isArray(boundaries) || !Array.isArray(values) || values.length !== boundaries.length + 1) {
    throw new RangeError(
      `${kind}: got ${String(values?.length)} \`values\` for ${String(boundaries?.length)} \`boundaries\`; it needs one value more than boundaries`,
    );
  }
  const { length } = boundaries;
  for (let i = 0; i < length; i++) {
    const least = i === 0 ? 1 : (boundaries[i - 1] as number) + 1;
    checkOption(kind, `boundaries[${i}]`, boundaries[i], `a whole number of steps, at least ${least}`, wholeFrom(least));
  }
  values.forEach((value, i) => checkOption(kind, `values[${i}]`, value, 'a finite number'));
  const config = { kind, boundaries: [...boundaries], values: [...values] } as const;
  return stepSchedule(
    config,
    values[length] as number,
    values,
    (step) => values[boundaries.filter((at) => at <= step).length] as number,
  );
}
