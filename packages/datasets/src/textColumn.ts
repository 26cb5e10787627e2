import type { CategoryColumn, TextColumn } from './table.js';

/** A column of texts, undefined where one is missing: categories in the order of the alphabet (of code units, the same everywhere), or text if more than `most` differ. */
export function textColumn(name: string, texts: readonly (string | undefined)[], most: number): CategoryColumn | TextColumn {
  const missing = Uint8Array.from(texts, (text) => (text === undefined ? 1 : 0));
  const rest = missing.includes(1) ? { missing } : {};
  const categories = [...new Set(texts.filter((text) => text !== undefined))].sort();
  if (categories.length > most) return { name, type: 'text', values: texts.map((text) => text ?? ''), ...rest };
  const places = new Map<string | undefined, number>(categories.map((text, place) => [text, place]));
  return { name, type: 'category', categories, values: Int32Array.from(texts, (text) => places.get(text) ?? -1), ...rest };
}
