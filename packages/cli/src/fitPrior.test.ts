import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadRun, quickRun } from './quickRun.test-helper.js';
import { vaekit } from './vaekit.test-helper.js';

let base: string;
const file = (name: string): string => join(base, name);

/** Every file below a folder, and the hash of its bytes. */
const bytesOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort()
      .map((path) => [path, createHash('sha256').update(readFileSync(path)).digest('hex')]),
  );

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'vaekit-cli-'));
  const options = [
    '--data',
    'digits',
    '--limit',
    '200',
    '--hidden',
    '16',
    '--batch-size',
    '50',
    '--latent',
    '2',
    '--epochs',
    '1',
  ];
  await quickRun(file('plain'), [...options, '--model', 'vae']);
  await quickRun(file('classes'), [...options, '--model', 'class-mean-cvae']);
  await quickRun(file('autoencoder'), [...options, '--model', 'autoencoder']);
  await quickRun(file('codes'), [...options, '--model', 'vq-vae', '--places', '3', '--codes', '8']);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

it.each(['plain', 'classes'])('writes a run of its own that names its parent, which keeps every byte: %s', async (name) => {
  const before = bytesOf(file(name));
  const out = file(`${name}-fitted`);
  const fitted = await vaekit('fit-prior', file(name), '--prior', 'mixture-of-normals', '--components', '3', '--out', out);
  expect([fitted.code, fitted.err]).toEqual([0, '']);
  expect(fitted.out).toMatch(/^test {2}loss .*\ndone: .*report\.html\n$/);
  expect(bytesOf(file(name))).toEqual(before);

  const [parent, run] = [await loadRun(file(name)), await loadRun(out)];
  expect(run.config.parent).toEqual({ run: name, prior: parent.config.model.parts.prior.kind });
  const kind = name === 'plain' ? 'mixtureOfNormals' : 'perClass';
  expect(run.config.model.parts.prior.kind).toBe(kind);
  expect(run.metrics).toEqual(parent.metrics);
  // The networks are the parent's; the divergence is from the new prior, which lies nearer to the codes.
  for (const [weight, values] of Object.entries(run.state.weights))
    if (!weight.startsWith('prior/'))
      expect(values, weight).toEqual(parent.state.best?.weights[weight] ?? parent.state.weights[weight]);
  const old = JSON.parse((await vaekit('evaluate', file(name), '--json')).out) as { test?: { kl: number }; kl?: number };
  const now = JSON.parse((await vaekit('evaluate', out, '--json')).out) as typeof old;
  expect(JSON.stringify(now)).not.toBe(JSON.stringify(old));
  expect(run.result!.test['kl']).toBeTypeOf('number');

  expect((await vaekit('sample', out, '--out', file(`${name}.png`))).code).toBe(0);
  const further = await vaekit('train', '--resume', out, '--epochs', '3');
  expect([further.code, further.err]).toEqual([2, expect.stringContaining(`is ${name} with a prior that was fitted afterward`)]);
  for (const { model } of [parent, run]) model.dispose();
});

it('refuses what makes no sense, and writes nothing then', async () => {
  const before = readdirSync(base);
  const missing = await vaekit('fit-prior', file('plain'), '--out', file('new'));
  expect([missing.code, missing.err]).toEqual([
    2,
    'vaekit fit-prior: --prior is missing; expected one of autoregressive-codes, codes-by-position, diffusion, iaf, maf, mixture-of-normals, pixelcnn, riemannian, two-stage\n',
  ]);
  const nowhere = await vaekit('fit-prior', file('plain'), '--prior', 'mixture-of-normals');
  expect([nowhere.code, nowhere.err]).toEqual([2, 'vaekit fit-prior: --out is missing; expected the folder of the new run\n']);
  const there = await vaekit('fit-prior', file('plain'), '--prior', 'mixture-of-normals', '--out', file('classes'));
  expect([there.code, there.err]).toEqual([2, expect.stringContaining('exists already')]);
  expect(readdirSync(base)).toEqual(before);
});

const small = {
  diffusion: ['--diffusion-steps', '4', '--denoiser', '8'],
  flow: ['--flow-steps', '1', '--flow-hidden', '8'],
  components: ['--components', 'bic', '--most-components', '2'],
};

it.each([
  ['plain', 'diffusion', small.diffusion],
  ['classes', 'diffusion', small.diffusion],
  ['classes', 'maf', small.flow],
  ['plain', 'iaf', small.flow],
  ['plain', 'two-stage', ['--second-hidden', '8']],
  ['plain', 'mixture-of-normals', small.components],
  ['codes', 'codes-by-position', []],
  ['codes', 'autoregressive-codes', ['--units', '4']],
])('fits to %s what the list of priors has: %s, and the run samples, is scored and exported', async (name, prior, more) => {
  const out = file(`${name}-${prior}`);
  const fitted = await vaekit('fit-prior', file(name), '--prior', prior, ...more, '--epochs', '1', '--out', out);
  expect([fitted.code, fitted.err]).toEqual([0, '']);
  const samples = await vaekit('sample', out, '--out', file(`${name}-${prior}.png`));
  expect([samples.code, samples.err]).toEqual([0, '']);
  const scores = await vaekit('evaluate', out, '--json');
  expect([scores.code, scores.err]).toEqual([0, '']);
  const exported = await vaekit('export', out, '--format', 'onnx', '--json');
  expect([exported.code, exported.err]).toEqual([0, '']);
  expect(exported.out).toContain('sampler.onnx');
});

it('refuses an option of another prior, and a prior of a codebook where there is none', async () => {
  const before = readdirSync(base);
  const other = await vaekit('fit-prior', file('plain'), '--prior', 'diffusion', '--components', '3', '--out', file('new'));
  expect([other.code, other.err]).toEqual([
    2,
    'vaekit fit-prior: --components belongs to --prior mixture-of-normals, but the prior is diffusion\n',
  ]);
  const none = await vaekit('fit-prior', file('plain'), '--prior', 'codes-by-position', '--out', file('new'));
  expect([none.code, none.err]).toEqual([1, expect.stringContaining('not vectors out of a codebook; fit it to a vq-vae')]);
  expect(readdirSync(base)).toEqual(before);
});

it('makes an autoencoder one that can be sampled', async () => {
  const before = await vaekit('sample', file('autoencoder'), '--out', file('none.png'));
  expect([before.code, before.err]).toEqual([1, expect.stringContaining('which cannot sample')]);
  const out = file('autoencoder-fitted');
  expect((await vaekit('fit-prior', file('autoencoder'), '--prior', 'mixture-of-normals', '--out', out)).code).toBe(0);
  expect((await vaekit('sample', out, '--out', file('autoencoder.png'))).code).toBe(0);
  expect((await vaekit('export', out, '--format', 'onnx')).code).toBe(0);
});
