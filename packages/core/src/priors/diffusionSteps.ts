/** The constants of a diffusion of T steps; place t − 1 is those of step t. */
export interface DiffusionSteps {
  /** ᾱ_t: how much of the code's variance is left. */
  readonly kept: readonly number[];
  /** β_t = 1 − ᾱ_t/ᾱ_{t−1}: how much variance the step adds. */
  readonly added: readonly number[];
  /** σ_t², the variance of the step back: β_t·(1 − ᾱ_{t−1})/(1 − ᾱ_t); at t = 1, where that is 0, as at t = 2. */
  readonly back: readonly number[];
  /** Features of t for the network, `[T][TIME_FEATURES]`. */
  readonly features: readonly (readonly number[])[];
}

/** Numbers that tell the network the step. */
export const TIME_FEATURES = 16;

/** The rate at which variance is added at the beginning and at the end of the way, over a way of length 1. */
const RATES = [0.1, 20] as const;

/**
 * The linear schedule of Ho et al. in the limit of many steps, cut into `count`: `ᾱ_t = exp(−b₀·s − ½·(b₁ − b₀)·s²)`, s = t/T, b₀ = 0.1, b₁ = 20, so that
 * ᾱ_T = 4e-5 for any T. Features are sines and cosines of π·s·2^i, i from −1.
 *
 * @see Song et al. 2021, "Score-based generative modeling through stochastic differential equations", equation 33; the variances back: Ho, Jain and Abbeel
 *   2020, equation 7
 */
export function diffusionSteps(count: number): DiffusionSteps {
  const logKept = (s: number): number => -RATES[0] * s - ((RATES[1] - RATES[0]) * s ** 2) / 2;
  const kept = Array.from({ length: count }, (_, i) => Math.exp(logKept((i + 1) / count)));
  const added = kept.map((_, i) => -Math.expm1(logKept((i + 1) / count) - logKept(i / count)));
  const exact = added.map((beta, i) => (i === 0 ? 0 : (beta * (1 - kept[i - 1]!)) / (1 - kept[i]!)));
  const features = kept.map((_, i) =>
    Array.from({ length: TIME_FEATURES }, (__, k) => {
      const angle = ((i + 1) / count) * Math.PI * 2 ** (Math.floor(k / 2) - 1);
      return k % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
    }),
  );
  return { kept, added, back: [exact[1]!, ...exact.slice(1)], features };
}
