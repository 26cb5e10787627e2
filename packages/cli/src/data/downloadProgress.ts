import type { DownloadEvent } from '@vaekit/datasets/node';
import type { Output } from '../terminal.js';
import { WIPE_LINE } from '../terminalText.js';

const host = (address: string): string => {
  try {
    return new URL(address).host || address;
  } catch {
    return address;
  }
};

/** Bytes as people read them. */
export const bytesText = (bytes: number): string =>
  bytes < 1000 ? `${bytes} B` : bytes < 999_950 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

/** Tells of a download: a line for what happens, and on a terminal one that is redrawn for how far it is. */
export function downloadProgress(screen: Output): (event: DownloadEvent) => void {
  let drawn = false;
  const line = (text: string): void => {
    if (drawn) screen.write(WIPE_LINE);
    drawn = false;
    screen.line(text);
  };
  return (event) => {
    switch (event.kind) {
      case 'waiting':
        return line(`waiting for ${event.holder}, which fetches the same`);
      case 'asking':
        return line(
          `fetching ${event.file} from ${host(event.address)}${event.from === 0 ? '' : `, from ${bytesText(event.from)} on`}`,
        );
      case 'progress':
        if (!screen.isTerminal) return;
        screen.write(
          `${WIPE_LINE}  ${bytesText(event.received)}${event.total === undefined ? '' : ` of ${bytesText(event.total)} (${Math.floor((100 * event.received) / event.total)} %)`}`,
        );
        drawn = true;
        return;
      case 'failed':
        return line(
          `${host(event.address)}: ${event.reason}; ${event.next === 'again' ? 'asking again' : 'asking the next source'}`,
        );
      case 'checking':
        return;
      case 'done':
        return line(`${event.file}: ${bytesText(event.bytes)}, checked by ${event.checkedBy}`);
    }
  };
}
