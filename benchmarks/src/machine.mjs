import { createRequire } from 'node:module';
import { arch, availableParallelism, cpus, loadavg, platform } from 'node:os';

const { version: onnxruntime } = createRequire(import.meta.url)('onnxruntime-node/package.json');

/** What a figure was measured on. */
export function describeMachine() {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown CPU',
    cores: availableParallelism(),
    node: process.versions.node,
    system: `${platform()} ${arch()}`,
    onnxruntime,
  };
}

/** How many processes wanted a core in the last minute; above the number of cores, absolute times are not to be trusted. */
export const loadAverage = () => loadavg()[0];
