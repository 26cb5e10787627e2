import { sizeFromShape } from '@vaekit-internal/base';
import type { Vae } from '@vaekit/core';
import { formatCell, type TableColumn, type TableEncoding } from '@vaekit/datasets';
import type { ColumnFigures, ComparedColumn } from '@vaekit/pictures';
import type { OpenData } from '../data/openData.js';
import type { Run } from '../run/openRun.js';
import { columnCorrelations } from './columnCorrelations.js';
import { comparedColumns } from './comparedColumns.js';
import { openTableRows, type TableRows } from './tableRows.js';

/** Rows that are looked at, and as many draws: the most, and the fewest where a row takes long. */
const [ROWS, FEWEST] = [5000, 200];
/** The most cells of them, and the most draws times the random numbers that each number of a code takes: a diffusion takes some at every step. */
const [CELLS, STEPS] = [200_000, 25_000];
/** Columns that are drawn. */
const SHOWN = 12;
/** Rows and draws that are written out, and their columns. */
const [WRITTEN, WRITTEN_COLUMNS] = [5, 12];
/** Digits that single precision holds. */
const DIGITS = 7;

/** Whether all draws of a column are numbers, or words: those of a model that diverged are not. */
const isDrawn = ({ values, missing }: TableColumn): boolean =>
  missing?.includes(1) !== true && Array.from<unknown>(values).every(Number.isFinite);

/** Some rows of columns as the file spells them; numbers with the digits that are known of them. */
function written(columns: readonly TableColumn[], rows: readonly number[]): string[][] {
  const short = columns.map((column): TableColumn =>
    column.type === 'number' ? { ...column, values: column.values.map((value) => Number(value.toPrecision(DIGITS))) } : column,
  );
  return rows.map((row) => short.map((column) => formatCell(column, row).trim()));
}

/** Some rows and draws as the file spells them, with the class that they are of where the model is given one. */
function someOfBoth(
  { distinct, given, columns }: TableRows,
  draws: readonly TableColumn[],
  { model, config }: Pick<Run, 'config' | 'model'>,
  { label }: TableEncoding,
): ColumnFigures['written'] {
  const count = Math.min(WRITTEN, distinct.length);
  const some = Array.from({ length: count }, (_, i) => distinct[Math.floor(((i + 0.5) * distinct.length) / count)]!);
  const { classes = [] } = config.data;
  const isOfClass = model.classes !== undefined && label !== undefined;
  const last = (row: number): readonly string[] => (isOfClass ? [classes[given![row]!] ?? String(given![row])] : []);
  const rowsOf = (all: readonly TableColumn[]): string[][] =>
    written(all.slice(0, WRITTEN_COLUMNS), some).map((cells, i) => [...cells, ...last(some[i]!)]);
  return {
    columns: [...columns.slice(0, WRITTEN_COLUMNS).map(({ name }) => name), ...(isOfClass ? [label.name] : [])],
    all: columns.length + Number(isOfClass),
    rows: rowsOf(columns),
    samples: rowsOf(draws),
  };
}

/** How many rows can be looked at and drawn in about a second. */
function affordableRows(model: Vae, { columns }: TableEncoding): number {
  const noise = Object.values(model.prior.noise(model)).filter(({ per }) => per === 'example');
  const steps = noise.reduce((sum, { shape }) => sum + sizeFromShape(shape), 0) / sizeFromShape(model.latent);
  return Math.min(ROWS, Math.max(FEWEST, Math.floor(Math.min(CELLS / columns.length, STEPS / Math.max(1, steps)))));
}

/** How the columns of draws from a model of a table compare with those of its training rows; undefined where there is no such table, or nothing to compare. */
export async function columnFigures(
  run: Pick<Run, 'config' | 'model'>,
  { train, encoding }: Pick<OpenData, 'encoding' | 'train'>,
): Promise<ColumnFigures | undefined> {
  if (encoding === undefined) return undefined;
  const opened = openTableRows(run, train, encoding, affordableRows(run.model, encoding));
  if (opened === undefined || opened.size < 2) return undefined;
  const { condition = [] } = run.config.options;
  const made = await opened.draw(opened.size, opened.given);
  const rows = { ...opened, columns: opened.columns.filter((_, at) => isDrawn(made[at]!)) };
  const draws = made.filter(isDrawn);
  const left = made.filter((column) => !isDrawn(column)).map(({ name }) => name);
  const columns = comparedColumns(rows, draws, condition);
  if (columns.length === 0) return undefined;
  const told = new Set([...condition, ...columns.map(({ name }) => name)]);
  const unknown = draws.map(({ name }) => name).filter((name) => !told.has(name));
  const mean = (of: (column: ComparedColumn) => number): number =>
    columns.reduce((sum, column) => sum + of(column) / columns.length, 0);
  const correlations = columnCorrelations(rows, draws, condition);
  return {
    rows: rows.size,
    ...(rows.distinct.length < rows.size ? { distinct: rows.distinct.length } : {}),
    ...(left.length === 0 ? {} : { left }),
    ...(unknown.length === 0 ? {} : { unknown }),
    ...(run.model.classes === undefined ? (condition.length === 0 ? {} : { under: 'condition' }) : { under: 'class' }),
    columns: columns.slice(0, SHOWN),
    compared: columns.length,
    distance: mean(({ distance }) => distance),
    floor: mean(({ floor }) => floor),
    ...(correlations === undefined ? {} : { correlations }),
    written: someOfBoth(rows, draws, run, encoding),
  };
}
