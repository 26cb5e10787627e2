import * as tf from '@tensorflow/tfjs';
import {
  elbo,
  gaussian,
  independent,
  mixtureOfNormals,
  mlp,
  passThrough,
  point,
  randomStream,
  reconstruction,
  residualQuantized,
  totalCorrelation,
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
    expect(gaussianDivergence(mu.with(3, Infinity), b, width)).toBeUndefined();
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
    const mean = found.reduce((sum, { value }) => sum + value, 0) / 20;
    expect(Math.abs(mean - oracles.dependence)).toBeLessThan(4 * oracles.dependenceError);
    const apart = Float64Array.from({ length: 150 }, (_, i) => 100 * Math.floor(i / 3));
    expect(codeTotalCorrelation(apart, new Float64Array(150), 3).value).toBeCloseTo(2 * Math.log(50), 6);
    expect(codeTotalCorrelation(new Float64Array(150), new Float64Array(150), 3).value).toBeCloseTo(0, 10);
  });

  /** Codes of examples with a standard normal q(z), of so many numbers that each tell `rate` nats; the first two have a correlation. */
  const codes = (examples: number, numbers: number, rate: number, correlation = 0): [Float64Array, Float64Array] => {
    const variance = Math.exp(-2 * rate);
    const normal = randomStream(7).fillNormal(new Float32Array(examples * numbers));
    const mixed = Float64Array.from(normal, (value, at) =>
      at % numbers === 1 ? correlation * normal[at - 1]! + Math.sqrt(1 - correlation ** 2) * value : value,
    );
    return [mixed.map((value) => Math.sqrt(1 - variance) * value), new Float64Array(mixed.length).fill(Math.log(variance))];
  };

  it('the total correlation of independent numbers is above 0, as that of NumPy, and what it says of independent numbers', () => {
    for (const { numbers, rate, mean, deviation } of oracles.independent) {
      const { value, independent } = codeTotalCorrelation(...codes(300, numbers, rate), numbers);
      expect(Math.abs(value - mean)).toBeLessThan(4 * deviation);
      expect(Math.abs(independent - mean)).toBeLessThan(4 * deviation);
    }
    // Far above its truth, 0, where the numbers tell more than log 300 together.
    expect(Math.min(...oracles.independent.slice(0, 2).map(({ mean }) => mean))).toBeGreaterThan(5);
  });

  it('the total correlation above that of independent numbers is that of the normal, where codes tell less than log N', () => {
    const { value, independent } = codeTotalCorrelation(...codes(1000, 2, 1, 0.8), 2);
    // q(z) has the covariance (1 − exp(−2 rate))·0.8 between the two numbers: TC = −½ log(1 − c²).
    const c = (1 - Math.exp(-2)) * 0.8;
    expect(value - independent).toBeCloseTo(-0.5 * Math.log(1 - c * c), 1);
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

  it('sees neither copies nor another sigma in samples of the true model of noisy data', () => {
    // x = W z + noise, |W z|² about a quarter of |noise|². A mean is at 0.675 of the distance of held-out examples (NumPy), a draw at 1 since it is one of them.
    const [rows, columns] = [500, 20];
    const W = randomStream(1)
      .fillNormal(new Float32Array(2 * columns))
      .map((value) => value * 0.35);
    const draw = (seed: number): Float32Array => {
      const z = randomStream(seed).fillNormal(new Float32Array(2 * rows));
      const noise = randomStream(seed)
        .fork('noise')
        .fillNormal(new Float32Array(rows * columns));
      return noise.map((value, at) => {
        const [row, column] = [Math.floor(at / columns), at % columns];
        return value + z[2 * row]! * W[column]! + z[2 * row + 1]! * W[columns + column]!;
      });
    };
    const ratio = (event: number[]): number => {
      const made = vae({
        event,
        latent: 2,
        encoder: net('tanh'),
        decoder: mlp({ hidden: [] }),
        likelihood: gaussian({ sigma: 1 }),
      });
      const set = (name: string, values: ArrayLike<number>): void =>
        tf.tidy(() => made.variables[name]!.assign(tf.tensor(Array.from(values), made.variables[name]!.shape)));
      set('decoder/mean/kernel', W);
      set('decoder/mean/bias', new Float32Array(columns));
      const data = (seed: number) => ({ data: draw(seed), shape: [rows, ...event] });
      const { findings, figures } = diagnose(made, { training: data(2), heldOut: data(3) });
      made.dispose();
      const isCopied = figures.memorization!.samples / figures.memorization!.heldOut < 0.75;
      expect(findings.map(({ code }) => code).includes('memorization')).toBe(isCopied);
      return figures.memorization!.samples / figures.memorization!.heldOut;
    };
    // The median of 500 distances of deviation 0.1 of themselves has an error below 0.01.
    expect(Math.abs(ratio([columns]) - 1)).toBeLessThan(0.04);
    // Gray images are compared by what is shown of them.
    expect(ratio([5, 4, 1])).toBeLessThan(0.75);
  });

  it('compares draws of bits with bits, however many axes they have', () => {
    // Coins that show a 1 in a fifth of the throws, which is what this decoder says of them.
    const made = vae({ event: [4, 5, 1], latent: 2, encoder: net('tanh'), decoder: mlp({ hidden: [] }) });
    const assign = (name: string, value: number): void =>
      tf.tidy(() => made.variables[name]!.assign(tf.fill(made.variables[name]!.shape, value)));
    assign('decoder/logits/kernel', 0);
    assign('decoder/logits/bias', Math.log(0.2 / 0.8));
    const coins = (seed: number) => ({
      data: randomStream(seed)
        .fillUniform(new Float32Array(6000))
        .map((u) => (u < 0.2 ? 1 : 0)),
      shape: [300, 4, 5, 1],
    });
    const { samples, heldOut } = diagnose(made, { training: coins(1), heldOut: coins(2) }).figures.memorization!;
    // Medians of square roots of whole numbers, the same one here; means of p(x|z) are at half of it.
    expect(samples).toBe(heldOut);
    made.dispose();
  });

  it('the deviation that is left unexplained is that of the values that are there', () => {
    const made = vae({
      event: [5],
      latent: 2,
      encoder: net('tanh'),
      decoder: mlp({ hidden: [] }),
      likelihood: gaussian({ sigma: 0.5 }),
    });
    for (const name of ['kernel', 'bias'])
      tf.tidy(() => made.variables[`decoder/mean/${name}`]!.assign(tf.zeros(made.variables[`decoder/mean/${name}`]!.shape)));
    // Noise of deviation 0.5; three in four values are missing, and are nothing that may be looked at.
    const gaps = (seed: number) => {
      const mask = bits(400, seed).x.data.map((bit, at) => (bit === 1 && at % 2 === 0 ? 1 : 0));
      const noise = randomStream(seed).fork('noise').fillNormal(new Float32Array(2000));
      const data = noise.map((value, at) => (mask[at] === 1 ? 0.5 * value : 1e3));
      return { x: { data, shape: [400, 5] }, mask: { data: mask, shape: [400, 5] } };
    };
    const { claimed, residual } = diagnose(made, { training: gaps(1), heldOut: gaps(2) }).figures.sigma!;
    // The standard error of a deviation from 500 values is 0.5 / √1000 = 0.016.
    expect(Math.abs(claimed - 0.5)).toBeLessThan(0.064);
    expect(Math.abs(residual - 0.5)).toBeLessThan(0.064);
    made.dispose();
  });

  it.each([1e3, 3e3, 1e6, 1e30])('held-out examples of another unit, by a factor of %d, are no error', (factor) => {
    const made = vae({
      event: [5],
      latent: 2,
      encoder: mlp({ hidden: [8] }),
      decoder: mlp({ hidden: [8] }),
      likelihood: gaussian(),
    });
    const rows = randomStream(3).fillNormal(new Float32Array(500));
    const training = { data: rows, shape: [100, 5] };
    const heldOut = { data: rows.map((value, at) => (at < 40 ? value * factor : value)), shape: [100, 5] };
    const { findings, figures } = diagnose(made, { training, heldOut });
    const lost = figures.overflowing ?? 0;
    expect(lost).toBeLessThanOrEqual(8);
    expect(lost > 0).toBe(figures.code === undefined);
    if (factor > 1e5) expect(lost).toBeGreaterThan(0);
    // Whatever is there is a number: JSON has no other.
    expect(JSON.parse(JSON.stringify({ findings, figures }))).toEqual({ findings, figures });
    made.dispose();
  });

  it('takes the weight that beta-TC-VAEs give the dependence of numbers for no weight of the KL', () => {
    const find = (objective: ReturnType<typeof elbo>) => {
      const made = vae({ event: [5], latent: 3, encoder: net('relu'), decoder: net('tanh'), objective });
      const { findings, figures } = diagnose(made, { training: bits(300, 1), heldOut: bits(300, 2) });
      made.dispose();
      return [figures.beta?.scheduled, findings.map(({ code }) => code).includes('effective-beta')];
    };
    expect(find(elbo({ beta: 6 }))).toEqual([6, true]);
    expect(find(totalCorrelation({ beta: 6 }))).toEqual([undefined, false]);
  });

  it('looks at examples of every class where rows are sorted by it', () => {
    const made = model();
    const sorted = (rows: number, seed: number) => ({
      ...bits(rows, seed),
      y: { data: Int32Array.from({ length: rows }, (_, row) => Math.floor((10 * row) / rows)), shape: [rows] },
    });
    const { examples, byClass } = diagnose(
      made,
      { training: sorted(3000, 1), heldOut: sorted(2000, 2) },
      { examples: 200 },
    ).figures;
    expect(examples).toEqual({ training: 200, heldOut: 200 });
    expect(byClass!.classes.map(({ label, examples: held, trained }) => [label, held, trained])).toEqual(
      Array.from({ length: 10 }, (_, label) => [label, 20, 20]),
    );
    made.dispose();
  });

  it('takes some rows of a Buffer of bytes, and leaves it as it was', () => {
    const made = model();
    const bytes = Buffer.from(Uint8Array.from(bits(300, 1).x.data, (bit) => 255 * bit));
    const before = Buffer.from(bytes).toString('hex');
    const data = { data: bytes, shape: [300, 5] };
    const { loss } = diagnose(made, { training: data, heldOut: data }, { examples: 100 }).figures;
    expect(loss!.training.mean).toBeGreaterThan(0);
    expect(bytes.toString('hex')).toBe(before);
    made.dispose();
  });

  it('says that held-out examples may be of another kind, where they cost more', () => {
    const made = model();
    const far = { ...bits(300, 2), x: { data: new Float32Array(1500).fill(1), shape: [300, 5] } };
    tf.tidy(() => made.variables['decoder/logits/bias']!.assign(tf.fill([5], -8)));
    const near = { ...far, x: { data: new Float32Array(1500), shape: [300, 5] } };
    const { findings } = diagnose(made, { training: near, heldOut: far });
    expect(findings.find(({ code }) => code === 'overfitting')!.text).toMatch(/or these held-out examples are of another kind/);
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
