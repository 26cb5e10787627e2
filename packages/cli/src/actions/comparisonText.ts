import { comparedValueText, type Comparison, type ComparisonRow } from '@vaekit/pictures';
import { shownName } from '../terminalText.js';

const GAP = 2;
const WIDEST = 28;

const cut = (text: string, width: number): string => (text.length <= width ? text : `…${text.slice(text.length - width + 1)}`);

/**
 * A comparison as text: runs are columns, and go on below where the lines would be longer than `columns`.
 *
 * @param options.bold marks names and what is best in its row, beside the star
 */
export function comparisonText(
  { names: given, differences, results }: Comparison,
  options: { readonly columns: number; readonly bold: (text: string) => string; readonly dim: (text: string) => string },
): string {
  const { columns, bold, dim } = options;
  const names = given.map(shownName);
  const rows = [...differences, ...results];
  const head = Math.max(...rows.map(({ name }) => name.length));
  // Where a value of a run has a star, the others keep its room, so that the numbers stay under each other.
  const starred = names.map((_, run) => rows.some(({ best }) => best === run));
  const text = (row: ComparisonRow, run: number): string =>
    shownName(comparedValueText(row, row.values[run])) + (row.best === run ? ' *' : starred[run] ? '  ' : '');
  const widths = names.map((name, run) => Math.min(WIDEST, Math.max(name.length, ...rows.map((row) => text(row, run).length))));
  const blocks: number[][] = [];
  let room = 0;
  names.forEach((_, run) => {
    const needed = widths[run]! + GAP;
    if (blocks.length === 0 || room < needed) {
      blocks.push([]);
      room = columns - head;
    }
    blocks.at(-1)!.push(run);
    room -= needed;
  });
  const gap = ' '.repeat(GAP);
  const line = (name: string, cells: readonly string[]): string =>
    `${name}${' '.repeat(head - name.length)}${gap}${cells.join(gap)}`;
  return blocks
    .map((runs) => {
      const draw = (row: ComparisonRow): string => {
        const cells = runs.map((run) => {
          const cell = cut(text(row, run), widths[run]!).padStart(widths[run]!);
          return row.best === run ? bold(cell) : cell;
        });
        return `${line(row.name, cells)}\n`;
      };
      const title = line(
        '',
        runs.map((run) => bold(cut(names[run]!, widths[run]!).padStart(widths[run]!))),
      );
      const rule = `${dim('-'.repeat(head + runs.reduce((sum, run) => sum + widths[run]! + GAP, 0)))}\n`;
      return [`${title}\n`, ...differences.map(draw), ...(differences.length === 0 ? [] : [rule]), ...results.map(draw)].join('');
    })
    .join('\n');
}
