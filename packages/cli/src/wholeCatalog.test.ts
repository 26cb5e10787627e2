import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Catalog, catalog } from '@vaekit/models';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { vaekit } from './vaekit.test-helper.js';

// From one command to a report, and what can be done with the run behind it: of a model of each sort, or with `VAEKIT_FAMILY=all`
// (`pnpm test:family`) of every model of the catalog.

/** Each has what no other has: classes, phases and a codebook, players and no encoder, images alone and no prior, no steps. */
const representative = ['class-mean-cvae', 'vq-vae', 'gan', 'masked-autoencoder', 'pca'];
const tried = catalog.filter(({ name }) => process.env['VAEKIT_FAMILY'] === 'all' || representative.includes(name));

// All of them take a while, and a test is not to fail for what else a machine has to do.
if (process.env['VAEKIT_FAMILY'] === 'all') vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

let base: string;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'vaekit-cli-'));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

// Three dimensions: the plane of a code of two is drawn whole, which takes the most of a small report and is tested in pictures.
const small = {
  always: ['--limit', '160', '--latent', '3', '--json'],
  hidden: ['--hidden', '8'],
  'pretrain-epochs': ['--pretrain-epochs', '1'],
  patch: ['--patch', '2'],
  discriminator: ['--discriminator', '8'],
  'autoencoder-epochs': ['--autoencoder-epochs', '1'],
  'diffusion-steps': ['--diffusion-steps', '4'],
  denoiser: ['--denoiser', '8'],
  'flow-hidden': ['--flow-hidden', '8'],
  'pixel-channels': ['--pixel-channels', '2', '--pixel-layers', '1'],
  'layer-hidden': ['--layer-hidden', '8'],
  'second-hidden': ['--second-hidden', '8'],
};

/** Trains a run; its scores on the test part. */
async function train(
  run: string,
  { name, options, atOnce }: Catalog[number],
  ...more: string[]
): Promise<Readonly<Record<string, number>>> {
  const own = Object.entries(small).flatMap(([option, words]) => (option === 'always' || option in options ? words : []));
  const epochs = atOnce === true ? [] : ['--epochs', '1'];
  const { code, out, err } = await vaekit('train', '--model', name, ...more, ...own, ...epochs, '--out', run);
  expect([code, err]).toEqual([0, '']);
  return (JSON.parse(out.trimEnd().split('\n').at(-1)!) as { test: Record<string, number> }).test;
}

/** The run, opened again, has the scores that it ended with. */
async function expectSameModel(run: string, test: Readonly<Record<string, number>>): Promise<void> {
  const { code, out } = await vaekit('evaluate', run, '--json');
  const again = JSON.parse(out) as Record<string, number>;
  expect(code).toBe(0);
  for (const [name, value] of Object.entries(test)) {
    expect(Number.isFinite(value)).toBe(true);
    expect(again[name]).toBeCloseTo(value, 4);
  }
}

const page = (run: string): string => readFileSync(join(run, 'report.html'), 'utf8').replaceAll(/base64,[^"]+/g, '');

it('tries what there is', () => {
  expect(tried.map(({ name }) => name)).toEqual(expect.arrayContaining(representative));
});

describe.each(tried.map((entry) => [entry.name, entry] as const))('%s', (name, entry) => {
  const { can, needs } = entry;
  const run = (): string => join(base, name);
  let test: Readonly<Record<string, number>>;
  beforeAll(async () => {
    test = await train(run(), entry, '--data', 'digits', '--engine', 'compiled');
  });

  it('is the same when it is opened again, trained on digits, compiled', () => expectSameModel(run(), test));

  it('ends with the same scores when it is trained on digits operation by operation', async () => {
    const eager = await train(join(base, `${name} on digits by operations`), entry, '--data', 'digits', '--engine', 'eager');
    expect(Object.keys(eager)).toEqual(Object.keys(test));
    for (const [score, value] of Object.entries(test)) {
      // Single precision, summed over 784 pixels and a few steps of Adam.
      expect(Math.abs(eager[score]! - value), score).toBeLessThanOrEqual(1e-3 * Math.max(1, Math.abs(value)));
    }
  });

  it('is reported as far as it can', () => {
    const text = page(run());
    expect(text).not.toMatch(/undefined|NaN/);
    const headings = [...text.matchAll(/<h2[^>]*>([^<]*)/g)].map(([, heading]) => heading);
    expect(headings.includes('Samples')).toBe(can.includes('sample'));
    const ofCodes = can.includes('encode') ? ['Reconstructions', 'Latent space', 'Interpolations'] : [];
    expect(headings).toEqual(expect.arrayContaining([...ofCodes, 'Training']));
  });

  it.each([
    ['encode', ['reconstruct', 'RUN']],
    ['encode', ['encode', 'RUN', '--count', '2']],
    ['encode', ['interpolate', 'RUN', '--force']],
    ['sample', ['sample', 'RUN']],
    ['score', ['score', 'RUN', '--count', '2']],
    ['score', ['evaluate', 'RUN', '--nll', '2', '--count', '2']],
    ['classify', ['classify', 'RUN', '--count', '2']],
    ['transform', ['transform', 'RUN']],
  ] as const)('does, or refuses by name, what it takes to %s: %j', async (ability, line) => {
    const { code, out, err } = await vaekit(...line.map((word) => word.replace('RUN', run())));
    if (can.includes(ability)) {
      expect([code, err]).toEqual([0, '']);
      expect(out).not.toMatch(/undefined|NaN/);
    } else {
      expect([code, out]).toEqual([1, '']);
      expect(err).toContain(`the model of ${run()} is ${name}, which cannot ${ability}; train `);
    }
  });

  it('is looked at by the doctor', async () => {
    const { code, out, err } = await vaekit('evaluate', run(), '--what', 'doctor', '--count', '20', '--json');
    expect([code, err]).toEqual([0, '']);
    const { doctor } = JSON.parse(out) as { doctor: { findings: object[]; figures: { finite: boolean } } };
    expect(doctor.figures.finite).toBe(true);
  });

  it.each(['onnx', 'tfjs', 'safetensors'])('is exported as %s, with a sampler where it has a prior', async (format) => {
    const { code, out, err } = await vaekit('export', run(), '--format', format, '--json');
    expect([code, err]).toEqual([0, '']);
    const { folder, files } = JSON.parse(out) as { folder: string; files: Record<string, object> };
    if (format === 'onnx') expect('sampler.onnx' in files).toBe(can.includes('sample'));
    const text = readFileSync(join(folder, 'README.txt'), 'utf8');
    expect(text).not.toMatch(/undefined|NaN/);
    expect(/samples? =|samples, =|prior\b/.test(text)).toBe(can.includes('sample'));
  });

  it('is trained on points, or small images, operation by operation, and is the same when it is opened again', async () => {
    const folder = join(base, `${name} by operations`);
    const data = needs.includes('images') ? 'rectangles' : 'moons';
    await expectSameModel(folder, await train(folder, entry, '--data', data, '--engine', 'eager'));
    expect(page(folder)).not.toMatch(/undefined|NaN/);
  });
});
