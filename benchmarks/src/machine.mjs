import { arch, availableParallelism, cpus, platform } from 'node:os';

/** What a figure was measured on. */
export function describeMachine() {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown CPU',
    cores: availableParallelism(),
    node: process.versions.node,
    system: `${platform()} ${arch()}`,
  };
}
