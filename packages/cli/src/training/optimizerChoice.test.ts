import { expect, it } from 'vitest';
import { isOptimizer, readOptimizer } from './optimizerChoice.js';

it.each([
  ['adam', 'adam', {}],
  ['adam:epsilon=1e-4,beta1=0.5', 'adam', { epsilon: 1e-4, beta1: 0.5 }],
  ['adam: beta1 = 0.5, epsilon = 1e-4', 'adam', { beta1: 0.5, epsilon: 1e-4 }],
  ['adamw: beta2=0.99', 'adamw', { beta2: 0.99 }],
  ['rmsprop:rho=0.99,epsilon=1e-6,momentum=0.9', 'rmsprop', { rho: 0.99, epsilon: 1e-6, momentum: 0.9 }],
  ['sgd:momentum=0.9,nesterov=true', 'sgd', { momentum: 0.9, nesterov: true }],
])('%s is read', (text, kind, settings) => {
  expect(readOptimizer(text)).toEqual({ kind, settings });
  expect(isOptimizer(text)).toBe(true);
});

it.each([
  ['adagrad', '--optimizer is adagrad; expected one of adam, adamw, adamax, rmsprop, sgd'],
  ['adma', 'did you mean adam'],
  ['adam:', '--optimizer is adam:; expected settings of adam: beta1, beta2, epsilon, as SETTING=VALUE, joined by commas'],
  ['adam:rho=0.9', '--optimizer is adam:rho=0.9; expected settings of adam: beta1, beta2, epsilon'],
  ['sgd:beta1=0.9', 'expected settings of sgd: momentum, nesterov'],
  ['adam:toString=1', 'expected settings of adam'],
  ['adam:beta1', 'beta1 of --optimizer adam is empty; expected a number from 0 to below 1'],
  ['adam:beta1=1', 'beta1 of --optimizer adam is 1; expected a number from 0 to below 1'],
  ['rmsprop:epsilon=0', 'epsilon of --optimizer rmsprop is 0; expected a number above 0, such as 1e-4'],
  ['adam:beta1=0.5,beta1=0.6', 'expected beta1 once'],
  ['adam:lr=1', '--optimizer is adam:lr=1; expected --lr in place of lr'],
  ['adamw:weightDecay=1', 'expected --weight-decay in place of weightDecay'],
  ['sgd:nesterov=true', 'expected a momentum above 0 beside nesterov'],
  ['sgd:nesterov=yes', 'nesterov of --optimizer sgd is yes; expected one of true, false'],
])('%s: %s', (text, message) => {
  expect(() => readOptimizer(text)).toThrow(message);
  expect(isOptimizer(text)).toBe(false);
});
