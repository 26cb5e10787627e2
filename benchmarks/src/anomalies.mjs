// `pnpm anomalies DIR`: how well the bound of a VAE finds the rows marked `outlier` in tables of the ODDS collection (cardio, ionosphere, letter as
// CSV), beside principal components of the same code width. Two protocols that must not be compared with each other: trained on all rows of the
// training part, as PyOD's published figures are, and trained on its normal rows alone.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import * as tf from '@tensorflow/tfjs';
import { adam, drawNoise, elbo, fit, gaussian, mlpDecoder, mlpEncoder, randomStream, selectBackend, vae } from '@vaekit/core';
import { encodeTable, fitTableEncoding, readCsv, splitTable, subsetTable } from '@vaekit/datasets';
import { fastest } from '@vaekit/onnx';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { formatTable } from './table.mjs';

/** ROC AUC of PyOD's AutoEncoder on 40 % of the rows, trained on the others, outliers and all (its `notebooks/roc.csv`). */
const published = { cardio: 0.817, ionosphere: 0.896, letter: 0.814 };
const HIDDEN = [64];
const LATENT = 8;
const DRAWS = 16;
const widths = [2, 4, 8, 12, 16];

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { splits: { type: 'string', default: '5' }, epochs: { type: 'string', default: '40' } },
});
const [dir] = positionals;
if (dir === undefined) {
  console.error('anomalies: give the folder that holds cardio.csv.gz, ionosphere.csv.gz and letter.csv.gz');
  process.exit(2);
}

/** The area under the ROC curve: the share of pairs in which the outlier scores higher, ties counting half. */
function rocAuc(scores, outlier) {
  const of = (flag) => scores.filter((_, row) => outlier[row] === flag);
  const [outliers, others] = [of(true), of(false)];
  let won = 0;
  for (const high of outliers) for (const low of others) won += high > low ? 1 : high === low ? 0.5 : 0;
  return won / (outliers.length * others.length);
}

const rowsOf = ({ data, shape: [rows, width] }) => Matrix.from1DArray(rows, width, data);

/** Squared distance of each row from the plane of the first principal components, for each number of components. */
function pcaErrors(train, test) {
  const x = rowsOf(train);
  const mean = x.mean('column');
  const centered = x.subRowVector(mean);
  const covariance = centered.transpose().mmul(centered).div(x.rows);
  const { eigenvectorMatrix: vectors } = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
  const rest = rowsOf(test).subRowVector(mean);
  const codes = rest.mmul(vectors);
  // Eigenvalues ascend: the last columns are the first components.
  return (latent) =>
    Array.from({ length: rest.rows }, (_, row) => {
      let error = 0;
      for (let i = 0; i < codes.columns - latent; i++) error += codes.get(row, i) ** 2;
      return error;
    });
}

/** −ELBO of each row, nats, the mean over draws of the code. */
async function negativeElbo(model, { data, shape }) {
  const bound = elbo({ samples: DRAWS }).build(model.shapes);
  const noise = drawNoise(model.noise('evaluate', bound), shape[0], randomStream(0).fork('score'));
  const nats = tf.tidy(() => {
    const batch = { x: tf.tensor(data, shape) };
    const pass = model.pass({ batch, noise, schedule: { beta: tf.scalar(1) }, mode: 'evaluate', dataSize: shape[0] }, bound);
    return tf.add(tf.mean(pass.reconstruction(), 1), pass.kl());
  });
  const scores = [...(await nats.data())];
  tf.dispose([nats, ...Object.values(noise)]);
  return scores;
}

const outliersOf = ({ columns }) => {
  // `yes` and `no` in the file.
  const { values } = columns.find(({ name }) => name === 'outlier');
  return Array.from(values, (value) => value === 1);
};

/** The three figures of one split under one protocol. */
async function judged(train, test, seed, engine) {
  const encoding = fitTableEncoding(train, { exclude: ['outlier'] });
  const [{ x }, { x: held }] = [train, test].map((part) => encodeTable(part, encoding));
  const { width } = encoding;
  const model = vae({
    encoder: mlpEncoder({ input: [width], hidden: HIDDEN, latent: LATENT }),
    decoder: mlpDecoder({ latent: LATENT, hidden: HIDDEN, output: [width] }),
    likelihood: gaussian({ sigma: 'learned' }),
  });
  await fit(model, x, { epochs: Number(options.epochs), batchSize: 32, seed, optimizer: adam({ learningRate: 1e-3 }), engine });
  const outlier = outliersOf(test);
  const auc = rocAuc(await negativeElbo(model, held), outlier);
  model.dispose();
  const errors = pcaErrors(x, held);
  return { vae: auc, pca: new Map(widths.map((latent) => [latent, rocAuc(errors(latent), outlier)])) };
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

await selectBackend();
const engine = await fastest();
const lines = [];
for (const name of Object.keys(published)) {
  const table = readCsv(gunzipSync(readFileSync(join(dir, `${name}.csv.gz`))));
  const results = { 'all rows': [], 'normal rows': [] };
  for (let seed = 0; seed < Number(options.splits); seed++) {
    const { train, validation: test } = splitTable(table, { fraction: 0.4, seed, label: 'outlier' });
    const outlier = outliersOf(train);
    const normal = subsetTable(
      train,
      outlier.flatMap((is, row) => (is ? [] : [row])),
    );
    results['all rows'].push(await judged(train, test, seed, engine));
    results['normal rows'].push(await judged(normal, test, seed, engine));
  }
  for (const [protocol, splits] of Object.entries(results)) {
    const ours = mean(splits.map((split) => split.vae));
    const pca = new Map(widths.map((width) => [width, mean(splits.map((split) => split.pca.get(width)))]));
    const best = widths.reduce((a, b) => (pca.get(b) > pca.get(a) ? b : a));
    lines.push({
      table: name,
      protocol,
      vae: ours,
      pca: pca.get(LATENT),
      best: `${pca.get(best).toFixed(3)} (${best})`,
      published: protocol === 'all rows' ? published[name] : '',
    });
  }
}
console.log(
  `ROC AUC on held-out rows, mean of ${options.splits} splits 60/40; codes of ${LATENT} numbers, ${options.epochs} epochs`,
);
console.log(
  formatTable(lines, {
    table: 'table',
    protocol: 'trained on',
    vae: 'VAE',
    pca: `PCA ${LATENT}`,
    best: 'best PCA (width)',
    published: 'published',
  }),
);
