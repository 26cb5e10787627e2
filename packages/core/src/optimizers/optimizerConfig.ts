import type { StepSchedule } from '@vaekit/losses';

/** What every optimizer takes. */
export interface CommonOptimizerOptions {
  /** A number, or a schedule of the step. */
  readonly learningRate?: number | StepSchedule;
  /** Scales the gradients of a player down to this joint Euclidean norm. */
  readonly clipNorm?: number;
  /** Clips every element of a gradient to ±this value, before `clipNorm`. */
  readonly clipValue?: number;
}

/** Adam: `m ← β₁m + (1−β₁)g`, `v ← β₂v + (1−β₂)g²`, `w ← w − α·m̂ / (√v̂ + ε)`, hats for bias correction. */
export interface AdamConfig extends CommonOptimizerOptions {
  readonly kind: 'adam';
  readonly learningRate: number | StepSchedule;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** AdamW: Adam, after `w ← w − α·λ·w` (decoupled weight decay). */
export interface AdamwConfig extends Omit<AdamConfig, 'kind'> {
  readonly kind: 'adamw';
  readonly weightDecay: number;
}

/** Adamax: `m` as in Adam, `u ← max(β₂u, |g| + ε)`, `w ← w − α / (1 − β₁^t) · m / u`. */
export interface AdamaxConfig extends Omit<AdamConfig, 'kind'> {
  readonly kind: 'adamax';
}

/** RMSProp: `v ← ρv + (1−ρ)g²`, `w ← w − α·g / (√v + ε)`, with ε outside the root, and momentum if asked for. */
export interface RmspropConfig extends CommonOptimizerOptions {
  readonly kind: 'rmsprop';
  readonly learningRate: number | StepSchedule;
  readonly rho: number;
  readonly epsilon: number;
  readonly momentum: number;
}

/** Gradient descent: `b ← μb + g`, `w ← w − α·b` (Nesterov: `w ← w − α·(g + μb)`). */
export interface SgdConfig extends CommonOptimizerOptions {
  readonly kind: 'sgd';
  readonly learningRate: number | StepSchedule;
  readonly momentum: number;
  readonly nesterov: boolean;
}

/** An optimizer as plain data, with one meaning in every engine. */
export type OptimizerConfig = AdamConfig | AdamaxConfig | AdamwConfig | RmspropConfig | SgdConfig;

/** Throws unless the options make sense; `name` is the factory's. */
export function checkOptimizer<T extends OptimizerConfig>(config: T): T {
  const bound = (option: string, value: number | undefined, low: number, high: number, open: boolean): void => {
    if (value === undefined) return;
    if (!(Number.isFinite(value) && (open ? value > low : value >= low) && value < high)) {
      const range =
        high === Infinity ? `a number ${open ? 'above' : 'of at least'} ${low}` : `a number from ${low} to below ${high}`;
      throw new RangeError(`${config.kind}: \`${option}\` is ${value}; expected ${range}`);
    }
  };
  const { learningRate } = config;
  if (typeof learningRate === 'number') bound('learningRate', learningRate, 0, Infinity, true);
  else if (typeof learningRate !== 'object' || typeof (learningRate as StepSchedule | null)?.at !== 'function') {
    throw new RangeError(
      `${config.kind}: \`learningRate\` is ${String(learningRate)}; expected a number above 0, or a schedule of the step`,
    );
  }
  bound('clipNorm', config.clipNorm, 0, Infinity, true);
  bound('clipValue', config.clipValue, 0, Infinity, true);
  const values = config as unknown as Readonly<Record<string, number | undefined>>;
  for (const decay of ['beta1', 'beta2', 'rho', 'momentum']) bound(decay, values[decay], 0, 1, false);
  // At 0, an element that never had a gradient would become 0 / 0.
  bound('epsilon', values['epsilon'], 0, Infinity, true);
  bound('weightDecay', values['weightDecay'], 0, Infinity, false);
  return config;
}
