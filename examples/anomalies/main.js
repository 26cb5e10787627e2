// Trains a VAE on a table of machine readings without ever seeing which have a fault, scores rows that it was not trained on, and then, only
// then, opens the column `fault` to see whether the faults come first.
import {
  adam,
  decode,
  drawNoise,
  elbo,
  encode,
  fit,
  mlpDecoder,
  mlpEncoder,
  randomStream,
  selectBackend,
  vae,
} from '@vaekit/core';
import { decodeTable, encodeTable, fitTableEncoding, readCsv, splitTable } from '@vaekit/datasets';
import { fastest } from '@vaekit/onnx';
import * as tf from '@tensorflow/tfjs';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { dataFile, machineReadings } from './makeData.js';
import { rocAuc } from './rocAuc.js';
import { columnsOf, parameterCount, tableLikelihood } from './tableLikelihood.js';

const { values: options } = parseArgs({
  options: {
    epochs: { type: 'string', default: '40' },
    rows: { type: 'string', default: '6000' },
    data: { type: 'string', default: dataFile },
  },
});

// 1. Read: types are inferred; text and constant columns take part in nothing, missing values are marked.
mkdirSync(dirname(options.data), { recursive: true });
writeFileSync(options.data, machineReadings({ rows: Number(options.rows) }));
const table = readCsv(readFileSync(options.data));
const { train, validation: held } = splitTable(table, { fraction: 0.3, seed: 1 }); // at random: the labels have no say
const exclude = ['fault', 'time'];
const encoding = fitTableEncoding(train, { exclude }); // means, deviations, categories of the training rows
const columns = columnsOf(encoding);
for (const { name, type } of encoding.columns) {
  if (exclude.includes(name)) continue;
  const missing = column(table, name).missing?.reduce((sum, flag) => sum + flag, 0) ?? 0;
  const kind = { 'left-out': 'text, left out', constant: 'constant, left out' }[type] ?? type;
  console.log(`  ${name.padEnd(15)} ${kind}${missing > 0 ? `, ${missing} missing` : ''}`);
}

// 2. Train on the training rows, faults and all: [values, present] for each.
await selectBackend();
const model = vae({
  encoder: mlpEncoder({ input: [encoding.width + columns.length], hidden: [64, 64], latent: 6 }),
  decoder: mlpDecoder({ latent: 6, hidden: [64, 64], output: [parameterCount(columns)] }),
  likelihood: tableLikelihood(columns),
});
const { history } = await fit(model, withPresence(train), {
  epochs: Number(options.epochs),
  batchSize: 64,
  optimizer: adam({ learningRate: 2e-3, clipNorm: 100 }),
  engine: await fastest(), // compiled where onnxruntime-node is installed
});
console.log(`loss ${history.loss[0].toFixed(2)} -> ${history.loss.at(-1)?.toFixed(2)} nats a row, ${train.size} rows`);

// 3. Score the held-out rows by −ELBO, the mean over some draws of the code: how little the model expects them.
const x = withPresence(held);
const scores = await negativeElbo(x, 32);

// 4. Only now, the labels.
const fault = column(held, 'fault');
if (fault.type !== 'category') throw new Error(`the column fault of ${options.data} is not one of categories`);
const names = [...fault.values].map((value) => fault.categories[value]);
const faulty = names.map((name) => name !== 'none');
const extremes = Array.from({ length: held.size }, (_, row) => furthestFromMean(x, row));
console.log(`${faulty.filter(Boolean).length} of ${held.size} held-out rows have a fault`);
console.log(
  `ROC AUC: ${rocAuc(scores, faulty).toFixed(3)} (by the one value furthest from its mean: ${rocAuc(extremes, faulty).toFixed(3)})`,
);
for (const kind of [...new Set(names)].filter((name) => name !== 'none').sort()) {
  const rows = names.flatMap((name, row) => (name === kind || name === 'none' ? [row] : []));
  const auc = rocAuc(
    rows.map((row) => scores[row]),
    rows.map((row) => faulty[row]),
  );
  console.log(`  ${kind.padEnd(18)} ${auc.toFixed(3)}`);
}

// 5. Why: the columns that the model expects least, and what it makes of them.
const { surprise, expected } = await explained(x);
const order = scores.map((_, row) => row).sort((a, b) => scores[b] - scores[a]);
console.log('the ten highest scores');
for (const row of order.slice(0, 10))
  console.log(`  ${scores[row].toFixed(1).padStart(7)}  ${names[row].padEnd(18)} ${why(row)}`);

const out = join(dirname(options.data), 'scores.csv');
const reading = column(held, 'reading');
writeFileSync(out, `reading,score\n${order.map((row) => `${reading.values[row]},${scores[row].toFixed(3)}`).join('\n')}\n`);
console.log(`wrote ${out}`);
model.dispose();

/** The column of that name. */
function column({ columns: all }, name) {
  const found = all.find((one) => one.name === name);
  if (found === undefined) throw new Error(`the table has no column ${name}`);
  return found;
}

/** The rows of a table as `[values, present]`. */
function withPresence(part) {
  const { x: encoded, mask } = encodeTable(part, encoding);
  const present = encoding.columns.filter(({ width }) => width > 0).map(({ offset }) => offset);
  const width = encoding.width + present.length;
  const data = new Float32Array(part.size * width);
  for (let row = 0; row < part.size; row++) {
    data.set(encoded.data.subarray(row * encoding.width, (row + 1) * encoding.width), row * width);
    present.forEach((offset, i) => (data[row * width + encoding.width + i] = mask?.data[row * encoding.width + offset] ?? 1));
  }
  return { data, shape: [part.size, width] };
}

/** −ELBO of each row, nats, the mean over `draws` draws of the code. */
async function negativeElbo({ data, shape }, draws) {
  const bound = elbo({ samples: draws }).build(model.shapes);
  const noise = drawNoise(model.noise('evaluate', bound), shape[0], randomStream(0).fork('score'));
  const nats = tf.tidy(() => {
    const schedule = { beta: tf.scalar(1) };
    const batch = { x: tf.tensor(data, shape) };
    const pass = model.pass({ batch, noise, schedule, mode: 'evaluate', dataSize: shape[0] }, bound);
    return tf.add(tf.mean(pass.reconstruction(), 1), pass.kl());
  });
  const scores = [...(await nats.data())];
  tf.dispose([nats, ...Object.values(noise)]);
  return scores;
}

function furthestFromMean({ data, shape }, row) {
  const numbers = encoding.columns.filter(({ type }) => type === 'number' || type === 'integer');
  return Math.max(...numbers.map(({ offset }) => Math.abs(data[row * shape[1] + offset])));
}

/** −log p of each column by itself, `[columns, rows]` nats, and the rows that the codes decode to. */
async function explained({ data, shape }) {
  const [nats, mean] = tf.tidy(() => {
    const given = tf.tensor2d(data, shape);
    const [numbers, present] = tf.split(given, [encoding.width, columns.length], 1);
    const z = encode(model, given);
    const outputs = model.decodeParameters(z);
    // A column is alone where no other is present.
    const alone = (i) => tf.concat([numbers, tf.mul(present, tf.oneHot(tf.scalar(i, 'int32'), columns.length))], 1);
    const each = columns.map((_, i) => model.likelihood.negativeLogDensity(outputs, alone(i)));
    return [tf.stack(each), tf.slice(decode(model, z), [0, 0], [-1, encoding.width])];
  });
  const rows = decodeTable({ data: await mean.data(), shape: [shape[0], encoding.width] }, encoding);
  const found = { surprise: await nats.array(), expected: rows };
  tf.dispose([nats, mean]);
  return found;
}

/** The two most surprising columns of a row. */
function why(row) {
  return encoding.columns
    .filter(({ width }) => width > 0)
    .map(({ name }, i) => ({ name, nats: surprise[i][row] }))
    .sort((a, b) => b.nats - a.nats)
    .slice(0, 2)
    .map(({ name }) => `${name} ${valueOf(held, name, row)}, expected ${valueOf(expected, name, row)}`)
    .join('; ');
}

function valueOf(rows, name, row) {
  const { type, values, categories } = column(rows, name);
  if (type === 'category') return categories[values[row]];
  if (type === 'boolean') return values[row] === 1 ? 'yes' : 'no';
  return String(Number(values[row].toPrecision(3)));
}
