import type { OptionValue } from '../option.js';
import { vaeOptions } from './vaeOptions.js';

/** The function between hidden layers. */
export const activationOptions = {
  activation: {
    kind: 'choice',
    about: 'function behind each hidden layer; the code and the output are linear',
    choices: ['relu', 'sigmoid', 'tanh', 'elu', 'selu', 'softplus', 'swish'],
    placeholder: 'NAME',
    shown: 'relu; sigmoid where Boltzmann machines come first',
  },
} as const;

/** A function by the name that is typed. */
export type Activation = OptionValue<(typeof activationOptions)['activation']>;

/** Options of autoencoders whose networks are recipes. */
export const autoencoderOptions: typeof activationOptions & typeof vaeOptions = { ...vaeOptions, ...activationOptions };
