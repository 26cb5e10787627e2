// `pnpm defaults`: whether `vaekit train` without further options learns a code that uses its width: the rank of the encoder's means, and the loss or an
// importance-weighted bound, on digits, sprites, pictures, tables and sets of points of known density. Each figure is of the command itself: a run is
// trained by it, encoded and evaluated. `--tables DIR` adds the tables of a folder (`*.csv`, `*.csv.gz`); Fashion-MNIST is measured where it is on the machine.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { eightGaussians, linearGaussian, moons, pinwheel, rings, swissRoll } from '@vaekit/datasets';
import { readExamples } from '@vaekit/datasets/node';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { entropyOf, normalNll } from './densities.mjs';
import { formatTable } from './table.mjs';

const { values: given } = parseArgs({
  options: {
    seeds: { type: 'string', default: '3' },
    only: { type: 'string' },
    tables: { type: 'string' },
    // Further options of `train`, to see what a default is worth: `--train="--preset keras-io"` (with `=`: the words begin with dashes).
    train: { type: 'string', default: '' },
  },
});
const seeds = Array.from({ length: Number(given.seeds) }, (_, seed) => seed);
const more = given.train.split(' ').filter((word) => word !== '');
const packages = fileURLToPath(new URL('../../packages', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'vaekit-defaults-'));
const shown = (name) => given.only === undefined || given.only.split(',').includes(name);

const vaekit = (...args) =>
  execFileSync(process.execPath, [join(packages, 'cli/bin/vaekit.mjs'), ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Eigenvalues of the correlations (or covariances) of columns, the largest first. */
function eigenvalues(x, { standardized }) {
  const centered = x.clone().subRowVector(x.mean('column'));
  if (standardized) centered.divRowVector(x.standardDeviation('column', { unbiased: false }));
  const covariance = centered.transpose().mmul(centered).div(x.rows);
  return new EigenvalueDecomposition(covariance, { assumeSymmetric: true }).realEigenvalues.toSorted((a, b) => b - a);
}

/** How many directions codes have: singular values above a tenth of the largest, of standardized columns; those with a deviation below 0.05 are none. */
function rankOf(codes) {
  const deviations = codes.standardDeviation('column', { unbiased: false });
  const used = deviations.flatMap((deviation, column) => (deviation < 0.05 ? [] : [column]));
  if (used.length === 0) return 0;
  const values = eigenvalues(codes.subMatrixColumn(used), { standardized: true });
  return values.filter((value) => Math.sqrt(Math.max(0, value)) > Math.sqrt(values[0]) / 10).length;
}

/** Trains with these options alone, and measures the run. */
function measured(options, seed, { samples, training = false } = {}) {
  const run = join(work, 'run');
  const began = performance.now();
  vaekit('train', ...options, ...more, '--seed', String(seed), '--no-preview', '--no-config', '--out', run);
  const seconds = (performance.now() - began) / 1000;
  const rankOn = (split) => {
    const lines = vaekit('encode', run, '--split', split, '--json', '--no-config').trim().split('\n');
    return rankOf(new Matrix(lines.map((line) => JSON.parse(line).code)));
  };
  const rank = rankOn('test');
  const trainingRank = training ? rankOn('train') : undefined;
  const scores = ['evaluate', run, '--json', '--no-config', ...(samples === undefined ? [] : ['--nll', String(samples)])];
  const { loss, kl, nll } = JSON.parse(vaekit(...scores));
  rmSync(run, { recursive: true });
  console.error(
    `${options.join(' ')}, seed ${seed}: rank ${rank}${training ? ` (${trainingRank} on the training part)` : ''}, loss ${loss.toFixed(2)}, kl ${kl.toFixed(2)},${nll === undefined ? '' : ` bound ${nll.mean.toFixed(2)},`} ${seconds.toFixed(0)} s`,
  );
  return { rank, trainingRank, loss, kl, seconds, bound: nll?.mean };
}

const WIDTH = 10;

/** Dense networks and convolutions on images. */
function images(name, data, { asDense = false } = {}) {
  const of = (arch) => seeds.map((seed) => measured([...data, '--arch', arch, '--latent', String(WIDTH)], seed));
  const [dense, convolutions] = [of('mlp'), of('conv')];
  const least = (results) => Math.min(...results.map(({ rank }) => rank));
  const wanted = asDense ? least(dense) : 0.8 * WIDTH;
  const losses = [dense, convolutions].map((results) => mean(results.map(({ loss }) => loss)));
  return {
    data: name,
    denseRank: least(dense),
    rank: least(convolutions),
    wanted,
    denseLoss: losses[0],
    loss: losses[1],
    kl: mean(convolutions.map(({ kl }) => kl)),
    seconds: mean(convolutions.map(({ seconds }) => seconds)),
    met: least(convolutions) >= wanted && losses[1] <= losses[0] + 0.5 ? 'yes' : 'no',
  };
}

/** As many points as `train --data` makes. */
const POINTS = 10_000;

const points = [
  ['moons', moons, 1],
  ['rings', rings, 1],
  ['pinwheel', pinwheel, 2],
  ['eight-gaussians', eightGaussians, 2],
  ['swiss-roll', swissRoll, 2],
  ['linear-gaussian', linearGaussian, 2],
];

/** Points whose density is known. */
function point([name, make, dimensions]) {
  const set = make({ size: POINTS });
  const [entropy, normal] = [entropyOf(name, set), normalNll(set, { correlated: name !== 'linear-gaussian' })];
  const results = seeds.map((seed) => measured(['--data', name], seed, { samples: 64 }));
  const rank = Math.min(...results.map((result) => result.rank));
  const bound = mean(results.map((result) => result.bound));
  const closed = (normal - bound) / (normal - entropy);
  return {
    data: name,
    rank,
    wanted: dimensions,
    normal,
    bound,
    entropy,
    closed: `${(100 * closed).toFixed(0)} %`,
    seconds: mean(results.map(({ seconds }) => seconds)),
    met: rank >= dimensions && closed >= 0.8 ? 'yes' : 'no',
  };
}

/** The first principal components that carry nine tenths of the variance of a table as networks see it. */
async function componentsOf(path) {
  const { train } = await readExamples(path, { testFraction: 0.1, seed: 0 });
  const values = eigenvalues(Matrix.from1DArray(...train.x.shape, train.x.data), { standardized: false });
  const total = values.reduce((sum, value) => sum + value, 0);
  let carried = 0;
  return values.findIndex((value) => (carried += value) >= 0.9 * total) + 1;
}

async function table(path) {
  const results = seeds.map((seed) => measured(['--data', path], seed, { training: true }));
  const [rank, wanted] = [Math.min(...results.map((result) => result.rank)), await componentsOf(path)];
  return {
    data: basename(path),
    rank,
    // On the rows that the components are of: a held-out part of few rows has itself fewer directions by this count than the whole table.
    trainingRank: Math.min(...results.map((result) => result.trainingRank)),
    wanted,
    loss: mean(results.map(({ loss }) => loss)),
    kl: mean(results.map(({ kl }) => kl)),
    seconds: mean(results.map(({ seconds }) => seconds)),
    met: rank >= wanted ? 'yes' : 'no',
  };
}

const headings = {
  data: 'Data',
  denseRank: 'Rank, mlp',
  rank: 'Rank',
  trainingRank: 'Rank, training part',
  wanted: 'Wanted',
  denseLoss: 'Loss, mlp',
  loss: 'Loss',
  kl: 'KL',
  normal: 'One Gaussian',
  bound: 'Bound',
  entropy: 'Entropy',
  closed: 'Gap closed',
  seconds: 'Seconds',
  met: 'Met',
};
const print = (title, rows) => rows.length > 0 && console.log(`\n${title}\n\n${formatTable(rows, headings)}`);

console.log(
  `The lowest rank and the mean of the rest, ${seeds.length} seeds; \`vaekit train\` with ${more.join(' ') || 'no further options'}`,
);
const photos = join(work, 'photos');
const pictures = [
  ['digits', ['--data', 'digits']],
  ['sprites-small', ['--data', 'sprites-small'], { asDense: true }],
  ['sprites-color', ['--data', 'sprites-color'], { asDense: true }],
  ['photos', ['--data', photos, '--size', '32']],
  ['fashion-mnist', ['--data', 'fashion-mnist', '--limit', '8000']],
].filter(([name]) => shown(name));
try {
  if (shown('photos')) execFileSync(process.execPath, [join(packages, 'cli/scripts/makePhotos.mjs'), photos]);
  print(
    'Points',
    points.filter(([name]) => shown(name)).map((set) => point(set)),
  );
  const files = given.tables === undefined ? [] : readdirSync(given.tables).filter((file) => /\.csv(\.gz)?$/.test(file));
  const tables = [];
  for (const file of files) if (shown(basename(file).replace(/\..*$/, ''))) tables.push(await table(join(given.tables, file)));
  print('Tables', tables);
  const rows = [];
  for (const [name, data, how] of pictures) {
    try {
      rows.push(images(name, data, how));
    } catch (error) {
      if (name !== 'fashion-mnist') throw error;
      console.error('fashion-mnist is not on this machine and could not be fetched: not measured');
    }
  }
  print('Images', rows);
} finally {
  rmSync(work, { recursive: true, force: true });
}
