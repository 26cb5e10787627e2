import * as tf from '@tensorflow/tfjs';
import type { Noise, NoiseSpec } from './contract.js';

/** A record with `prefix/` in front of each name. */
export const prefixed = <T>(prefix: string, record: Readonly<Record<string, T>> = {}): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [`${prefix}/${name}`, value]));

/** What of a record has `prefix/` in front of its name, without it. */
export const ownOf = <T>(prefix: string, record: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) =>
      name.startsWith(`${prefix}/`) ? [[name.slice(prefix.length + 1), value] as const] : [],
    ),
  );

/** Noise for what sees every example `samples` times. */
export const widened = (spec: NoiseSpec, samples: number): NoiseSpec =>
  samples === 1
    ? spec
    : Object.fromEntries(
        Object.entries(spec).map(([name, entry]) => [
          name,
          entry.per === 'example' ? { ...entry, shape: [samples, ...entry.shape] } : entry,
        ]),
      );

/** Noise of a {@link widened} spec as that of `rows · samples` rows. */
export const flattened = (noise: Noise, spec: NoiseSpec, samples: number): Noise =>
  samples === 1
    ? noise
    : Object.fromEntries(
        Object.entries(spec).map(([name, { per }]) => {
          const tensor = noise[name]!;
          return [name, per === 'example' ? tf.reshape(tensor, [tensor.shape[0]! * samples, ...tensor.shape.slice(2)]) : tensor];
        }),
      );
