import { jsonText } from '@vaekit-internal/base';
import { type DownloadOptions, downloadDataSet, verifyDataSet } from '@vaekit/datasets/node';
import type { CommandContext } from '../command.js';
import { type DataFetchOptions, readFetchedName } from '../commands/dataFetch.js';
import { bytesText, downloadProgress } from '../data/downloadProgress.js';

/** Runs `vaekit data fetch`. */
export async function dataFetch({ mirror, json }: DataFetchOptions, { terminal, operands }: CommandContext): Promise<number> {
  const name = readFetchedName(operands[0]!);
  let code = 130;
  const interruption = new AbortController();
  const release = terminal.onInterrupt((due) => {
    code = due;
    interruption.abort();
  });
  try {
    let fetched = false;
    const tell = downloadProgress(terminal.err);
    const options: DownloadOptions = {
      signal: interruption.signal,
      ...(mirror === undefined ? {} : { mirrors: [mirror] }),
      onEvent(event) {
        fetched ||= event.kind === 'done';
        tell(event);
      },
    };
    const located = await downloadDataSet(name, options);
    const files = await verifyDataSet(located, { signal: interruption.signal });
    const wrong = files.find(({ problem }) => problem !== undefined);
    if (wrong !== undefined)
      throw new Error(`${wrong.path} ${wrong.problem!}; remove it and run \`vaekit data fetch ${name}\` again`);
    if (json) {
      const { place, folder, bytes } = located;
      terminal.out.line(jsonText({ name, fetched, place, folder, bytes, files }));
    } else {
      terminal.out.line(
        `${name}: ${bytesText(located.bytes)} in ${located.folder}${fetched ? '' : ', there already'}; ` +
          `${files.every(({ checkedBy }) => checkedBy !== 'size') ? 'the checksums are those published' : 'sizes agree, checksums are published for none or some of these files'}`,
      );
    }
    return 0;
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    terminal.err.line(`interrupted; \`vaekit data fetch ${name}\` goes on where it stopped`);
    return code;
  } finally {
    release();
  }
}
