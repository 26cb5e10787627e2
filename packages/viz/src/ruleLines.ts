import type { PlotFrame } from './plotFrame.js';
import { fontSize, px, svgText } from './svgDocument.js';
import { textWidth } from './textWidth.js';
import { paint, type Theme } from './theme.js';

/** A line across a plot: at an x, at a y, or both. */
export interface Rule {
  readonly x?: number;
  readonly y?: number;
  readonly label?: string;
}

/** Checks that every rule has a place. */
export function checkRules(where: string, rules: readonly Rule[]): void {
  rules.forEach(({ x, y }, index) => {
    const bad = [x, y].find((value) => value !== undefined && !Number.isFinite(value));
    if (bad !== undefined || (x === undefined && y === undefined)) {
      throw new RangeError(
        `${where}: \`rule\`[${index}] has x ${String(x)} and y ${String(y)}; give a finite number for x, y or both`,
      );
    }
  });
}

type Lines = Pick<PlotFrame, 'left' | 'right' | 'top' | 'bottom' | 'x'> & { readonly y?: PlotFrame['y'] };

/** Dashed lines across a plot with their labels; labels at the top go down a line rather than over each other. */
export function ruleLines(theme: Theme, rules: readonly Rule[], { left, right, top, bottom, x, y }: Lines): string {
  const parts: string[] = [];
  const taken: { from: number; to: number; line: number }[] = [];
  const style = `stroke-width="1.5" stroke-dasharray="2 3" ${paint(theme, { stroke: 'ink' })}`;
  const text = { size: fontSize.small, halo: true, fit: right - left - 8 };
  for (const rule of rules) {
    const room = textWidth(rule.label ?? '', fontSize.small);
    if (rule.x !== undefined) {
      const at = x.at(rule.x);
      parts.push(`<line x1="${px(at)}" x2="${px(at)}" y1="${px(top)}" y2="${px(bottom)}" ${style}/>`);
      if (rule.label && rule.y === undefined) {
        const after = at + 6 + room <= right || at - left < right - at;
        const [from, to] = after ? [at, at + 6 + room] : [at - 6 - room, at];
        let line = 0;
        while (taken.some((other) => other.line === line && other.from < to + 4 && from < other.to + 4)) line++;
        taken.push({ from, to, line });
        const fit = (after ? right - at : at - left) - 6;
        parts.push(
          svgText(theme, after ? at + 6 : at - 6, top + 12 + 15 * line, rule.label, {
            ...text,
            anchor: after ? 'start' : 'end',
            fit,
          }),
        );
      }
    }
    if (rule.y !== undefined && y) {
      const at = y.at(rule.y);
      parts.push(`<line x1="${px(left)}" x2="${px(right)}" y1="${px(at)}" y2="${px(at)}" ${style}/>`);
      const above = at - 18 > top;
      if (rule.label) parts.push(svgText(theme, right - 4, above ? at - 5 : at + 14, rule.label, { ...text, anchor: 'end' }));
    }
  }
  return parts.join('');
}
