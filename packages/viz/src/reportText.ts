import { escapeHtml } from './escapeHtml.js';
import { formatNumber } from './formatNumber.js';

/** A text of a report, escaped. @throws TypeError when it is missing or empty */
export function reportText(name: string, value: unknown): string {
  if (typeof value !== 'string' || value.trim() === '') {
    throw new TypeError(`reportPage: ${name} is ${value === '' ? 'empty' : String(value)}; expected a text`);
  }
  return escapeHtml(value);
}

/** A value of a report, escaped; numbers as {@link formatNumber} writes them, nothing for `null`. */
export function reportValue(value: string | number | null): string {
  return value === null ? '' : escapeHtml(typeof value === 'number' ? formatNumber(value) : value);
}
