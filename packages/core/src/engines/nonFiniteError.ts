/** A loss or a gradient was not a finite number; nothing of that step was applied. */
export class NonFiniteError extends Error {
  override readonly name = 'NonFiniteError';
  /** The step, counted from 1 since the engine was prepared. */
  readonly step: number;

  constructor(step: number, what: string) {
    super(
      `step ${step}: ${what}; the step was not applied and the weights are as they were. ` +
        'Look for NaN or out-of-range values in the data, lower the learning rate, or set `clipNorm`',
    );
    this.step = step;
  }
}
