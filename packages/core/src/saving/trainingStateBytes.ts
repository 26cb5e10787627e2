import type { Logs } from '../training/logs.js';
import type { BestEpoch, TrainingState } from '../training/trainingState.js';
import { contentChecksum } from './contentChecksum.js';
import { type NamedArray, readSafetensors, writeSafetensors } from './safetensors.js';

/** Numbers that JSON does not have are written as words. */
const toJson = (value: number): number | string => (Number.isFinite(value) ? value : String(value));

interface Header extends Pick<TrainingState, 'batch' | 'epoch' | 'random' | 'step'> {
  readonly format: 'vaekit-training-state';
  readonly version: 1;
  readonly history: readonly Readonly<Record<string, number | string>>[];
  readonly best?: { readonly epoch: number; readonly value: number | string };
}

const groups = ['weights', 'memory', 'best'] as const;

/**
 * An exact point of a training as bytes, for a place that keeps bytes ({@link indexedDbStore}): one safetensors file. A run of
 * `@vaekit/runs`, in a folder or in the browser's file system, keeps more, and survives a crash.
 */
export function serializeTrainingState(state: TrainingState): Uint8Array {
  const { weights, memory, best, history, epoch, batch, step, random } = state;
  const arrays = { weights, memory, best: best?.weights ?? {} };
  const tensors = Object.fromEntries(
    groups.flatMap((group) =>
      Object.entries(arrays[group]).map(([name, data]): [string, NamedArray] => [
        `${group}/${name}`,
        { data, shape: [data.length] },
      ]),
    ),
  );
  const header: Header = {
    format: 'vaekit-training-state',
    version: 1,
    epoch,
    batch,
    step,
    random,
    history: history.map((logs) => Object.fromEntries(Object.entries(logs).map(([name, value]) => [name, toJson(value)]))),
    ...(best === undefined ? {} : { best: { epoch: best.epoch, value: toJson(best.value) } }),
  };
  const text = JSON.stringify(header);
  return writeSafetensors({ tensors, metadata: { vaekit: text, crc32: contentChecksum(text, tensors) } });
}

/**
 * The training state from the bytes of {@link serializeTrainingState}; `fit` goes on from it with `initial`.
 *
 * @throws Error when the bytes are damaged or hold something else
 */
export function deserializeTrainingState(bytes: Uint8Array): TrainingState {
  const { tensors, metadata } = readSafetensors(bytes);
  const text = metadata['vaekit'];
  const header = (text === undefined ? {} : JSON.parse(text)) as Partial<Header>;
  if (text === undefined || header.format !== 'vaekit-training-state' || header.version !== 1) {
    throw new Error(
      `deserializeTrainingState: expected a training state of version 1, got ${header.format ?? 'a file without a description'}, version ${header.version ?? 'unknown'}`,
    );
  }
  if (metadata['crc32'] !== contentChecksum(text, tensors)) {
    throw new Error('deserializeTrainingState: the checksum does not fit the content; the bytes are damaged');
  }
  const arrays = (group: (typeof groups)[number]): Record<string, Float32Array> =>
    Object.fromEntries(
      Object.entries(tensors).flatMap(([name, { data }]) =>
        name.startsWith(`${group}/`) ? [[name.slice(group.length + 1), data as Float32Array]] : [],
      ),
    );
  const { epoch, batch, step, random, history, best } = header as Header;
  const logs = history.map((entry): Logs =>
    Object.fromEntries(Object.entries(entry).map(([name, value]) => [name, Number(value)])),
  );
  const bestEpoch: { best?: BestEpoch } =
    best === undefined ? {} : { best: { epoch: best.epoch, value: Number(best.value), weights: arrays('best') } };
  return { epoch, batch, step, random, history: logs, weights: arrays('weights'), memory: arrays('memory'), ...bestEpoch };
}
