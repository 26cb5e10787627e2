import * as tf from '@tensorflow/tfjs';
import {
  gaussian,
  independent,
  mixtureOfNormals,
  mlp,
  passThrough,
  point,
  randomStream,
  reconstruction,
  residualQuantized,
  vae,
  type Vae,
} from '@vaekit/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { oracles } from './doctor.test-helper.js';
import { codeTotalCorrelation } from './codeTotalCorrelation.js';
import { codeStatistics } from './codeStatistics.js';
import { diagnose } from './diagnose.js';
import { gaussianDivergence } from './gaussianDivergence.js';
import { mutualInformation } from './mutualInformation.js';
import { nearestRow } from './nearestRow.js';

beforeAll(() => tf.setBackend('cpu'));

const { width, means, logVars, others } = oracles;
const [mu, s, b] = [means, logVars, others].map((rows) => Float64Array.from(rows)) as [Float64Array, Float64Array, Float64Array];

describe('figures of codes', () => {
  it('rank, variances and divergences are those of NumPy', () => {
    const found = codeStatistics(mu, s, width);
    oracles.eigenvalues.forEach((value, i) => expect(found.eigenvalues[i]).toBeCloseTo(value, 10));
    expect([found.rank, found.active]).toEqual([oracles.rank, oracles.active]);
    oracles.kl.forEach((value, i) => {
      expect(found.klByDimension![i]!.mean).toBeCloseTo(value.mean, 10);
      expect(found.klByDimension![i]!.low).toBeCloseTo(value.low, 8);
    });
  });

  it('repeated numbers do not add to the rank', () => {
    const [a] = [randomStream(3).fillNormal(new Float32Array(200))];
    const rows = Float64Array.from({ length: 600 }, (_, i) => a[Math.floor(i / 3)]! * ((i % 3) + 1));
    expect(codeStatistics(rows, undefined, 3)).toMatchObject({ active: 3, rank: 1 });
  });

  it('the divergence of two normals is that of NumPy', () => {
    expect(gaussianDivergence(mu, b, width, 1e-4)).toBeCloseTo(oracles.divergence, 9);
    expect(gaussianDivergence(mu, mu, width)).toBeCloseTo(0, 9);
  });

  it('the mutual information is that of NumPy, within the error of one draw an example, and log N where posteriors do not touch', () => {
    const found = Array.from({ length: 20 }, (_, seed) => mutualInformation(mu, s, width, seed));
    const mean = found.reduce((sum, value) => sum + value, 0) / 20;
    expect(Math.abs(mean - oracles.information)).toBeLessThan(4 * oracles.informationError);
    const apart = Float64Array.from({ length: 50 }, (_, i) => 100 * i);
    expect(mutualInformation(apart, new Float64Array(50), 1)).toBeCloseTo(Math.log(50), 6);
    expect(mutualInformation(new Float64Array(50), new Float64Array(50), 1)).toBeCloseTo(0, 10);
  });

  it('the total correlation is that of NumPy, and (d − 1) log N where one number alone tells the example', () => {
    const found = Array.from({ length: 20 }, (_, seed) => codeTotalCorrelation(mu, s, width, seed));
    const mean = found.reduce((sum, value) => sum + value, 0) / 20;
    expect(Math.abs(mean - oracles.dependence)).toBeLessThan(4 * oracles.dependenceError);
    const apart = Float64Array.from({ length: 150 }, (_, i) => 100 * Math.floor(i / 3));
    expect(codeTotalCorrelation(apart, new Float64Array(150), 3)).toBeCloseTo(2 * Math.log(50), 6);
    expect(codeTotalCorrelation(new Float64Array(150), new Float64Array(150), 3)).toBeCloseTo(0, 10);
  });

  it('finds the nearest rows', () => {
    const found = nearestRow(mu, b, width);
    oracles.nearest.forEach((value, row) => expect(found[row]).toBeCloseTo(value, 10));
  });
});

const net = (activation: 'relu' | 'tanh') => mlp({ hidden: [6], activation });
const model = (): Vae => vae({ event: [5], latent: 3, encoder: net('relu'), decoder: net('tanh') });
const bits = (rows: number, seed: number) => ({
  x: {
    data: randomStream(seed)
      .fillUniform(new Float32Array(rows * 5))
      .map((u) => (u < 0.5 ? 0 : 1)),
    shape: [rows, 5],
  },
  binarization: 'static' as const,
});

describe('diagnose', () => {
  it('has every figure of a plain model, the same each time, and leaks nothing', () => {
    const made = model();
    const data = { training: bits(600, 1), heldOut: bits(600, 2) };
    const before = tf.memory().numTensors;
    const first = diagnose(made, data);
    expect(tf.memory().numTensors).toBe(before);
    expect(diagnose(made, data)).toEqual(first);
    const {
      code,
      mutualInformation: information,
      totalCorrelation,
      aggregateGap,
      layers,
      loss,
      memorization,
      calibration,
    } = first.figures;
    expect([code, information, aggregateGap, loss, memorization, calibration]).not.toContain(undefined);
    // 600 examples and three numbers.
    expect([information!.most, totalCorrelation!.most]).toEqual([Math.log(600), 2 * Math.log(600)]);
    expect(layers).toMatchObject([{ layer: 'encoder/hidden0', units: 6 }]);
    made.dispose();
  });

  it('names dead units and collapse, with figures and what to try, the worst first', () => {
    const made = model();
    tf.tidy(() => made.variables['encoder/hidden0/bias']!.assign(tf.fill([6], -100)));
    tf.tidy(() => made.variables['encoder/mean/bias']!.assign(tf.zeros([3])));
    const { findings } = diagnose(made, { training: bits(300, 1), heldOut: bits(300, 2) });
    const of = (code: string) => findings.find((finding) => finding.code === code);
    expect(of('dead-units')!.text).toMatch(
      /^6 of 6 rectified units of encoder\/hidden0 are 0 for every example: .*learning rate/,
    );
    expect(of('posterior-collapse')!.text).toMatch(/^Codes tell 0\.00 nats .*of at most 5\.70 .*collapsed.*lower beta/);
    made.dispose();
  });

  it('says of a generator without an encoder nothing of codes, and of what examples cost', () => {
    const made = vae({ event: [5], latent: 3, encoder: passThrough(), decoder: net('relu'), posterior: independent() });
    const { findings, figures } = diagnose(made, { training: bits(300, 1), heldOut: bits(300, 2) });
    expect(findings.map(({ code }) => code)).not.toContain('posterior-collapse');
    expect(Object.keys(figures)).toEqual(['examples', 'latent', 'finite', 'layers', 'memorization']);
    made.dispose();
  });

  it('says of an autoencoder nothing of a prior, since nothing holds its codes to one', () => {
    const nets = { encoder: net('relu'), decoder: net('tanh') };
    const made = vae({ event: [5], latent: 3, ...nets, posterior: point(), objective: reconstruction() });
    const { figures } = diagnose(made, { training: bits(300, 1), heldOut: bits(300, 2) });
    expect(figures).not.toHaveProperty('aggregateGap');
    expect(figures).not.toHaveProperty('memorization');
    expect(figures.loss!.quantity).toBe('reconstruction');
    made.dispose();
  });

  it('leaves out what it has no number for where samples are past what a float holds', () => {
    const nets = { encoder: net('tanh'), decoder: mlp({ hidden: [] }) };
    const made = vae({ event: [5], latent: 12, ...nets, likelihood: gaussian() });
    const assign = (name: string, value: number): void =>
      tf.tidy(() => made.variables[name]!.assign(tf.fill(made.variables[name]!.shape, value)));
    // Codes of examples are 0, as near as a float comes; those of the prior are not.
    for (const name of ['encoder/mean/kernel', 'encoder/mean/bias', 'encoder/logVar/kernel']) assign(name, 0);
    assign('encoder/logVar/bias', -1000);
    assign('decoder/mean/kernel', 3e38);
    const { figures } = diagnose(made, { training: { x: bits(60, 1).x }, heldOut: { x: bits(60, 2).x } });
    expect(figures.loss!.heldOut.mean).toBeGreaterThan(0);
    expect(figures).not.toHaveProperty('memorization');
    expect(figures).not.toHaveProperty('calibration');
    made.dispose();
  });

  it('finds no collapse and no low rank in a handful of examples, which can show none', () => {
    const made = model();
    for (const name of ['kernel', 'bias'])
      tf.tidy(() => made.variables[`encoder/mean/${name}`]!.assign(tf.zeros(made.variables[`encoder/mean/${name}`]!.shape)));
    const data = (rows: number) => ({ training: bits(300, 1), heldOut: bits(rows, 2) });
    expect(diagnose(made, data(3)).findings).toEqual([]);
    expect(diagnose(made, data(300)).findings.map(({ code }) => code)).toContain('posterior-collapse');
    made.dispose();
  });

  it('looks at the codebook of every level', () => {
    const nets = { encoder: net('relu'), decoder: net('tanh') };
    const posterior = residualQuantized({ levels: 2, codes: 4 });
    const made = vae({ event: [5], latent: 2, ...nets, posterior, objective: reconstruction() });
    tf.tidy(() => made.state['posterior/level1/counts']!.assign(tf.tensor1d([1, 0, 0, 0])));
    const { findings, figures } = diagnose(made, { training: bits(60, 1), heldOut: bits(60, 2) });
    expect(figures.codebook).toEqual({ codes: 4, used: 1, perplexity: 1 });
    expect(findings.map(({ code }) => code)).toContain('dead-codes');
    made.dispose();
  });

  it('compares no codes of a codebook with a normal, though a prior was fitted to them', () => {
    const nets = { encoder: net('relu'), decoder: net('tanh') };
    const posterior = residualQuantized({ levels: 2, codes: 4 });
    const made = vae({
      event: [5],
      latent: 2,
      ...nets,
      posterior,
      prior: mixtureOfNormals({ components: 2 }),
      objective: reconstruction(),
    });
    const { figures } = diagnose(made, { training: bits(100, 1), heldOut: bits(100, 2) });
    expect(figures).toHaveProperty('memorization');
    expect(figures).not.toHaveProperty('aggregateGap');
    made.dispose();
  });

  it('leaves the cost of a single example out, which has no interval', () => {
    const made = model();
    const one = diagnose(made, { training: bits(30, 1), heldOut: bits(1, 2) });
    expect(one.findings).toEqual([]);
    expect(one.figures).not.toHaveProperty('loss');
    made.dispose();
  });

  it('says of weights that are not finite nothing else', () => {
    const made = model();
    tf.tidy(() => made.variables['decoder/logits/bias']!.assign(tf.fill([5], Number.NaN)));
    const { findings } = diagnose(made, { training: bits(30, 1), heldOut: bits(30, 2) });
    expect(findings.map(({ code }) => code)).toEqual(['not-finite']);
    made.dispose();
  });
});
