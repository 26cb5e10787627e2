import { jsonText } from '@vaekit-internal/base';
import { join } from 'node:path';
import { exportRun } from '@vaekit/export';
import type { CommandContext } from '../command.js';
import type { ExportOptions } from '../commands/export.js';
import { bytesText } from '../data/downloadProgress.js';
import { isAble } from '../model/requireAbility.js';
import { checkExportFolder, writeExport } from '../run/exportFolder.js';
import { openRun } from '../run/openRun.js';
import { version } from '../version.js';
import { colorsOf } from '../terminalText.js';

/** Runs `vaekit export`. */
export async function exportModel(options: ExportOptions, { terminal, operands }: CommandContext): Promise<number> {
  const [folder] = operands as [string];
  const format = options.format!;
  const out = options.out ?? join(folder, 'exports', format);
  await checkExportFolder(out, options.force);
  // Nothing but the weights is read: the plain backend starts fastest.
  const run = await openRun(folder, 'cpu', terminal);
  const manifest = await writeExport(
    out,
    await exportRun(run, format, {
      sampled: isAble('sample', run),
      encoded: isAble('encode', run),
      version,
    }),
  );
  run.model.dispose();
  const { out: screen } = terminal;
  if (options.json) {
    screen.line(jsonText({ folder: out, format, files: manifest.files }));
    return 0;
  }
  const { dim } = colorsOf(terminal.color);
  screen.line(`wrote ${out}`);
  const names = Object.keys(manifest.files);
  const width = Math.max(...names.map((name) => name.length));
  for (const [name, { bytes }] of Object.entries(manifest.files)) {
    const model = Object.values(manifest.models ?? {}).find(({ file }) => file === name);
    const ways =
      model === undefined
        ? ''
        : `${model.inputs.map((input) => input.name).join(', ')} -> ${model.outputs.map((output) => output.name).join(', ')}`;
    screen.line(`  ${name.padEnd(width)} ${bytesText(bytes).padStart(9)}${ways === '' ? '' : `  ${dim(ways)}`}`);
  }
  return 0;
}
