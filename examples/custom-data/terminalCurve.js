/** A curve as rows of text. */
export function terminalCurve(values, { rows = 8, low = -0.5, high = 1.7 } = {}) {
  const lines = Array.from({ length: rows }, () => Array.from({ length: values.length }, () => ' '));
  values.forEach((value, i) => {
    const height = Math.min(2 * rows - 1, Math.max(0, Math.round(((value - low) / (high - low)) * (2 * rows - 1))));
    lines[rows - 1 - Math.floor(height / 2)][i] = height % 2 === 0 ? '.' : "'";
  });
  return lines.map((line) => line.join('').trimEnd()).join('\n');
}
