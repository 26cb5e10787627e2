// Draws ../images/lee-regularizer.svg: the regularizer Σ exp(s) − (1 + s) + m² of many tutorials beside the divergence from N(0, 1), for both
// readings of s. Plain arithmetic, no packages:
//
//     node docs/figures/leeRegularizer.mjs
import { mkdirSync, writeFileSync } from 'node:fs';

const kl = (m, logSigma) => 0.5 * (m ** 2 + Math.exp(2 * logSigma) - 1) - logSigma;
const lee = (m, s) => Math.exp(s) - (1 + s) + m ** 2;

const panels = [
  { title: 's = log σ²: twice the divergence, a β of 2', form: (m, logSigma) => lee(m, 2 * logSigma) },
  { title: 's = log σ: above it here, below it there', form: lee },
];
const means = [
  { m: 0, color: '#1f5fa8' },
  { m: 1.5, color: '#b3541e' },
];

const [xMin, xMax, yMax] = [-2.5, 1.25, 7];
const plot = { width: 380, height: 280, left: 52, top: 62, gap: 34 };
const width = plot.left + 2 * plot.width + plot.gap + 18;
const height = plot.top + plot.height + 96;
const xs = Array.from({ length: 301 }, (_, i) => xMin + ((xMax - xMin) * i) / 300);
const number = (value) => value.toFixed(2).replace('-0.00', '0.00');
const xAt = (panel, x) => plot.left + panel * (plot.width + plot.gap) + ((x - xMin) / (xMax - xMin)) * plot.width;
const yAt = (y) => plot.top + plot.height * (1 - Math.min(y, yMax + 1) / yMax);
const path = (panel, f) => xs.map((x, i) => `${i ? 'L' : 'M'}${number(xAt(panel, x))} ${number(yAt(f(x)))}`).join('');

// Where the form is below the divergence: between the two curves, over each stretch of x.
function below(panel, form, m) {
  const stretches = [];
  let open;
  for (const x of xs) {
    const under = form(m, x) < kl(m, x) - 1e-9;
    if (under && !open) stretches.push((open = []));
    if (under) open.push(x);
    else open = undefined;
  }
  return stretches
    .map((stretch) => {
      const point = (f) => (x) => `${number(xAt(panel, x))} ${number(yAt(f(m, x)))}`;
      return `M${stretch.map(point(kl)).join('L')}L${[...stretch].reverse().map(point(form)).join('L')}Z`;
    })
    .join('');
}

const text = (x, y, content, more = '') => `<text x="${number(x)}" y="${number(y)}" ${more}>${content}</text>`;
const parts = [];
panels.forEach(({ title, form }, panel) => {
  const [x0, x1] = [xAt(panel, xMin), xAt(panel, xMax)];
  parts.push(
    `<clipPath id="plot${panel}"><rect x="${x0}" y="${plot.top}" width="${plot.width}" height="${plot.height}"/></clipPath>`,
  );
  parts.push(text(x0, plot.top - 16, title, 'font-size="15" font-weight="600"'));
  for (let y = 0; y <= yMax; y++) {
    parts.push(`<line x1="${x0}" x2="${x1}" y1="${number(yAt(y))}" y2="${number(yAt(y))}" stroke="${y ? '#e4e4e4' : '#888'}"/>`);
    if (panel === 0) parts.push(text(x0 - 8, yAt(y) + 4.5, y, 'text-anchor="end"'));
  }
  for (let x = -2; x <= 1; x++) {
    parts.push(
      `<line x1="${number(xAt(panel, x))}" x2="${number(xAt(panel, x))}" y1="${yAt(0)}" y2="${yAt(0) + 5}" stroke="#888"/>`,
    );
    parts.push(text(xAt(panel, x), yAt(0) + 20, String(x).replace('-', '−'), 'text-anchor="middle"'));
  }
  parts.push(text((x0 + x1) / 2, yAt(0) + 40, 'log σ', 'text-anchor="middle"'));
  parts.push(`<g clip-path="url(#plot${panel})" fill="none" stroke-width="2.5">`);
  for (const { m, color } of means) {
    if (panel === 1) parts.push(`<path d="${below(panel, form, m)}" fill="${color}" fill-opacity="0.22" stroke="none"/>`);
    parts.push(`<path d="${path(panel, (x) => kl(m, x))}" stroke="${color}"/>`);
    parts.push(`<path d="${path(panel, (x) => form(m, x))}" stroke="${color}" stroke-dasharray="7 5"/>`);
  }
  parts.push('</g>');
});
parts.push(
  text(16, plot.top + plot.height / 2, 'nats', `text-anchor="middle" transform="rotate(-90 16 ${plot.top + plot.height / 2})"`),
);

const legend = height - 22;
let at = plot.left;
const entry = (sample, label, advance) => {
  parts.push(sample(at), text(at + 40, legend + 4.5, label));
  at += advance;
};
const line =
  (color, dash = '') =>
  (x) =>
    `<line x1="${x}" x2="${x + 32}" y1="${legend}" y2="${legend}" stroke="${color}" stroke-width="2.5" ${dash}/>`;
entry(line('#555'), 'divergence from N(0, 1)', 208);
entry(line('#555', 'stroke-dasharray="7 5"'), 'exp(s) − (1 + s) + m²', 196);
for (const { m, color } of means)
  entry((x) => `<rect x="${x + 8}" y="${legend - 8}" width="16" height="16" fill="${color}"/>`, `m = ${m}`, 110);
entry(
  (x) => `<rect x="${x}" y="${legend - 8}" width="32" height="16" fill="#555" fill-opacity="0.22"/>`,
  'below it: no bound',
  0,
);

const description =
  'Two plots over log sigma, for means 0 and 1.5. Left, s read as log sigma squared: the form is twice the divergence everywhere. ' +
  'Right, s read as log sigma: at mean 0 the form is below the divergence everywhere but at sigma 1, at mean 1.5 it is above it up to log 2.5 and below it beyond.';
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="system-ui, sans-serif" font-size="13" fill="#222">
<title>A regularizer of many tutorials, and the divergence</title>
<desc>${description}</desc>
<rect width="100%" height="100%" fill="#fff"/>
${parts.join('\n')}
</svg>
`;
const target = new URL('../images/lee-regularizer.svg', import.meta.url);
mkdirSync(new URL('.', target), { recursive: true });
writeFileSync(target, svg);
