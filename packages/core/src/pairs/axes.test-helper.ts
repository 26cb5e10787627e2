import type { PartConfig } from '../parts.js';
import { partFactories } from '../registry.js';

/** What is chosen in a pair case: an objective, how the class is seen, a posterior and a prior, each by its name among the choices. */
export interface Combination {
  readonly objective: string;
  readonly condition: ConditionName;
  readonly posterior: string;
  readonly prior: string;
}

/** How the model sees the class. */
export type ConditionName = 'none' | 'class shift' | 'class shift, labels missing' | 'label concatenation';

/** What a combination chooses, in order. */
export const axes = ['objective', 'condition', 'posterior', 'prior'] as const;

/** The number of classes, where there are any. */
export const CLASSES = 3;

/** Where the options of a part's own example are not those of the other parts' examples. */
const agreed: Readonly<Record<string, Readonly<Record<string, number | readonly number[]>>>> = {
  productOfExperts: { widths: [2, 3, 1] },
  residualQuantized: { codes: 4 },
  wrappedNormal: { curvature: 0.5 },
};

/** Options of a part that decide about a pair, besides those of its example. */
const variants: Readonly<Record<string, PartConfig>> = {
  'elbo, β = 1': { kind: 'elbo', beta: { kind: 'constant', value: 1 }, samples: 1 },
  'mmd without KL': { kind: 'mmd' },
  'gumbelSoftmax, straight through': {
    kind: 'gumbelSoftmax',
    temperature: { kind: 'constant', value: 1 },
    straightThrough: true,
  },
  'vonMisesFisher, fixed κ': { kind: 'vonMisesFisher', kappa: 10 },
};

/** Every part of a role by its name, with the options of its example. */
function partsOf(role: 'objective' | 'posterior' | 'prior'): Readonly<Record<string, PartConfig>> {
  const known = partFactories
    .filter((factory) => factory.role === role && factory.kind !== 'classMeans')
    .map(({ kind, example }): [string, PartConfig] => [kind, { ...example.parts[role]!, ...agreed[kind] }]);
  const kinds = new Set(known.map(([kind]) => kind));
  const more = Object.entries(variants).filter(([, { kind }]) => kinds.has(kind));
  return Object.fromEntries([...known, ...more].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The descriptions behind the names. */
export const choices: Readonly<Record<'objective' | 'posterior' | 'prior', Readonly<Record<string, PartConfig>>>> = {
  objective: partsOf('objective'),
  posterior: partsOf('posterior'),
  prior: partsOf('prior'),
};

/** The names that each axis has. */
export const names: Readonly<Record<(typeof axes)[number], readonly string[]>> = {
  objective: Object.keys(choices.objective),
  condition: ['none', 'class shift', 'class shift, labels missing', 'label concatenation'],
  posterior: Object.keys(choices.posterior),
  prior: Object.keys(choices.prior),
};

/** Every combination there is. */
export function* combinations(): Generator<Combination> {
  for (const objective of names.objective)
    for (const condition of names.condition)
      for (const posterior of names.posterior)
        for (const prior of names.prior) yield { objective, condition: condition as ConditionName, posterior, prior };
}

/** A combination in words. */
export const title = (combination: Combination): string => axes.map((axis) => combination[axis]).join(' × ');
