// What the figures of `claims.mjs` say of each claim, as a table. `node src/claimsTable.mjs`: writes that of `results/claims.json` into the README.
import { pairedInterval } from '@vaekit/metrics';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The total correlation that beta-VAEs have at a reconstruction: along the straight lines between those of neighboring betas, and level beyond the ends. */
function matched(curve, reconstruction) {
  const points = curve.toSorted((a, b) => a.reconstruction - b.reconstruction);
  const after = points.findIndex((point) => point.reconstruction >= reconstruction);
  if (after <= 0) return (after === 0 ? points[0] : points.at(-1)).totalCorrelation;
  const [a, b] = [points[after - 1], points[after]];
  const share = (reconstruction - a.reconstruction) / (b.reconstruction - a.reconstruction);
  return a.totalCorrelation + share * (b.totalCorrelation - a.totalCorrelation);
}

const betas = [1, 2, 4, 8].map((beta) => `beta-vae ${beta}`);
const against = (system, reference, figure, margin = 0) => ({
  system,
  needs: [system, reference],
  margin,
  pair: (of) => [of(system)[figure], of(reference)[figure]],
});
const dependence = (system) => ({
  system,
  needs: [system, ...betas],
  margin: 0,
  pair: (of) => [of(system).totalCorrelation, matched(betas.map(of), of(system).reconstruction)],
});

/** Each holds where the system's figure is below the other's by the margin at most above it. */
const claims = [
  { what: 'total correlation below that of a beta-VAE of the same reconstruction, nats', ...dependence('beta-tc-vae') },
  { what: 'total correlation below that of a beta-VAE of the same reconstruction, nats', ...dependence('factor-vae') },
  { what: 'held-out MMD² by another kernel below the autoencoder’s', ...against('wae-mmd', 'autoencoder', 'mmd') },
  { what: '−log p(x) by 5,000 draws below the VAE’s, nats', ...against('iwae', 'vae', 'nll') },
  { what: '−log p(x) at most 0.3 nats above the VAE’s', ...against('vamp-vae', 'vae', 'nll', 0.3) },
  { what: '−log p(x) at most 0.3 nats above the VAE’s', ...against('iaf-vae', 'vae', 'nll', 0.3) },
  { what: 'samples closer to held-out digits than the VAE’s', ...against('rae-l2, mixture', 'vae, samples', 'kernel') },
  { what: 'samples closer to held-out digits than the VAE’s', ...against('adversarial-autoencoder', 'vae, samples', 'kernel') },
  { what: 'samples closer to held-out digits than the VAE’s', ...against('vae-gan', 'vae, samples', 'kernel') },
];

const SEEDS = 5;

/** The words for a difference: it holds or fails where the whole interval does, and is not decided where the interval has the margin in it. */
function verdict({ low, high }, margin, seeds) {
  if (seeds < SEEDS) return `${SEEDS} seeds are not run yet`;
  return high <= margin ? 'holds' : low <= margin ? 'not decided' : 'failed';
}

/** The table in Markdown. */
export function claimsTable(results) {
  const rows = claims.map(({ system, what, needs, margin, pair }) => {
    const seeds = [];
    for (let seed = 0; needs.every((name) => `${name}, seed ${seed}` in results); seed++) seeds.push(seed);
    if (seeds.length < 2) return `| ${system} | ${what} | ${seeds.length} | | ${SEEDS} seeds are not run yet |`;
    const pairs = seeds.map((seed) => pair((name) => results[`${name}, seed ${seed}`]));
    const interval = pairedInterval(
      pairs.map(([own]) => own),
      pairs.map(([, other]) => other),
    );
    const [mean, low, high] = [interval.mean, interval.low, interval.high].map((value) => value.toPrecision(3));
    return `| ${system} | ${what} | ${seeds.length} | ${mean} (${low} to ${high}) | ${verdict(interval, margin, seeds.length)} |`;
  });
  return ['| Model | Claim | Seeds | Difference, 95 % interval | |', '|---|---|---|---|---|', ...rows].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
  const table = claimsTable(JSON.parse(readFileSync(file('results/claims.json'), 'utf8')));
  const text = readFileSync(file('README.md'), 'utf8');
  const [begin, end] = ['<!-- claims: written by src/claimsTable.mjs -->', '<!-- end of claims -->'];
  writeFileSync(
    file('README.md'),
    `${text.slice(0, text.indexOf(begin))}${begin}\n\n${table}\n\n${text.slice(text.indexOf(end))}`,
  );
}
