import { choice, type OptionSpec, real } from '../optionSpec.js';
import { UsageError } from '../usageError.js';

/** The name of an optimizer. */
export type OptimizerName = 'adam' | 'adamax' | 'adamw' | 'rmsprop' | 'sgd';

/** A name, or a name with settings behind a colon. */
export type OptimizerText = OptimizerName | `${OptimizerName}:${string}`;

const decay = real('', {
  fallback: undefined,
  accepts: (value) => value >= 0 && value < 1,
  expected: 'a number from 0 to below 1',
});
const positive = real('', { fallback: undefined, accepts: (value) => value > 0, expected: 'a number above 0, such as 1e-4' });
const ofAdam = { beta1: decay, beta2: decay, epsilon: positive };

/** The settings of each optimizer. */
const optimizers: Readonly<Record<OptimizerName, Readonly<Record<string, OptionSpec>>>> = {
  adam: ofAdam,
  adamw: ofAdam,
  adamax: ofAdam,
  rmsprop: { rho: decay, epsilon: positive, momentum: decay },
  sgd: { momentum: decay, nesterov: choice('', ['true', 'false'], { fallback: undefined }) },
};

const names = Object.keys(optimizers) as OptimizerName[];

/** Settings that are options of their own. */
const ownOptions: Readonly<Record<string, string>> = {
  lr: '--lr',
  learningRate: '--lr',
  weightDecay: '--weight-decay',
  'weight-decay': '--weight-decay',
  clipNorm: '--clip-norm',
  'clip-norm': '--clip-norm',
};

/** An optimizer and its settings, in the words of the factories of `@vaekit/core`. */
export interface OptimizerChoice {
  readonly kind: OptimizerName;
  readonly settings: Readonly<Record<string, boolean | number>>;
}

/** One `setting=value`. */
function readSetting(
  kind: OptimizerName,
  text: string,
  refuse: (expected: string) => never,
): [name: string, value: boolean | number] {
  const [, name = '', value = ''] = /^([^=]*?)\s*=\s*(.*)$/.exec(text) ?? [undefined, text];
  const specs = optimizers[kind];
  if (Object.hasOwn(ownOptions, name)) refuse(`${ownOptions[name]} in place of ${name}`);
  if (!Object.hasOwn(specs, name))
    refuse(`settings of ${kind}: ${Object.keys(specs).join(', ')}, as SETTING=VALUE, joined by commas`);
  const read = specs[name]!.parse(value, `${name} of --optimizer ${kind}`) as number | string;
  return [name, typeof read === 'number' ? read : read === 'true'];
}

/**
 * The optimizer that a text names: `adam`, or with settings `adam:epsilon=1e-4,beta1=0.5`.
 *
 * @param option what is named in messages
 * @throws UsageError that says which optimizers there are, which settings one has, or what a setting may be
 */
export function readOptimizer(text: string, option = '--optimizer'): OptimizerChoice {
  const [word = '', ...rest] = text.split(':');
  const kind = choice('', names, { fallback: undefined }).parse(word, option)!;
  const refuse = (expected: string): never => {
    throw new UsageError(`${option} is ${text}; expected ${expected}`);
  };
  if (rest.length === 0) return { kind, settings: {} };
  const settings: Record<string, boolean | number> = {};
  for (const part of rest.join(':').split(',')) {
    const [name, value] = readSetting(kind, part.trim(), refuse);
    if (Object.hasOwn(settings, name)) refuse(`${name} once`);
    settings[name] = value;
  }
  if (settings['nesterov'] === true && !(Number(settings['momentum']) > 0)) refuse('a momentum above 0 beside nesterov');
  return { kind, settings };
}

/** Whether a text names an optimizer. */
export function isOptimizer(text: string): text is OptimizerText {
  try {
    readOptimizer(text);
    return true;
  } catch (error) {
    if (error instanceof UsageError) return false;
    throw error;
  }
}

/** `--optimizer`: a name, or a name and its settings. Its value is the text. */
export const optimizerOption: OptionSpec<OptimizerText> = {
  about:
    'a name, or a name and settings joined by commas, as adam:epsilon=1e-4,beta1=0.5 (adam, adamw and adamax: beta1, beta2, epsilon; rmsprop: rho, epsilon, momentum; sgd: momentum, nesterov); rmsprop has its epsilon outside the root, as Keras has',
  placeholder: `${names.join('|')}[:SETTING=X,…]`,
  fallback: 'adam',
  words: names,
  parse(text, name) {
    readOptimizer(text, name);
    return text as OptimizerText;
  },
};
