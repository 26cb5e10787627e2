// A spreadsheet takes a cell that begins so for a formula; a number may begin with a sign.
const formula = /^[=+\-@\t\r]/;
const number = /^[+-]?[.,]?\d[\d.,']*(?:e[+-]?\d+)?\s?%?$/i;

/** A text as it is written to CSV: with an apostrophe before what a spreadsheet would compute (OWASP, "CSV injection"). */
export const guardedText = (text: string): string =>
  text.length > 1 && formula.test(text.replace(/^'+/, '')) && !number.test(text) ? `'${text}` : text;

/** The text that {@link guardedText} was given. */
export const unguardedText = (text: string): string =>
  text.startsWith("'") && guardedText(text.slice(1)) === text ? text.slice(1) : text;
