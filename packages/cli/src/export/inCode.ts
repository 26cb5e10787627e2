/** Lines of code, as a paragraph of plain text. */
export const inCode = (lines: readonly string[]): string => lines.map((line) => `    ${line}`).join('\n');
