import { readFileSync } from 'node:fs';

/**
 * The most memory that this process has held at once, bytes. On Linux from `VmHWM`: `getrusage` would count what the process that
 * started this one held when it forked.
 */
export function peakMemory() {
  if (process.platform === 'linux') {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024;
  }
  return process.resourceUsage().maxRSS * 1024;
}
