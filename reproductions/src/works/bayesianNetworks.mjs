// Rows of known networks, a VAE of the table by the command line alone, and what its samples are worth under the networks.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { randomStream } from '@vaekit/core';
import { asia } from '../parts/asia.mjs';
import { meanLogLikelihood, possible, readBif, refitted, sampleNetwork } from '../parts/bayesianNetwork.mjs';
import { vaekit } from '../parts/commandLine.mjs';
import { overSeeds } from '../parts/mean.mjs';

// Of TVAE: samples under the network, test rows under a network refitted to samples; of real rows the same.
const PUBLISHED = { asia: { samples: -2.293, test: -2.266, real: -2.235 }, alarm: { samples: -11.44, test: -10.76 } };

/** A network by name: asia is here, alarm is \`alarm.bif\` or \`alarm.bif.gz\` in the folder of --data. */
function networkOf(name, { data }) {
  if (name === 'asia') return readBif(asia);
  const plain = data === undefined ? undefined : join(data, `${name}.bif`);
  if (plain === undefined || !(existsSync(plain) || existsSync(`${plain}.gz`))) return undefined;
  return readBif(existsSync(plain) ? readFileSync(plain, 'utf8') : gunzipSync(readFileSync(`${plain}.gz`)).toString('utf8'));
}

const csvOf = (network, rows) =>
  `${[network.map(({ name }) => name), ...rows.map((row) => row.map((value, at) => `v${value}_${network[at].values[value]}`))].map((cells) => cells.join(',')).join('\n')}\n`;

/** Rows of the numbers of values; columns may come in another order. */
function rowsOf(network, text) {
  const [head, ...lines] = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(',').map((cell) => cell.replaceAll('"', '')));
  const places = network.map(({ name }) => head.indexOf(name));
  return lines.map((cells) => places.map((place) => Number(/^v(\d+)_/.exec(cells[place])[1])));
}

/** Trains, or goes on where an earlier process stopped; a run with a result is done. */
function trainedRun({ quick }, { run, data, seed }) {
  if (existsSync(join(run, 'result.json'))) return;
  if (existsSync(join(run, 'config.json'))) {
    vaekit('train', '--resume', run);
    return;
  }
  rmSync(run, { recursive: true, force: true });
  vaekit(
    ...['train', '--data', data, '--model', 'vae', '--latent', 128, '--hidden', '128,128', '--beta', 0.5],
    ...['--validation', 'none', '--test-fraction', 0.01, '--batch-size', 500, '--epochs', quick ? 2 : 300],
    ...['--seed', seed, '--no-preview', '--out', run],
  );
}

/** What `vaekit sample` gives: of each column the most probable category, as TVAE takes it, or a category drawn. */
function sampled(network, run, { seed, count, draw, out }) {
  rmSync(out, { force: true });
  vaekit('sample', run, '--count', count, '--seed', seed, '--out', out, ...(draw ? [] : ['--draw=false']));
  return rowsOf(network, readFileSync(out, 'utf8'));
}

function synthesized(context, name, seed) {
  const network = networkOf(name, context);
  const folder = join(context.path, `${name}-${seed}`);
  mkdirSync(folder, { recursive: true });
  const stream = randomStream(seed).fork('network');
  const uniform = () => stream.fillUniform(new Float32Array(1))[0];
  const count = context.quick ? 600 : 10_000;
  const [train, test] = [sampleNetwork(network, count, uniform), sampleNetwork(network, count, uniform)];
  writeFileSync(join(folder, 'train.csv'), csvOf(network, train));
  const run = join(folder, 'run');
  trainedRun(context, { run, data: join(folder, 'train.csv'), seed });
  const taken = (name, draw) => sampled(network, run, { seed, count, draw, out: join(folder, `${name}.csv`) });
  const about = (samples) => ({
    samples: meanLogLikelihood(network, samples),
    test: meanLogLikelihood(refitted(network, samples), test),
    impossible: count - possible(network, samples).length,
    possible: meanLogLikelihood(network, possible(network, samples)),
  });
  return {
    count,
    real: meanLogLikelihood(network, train),
    realTest: meanLogLikelihood(refitted(network, train), test),
    likeliest: about(taken('likeliest', false)),
    drawn: about(taken('samples', true)),
  };
}

function rowsAbout(name, found) {
  const { samples, test, real } = PUBLISHED[name];
  const of = (figure) => overSeeds(found.map(figure));
  const gap = (kind) => of((each) => Math.abs(each[kind].samples - each.real));
  return [
    { what: `${name}: log-likelihood of real rows`, published: real, ...of((each) => each.real) },
    { what: `${name}: log-likelihood of samples`, published: samples, ...of((each) => each.likeliest.samples) },
    {
      what: `${name}: |samples − real|`,
      published: real === undefined ? undefined : Math.abs(samples - real),
      better: 'lower',
      ...gap('likeliest'),
    },
    {
      what: `${name}: test rows, network refitted to samples`,
      published: test,
      better: 'higher',
      ...of((each) => each.likeliest.test),
    },
    { what: `${name}: test rows, network refitted to real rows`, ...of((each) => each.realTest) },
    { what: `${name}: log-likelihood of samples, each value drawn`, ...of((each) => each.drawn.samples) },
    { what: `${name}: test rows, network refitted to these`, ...of((each) => each.drawn.test) },
  ];
}

/** What was published of a network whose file was not given. */
const notRun = (name) => [
  { what: `${name}: log-likelihood of samples`, published: PUBLISHED[name].samples },
  { what: `${name}: test rows, network refitted to samples`, published: PUBLISHED[name].test },
];

/** The likely cause of a miss, in the figures of asia. */
function cause({ found }) {
  const of = (figure) => overSeeds(found.asia.map(figure)).ours;
  const nats = (value) => value.toFixed(3).replace('-', '−');
  const rows = (value) => `${Number(value.toFixed(1))}`;
  return [
    'a column is taken by itself given the code, so that some rows are impossible, and each costs log(1e-8)',
    `Of ${of((each) => each.count).toLocaleString('en')} rows of asia ${rows(of((each) => each.likeliest.impossible))} are, and samples have ${nats(of((each) => each.likeliest.possible))} without them`,
    `Where each value is drawn, as \`vaekit sample\` does unless told otherwise, ${rows(of((each) => each.drawn.impossible))} are, and samples have ${nats(of((each) => each.drawn.possible))} without them`,
  ].join('. ');
}

export const bayesianNetworks = {
  number: 10,
  name: 'bayesian-networks',
  title: 'Samples of a tabular VAE under the networks asia and alarm',
  source: 'SDGym 0.2.2, TVAE',
  protocol:
    '10,000 rows drawn from the network to train on and 10,000 to test with; `vaekit train` with two layers of 128, a code of 128 numbers, `--beta 0.5` (TVAE counts the reconstruction twice), batches of 500, 300 epochs; `vaekit sample --draw=false` takes 10,000 rows, of each column the most probable category, as TVAE does; means of log(p + 1e-8). A figure holds that is as good as that of TVAE or better',
  deviations:
    'rows are drawn anew, so real rows have their own figure; 1 % of the training rows are held out by `vaekit train`; no weight decay (TVAE: 1e-5)',
  cause,
  needs: 'alarm: `alarm.bif` or `alarm.bif.gz` in the folder of --data (the PyPI package pgmpy has it)',
  seeds: [0, 1, 2],
  cost: '15 minutes on two idle cores',
  published: [
    { what: 'asia: samples under the network, test rows under a refitted one', value: '−2.293, −2.266' },
    { what: 'alarm: the same', value: '−11.44, −10.76' },
  ],
  async run(context) {
    const names = Object.keys(PUBLISHED).filter((name) => networkOf(name, context) !== undefined);
    const found = {};
    for (const name of names)
      for (const seed of context.seeds)
        (found[name] ??= []).push(await context.part(`${name}-${seed}`, async () => synthesized(context, name, seed)));
    const rows = Object.keys(PUBLISHED).flatMap((name) =>
      found[name] === undefined ? notRun(name) : rowsAbout(name, found[name]),
    );
    return { rows, found };
  },
};
