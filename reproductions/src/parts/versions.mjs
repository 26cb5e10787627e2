import { createRequire } from 'node:module';
import { arch, availableParallelism, cpus, platform } from 'node:os';
import * as tf from '@tensorflow/tfjs';

const require = createRequire(import.meta.url);

/** What a figure was computed with. */
export const versions = () => ({
  vaekit: require('vaekit/package.json').version,
  tfjs: tf.version_core,
  onnxruntime: require('onnxruntime-node/package.json').version,
  node: process.versions.node,
});

/** What it was computed on; nothing that tells one machine of a kind from another. */
export const machine = () => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: availableParallelism(),
  system: `${platform()} ${arch()}`,
});
