import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { decode, posteriorMoments, randomStream, readSafetensors, readWeights } from '@vaekit/core';
import { loadModel } from '@vaekit/core/node';
import type { ExportManifest } from '@vaekit/export';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from './model/backend.js';
import { loadRun, quickRun } from './quickRun.test-helper.js';
import type { Run } from './run/openRun.js';
import { vaekit } from './vaekit.test-helper.js';

const ROWS = 3;
const runs = {
  plain: ['--model', 'vae', '--hidden', '12', '--batch-norm', '--dropout', '0.1'],
  means: ['--model', 'class-mean-cvae', '--hidden', '12', '--class-variance'],
  conditional: ['--model', 'cvae', '--hidden', '12'],
  convolutions: ['--model', 'vae', '--arch', 'conv'],
  plane: ['--model', 'vae', '--hidden', '12', '--sigma', 'learned'],
} as const;
type Name = keyof typeof runs;

let base: string;
const file = (...names: string[]): string => join(base, ...names);

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'vaekit-cli-'));
  for (const [name, options] of Object.entries(runs)) {
    await quickRun(file(name), [
      ...['--data', name === 'plane' ? 'moons' : 'digits', ...options, '--limit', '90', '--batch-size', '30'],
      ...['--latent', '3', '--epochs', '1', '--validation', 'none'],
    ]);
  }
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

interface Numbers {
  readonly data: Float32Array | Int32Array;
  readonly shape: readonly number[];
}

const stream = randomStream(5);
const sizeOf = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);
const normals = (...shape: number[]): Numbers => ({ data: stream.fillNormal(new Float32Array(sizeOf(shape))), shape });
const uniforms = (...shape: number[]): Numbers => ({ data: stream.fillUniform(new Float32Array(sizeOf(shape))), shape });

/** Inputs of every part, and what core makes of them. */
function expectations({ model }: Run) {
  const labels = Int32Array.from({ length: ROWS }, (_, i) => (i * 3) % 10);
  const feeds: Record<string, Numbers> = {
    x: uniforms(ROWS, ...model.event),
    y: { data: labels, shape: [ROWS] },
    z: normals(ROWS, ...model.latent),
    eps: normals(ROWS, ...model.latent),
    temperature: { data: Float32Array.of(0.8), shape: [] },
  };
  const tensor = (name: string): tf.Tensor => tf.tensor(feeds[name]!.data, [...feeds[name]!.shape]);
  const given = model.classes === undefined ? {} : { labels };
  const context = model.context(tf.tensor1d(labels, 'int32'), ROWS);
  const outputs = model.decodeParameters(tensor('z'), context.condition);
  const expected: Record<string, Record<string, tf.Tensor>> = {
    encoder: { ...posteriorMoments(model, tensor('x'), given) },
    decoder: {
      ...Object.fromEntries(model.likelihood.parameters.map(({ name }, i) => [name, outputs[i]!])),
      mean: decode(model, tensor('z'), given),
    },
    sampler: { samples: decode(model, model.prior.draw({ eps: tensor('eps') }, context, 0.8), given) },
  };
  return { feeds, expected };
}

function close(actual: Float32Array, shape: readonly number[], expected: tf.Tensor): void {
  expect([...shape]).toEqual(expected.shape);
  const wanted = expected.dataSync();
  const size = Math.max(1, ...wanted.map(Math.abs));
  expect(Math.max(...wanted.map((value, i) => Math.abs(value - actual[i]!))) / size).toBeLessThan(1e-5);
}

const manifestOf = (folder: string): ExportManifest =>
  JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as ExportManifest;

/** Copies an export, with numbers to check it by, to where `oracles/exports.py` looks at it. */
function forPython(folder: string, name: string, { feeds, expected }: ReturnType<typeof expectations>): void {
  const target = process.env['VAEKIT_EXPORTS'];
  if (target === undefined) return;
  cpSync(folder, join(target, name), { recursive: true });
  const plain = ({ data, shape }: Numbers) => ({ data: [...data], shape });
  const outputs = Object.fromEntries(
    Object.entries(expected).map(([part, values]) => [
      part,
      Object.fromEntries(
        Object.entries(values).map(([label, value]) => [label, { data: [...value.dataSync()], shape: value.shape }]),
      ),
    ]),
  );
  const inputs = Object.fromEntries(Object.entries(feeds).map(([label, values]) => [label, plain(values)]));
  writeFileSync(join(target, `${name}.json`), JSON.stringify({ feeds: inputs, expected: outputs }));
}

async function exported(run: Name, format: string) {
  const { code, out, err } = await vaekit('export', file(run), '--format', format);
  const folder = file(run, 'exports', format);
  expect([code, err]).toEqual([0, '']);
  expect(out.split('\n')[0]).toBe(`wrote ${folder}`);
  const manifest = manifestOf(folder);
  for (const [name, { bytes, sha256 }] of Object.entries(manifest.files)) {
    const content = readFileSync(join(folder, ...name.split('/')));
    expect([content.length, createHash('sha256').update(content).digest('hex')]).toEqual([bytes, sha256]);
  }
  await startBackend('auto');
  return { folder, manifest, run: await loadRun(file(run)) };
}

describe('--format onnx', () => {
  it.each(Object.keys(runs) as Name[])('%s: the numbers of core in ONNX Runtime, by what the manifest says', async (name) => {
    const { folder, manifest, run } = await exported(name, 'onnx');
    const check = expectations(run);
    for (const [part, model] of Object.entries(manifest.models!)) {
      const session = await InferenceSession.create(join(folder, model.file), { intraOpNumThreads: 1 });
      expect(session.inputNames).toEqual(model.inputs.map((input) => input.name));
      expect(session.outputNames).toEqual(model.outputs.map((output) => output.name));
      const feeds = Object.fromEntries(
        model.inputs.map((input) => {
          const { data, shape } = check.feeds[input.name]!;
          expect(input.shape).toEqual(shape.map((extent, i) => (i === 0 ? 'batch' : extent)));
          expect(input.dtype).toBe(data instanceof Int32Array ? 'int32' : 'float32');
          return [input.name, new Tensor(input.dtype as 'float32', data as Float32Array, [...shape])];
        }),
      );
      const results = await session.run(feeds);
      for (const output of model.outputs) {
        const { data, dims } = results[output.name]!;
        close(data as Float32Array, dims, check.expected[part]![output.name]!);
        expect(output.shape).toEqual(['batch', ...dims.slice(1)]);
      }
      await session.release();
    }
    forPython(folder, `onnx-${name}`, check);
  });

  it('says which labels a model wants', async () => {
    const inputs = (name: Name): Record<string, string[]> =>
      Object.fromEntries(
        Object.entries(manifestOf(file(name, 'exports', 'onnx')).models!).map(([part, model]) => [
          part,
          model.inputs.map((input) => input.name),
        ]),
      );
    expect(inputs('plain')).toEqual({ encoder: ['x'], decoder: ['z'], sampler: ['eps', 'temperature'] });
    expect(inputs('means')).toEqual({ encoder: ['x'], decoder: ['z'], sampler: ['eps', 'y', 'temperature'] });
    expect(inputs('conditional')).toEqual({
      encoder: ['x', 'y'],
      decoder: ['z', 'y'],
      sampler: ['eps', 'y', 'temperature'],
    });
    expect(readFileSync(file('means', 'exports', 'onnx', 'README.txt'), 'utf8')).toContain("'y': np.zeros(10, np.int32),");
  });
});

describe('--format tfjs', () => {
  let server: Server;
  let address: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const path = file(...decodeURIComponent(request.url!).split('/'));
      response.setHeader('connection', 'close');
      if (existsSync(path)) response.end(readFileSync(path));
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  it.each(Object.keys(runs) as Name[])('%s: plain loadLayersModel gives the numbers of core', async (name) => {
    const { folder, manifest, run } = await exported(name, 'tfjs');
    const check = expectations(run);
    for (const [part, model] of Object.entries(manifest.models!)) {
      const loaded = await tf.loadLayersModel(`${address}/${name}/exports/tfjs/${model.file}`);
      const feeds = model.inputs.map(({ name: label, shape }) => {
        const { data, shape: given } = check.feeds[label]!;
        const tensor = tf.tensor(data, [...given]);
        const fed = label === 'y' ? tf.oneHot(tf.cast(tensor, 'int32'), 10) : tensor;
        expect(shape).toEqual(['batch', ...fed.shape.slice(1)]);
        return tf.cast(fed, 'float32');
      });
      const results = [loaded.predict(feeds)].flat();
      model.outputs.forEach((output, i) => {
        const numbers = results[i]!.dataSync() as Float32Array;
        // What the manifest calls the mean of p(x|z) may be a function of an output.
        close(numbers, results[i]!.shape, check.expected[part]![output.name]!);
      });
      if (part === 'decoder') {
        const [first] = results;
        const mean = manifest.mean === 'tf.sigmoid(outputs)' ? tf.sigmoid(first!) : first!;
        expect(['outputs', 'tf.sigmoid(outputs)']).toContain(manifest.mean);
        close(mean.dataSync() as Float32Array, mean.shape, check.expected['decoder']!['mean']!);
      }
    }
    forPython(folder, `tfjs-${name}`, check);
  });

  it('carries the prior and every weight that is in no network', async () => {
    const folder = file('means', 'exports', 'tfjs');
    const manifest = manifestOf(folder);
    const { model } = await loadRun(file('means'));
    const weights = await readWeights(model);
    const { buffer } = new Uint8Array(readFileSync(join(folder, manifest.weights!.file)));
    const decoded = tf.io.decodeWeights(buffer, [...manifest.weights!.specs] as tf.io.WeightsManifestEntry[]);
    expect(Object.keys(decoded).sort()).toEqual(
      Object.keys(weights)
        .filter((name) => name.startsWith('prior/'))
        .sort(),
    );
    for (const [name, values] of Object.entries(decoded)) expect(values.dataSync()).toEqual(weights[name]);
    expect(manifest.prior!.mean).toHaveLength(10);
    const means = manifest.prior!.mean.flat();
    const [matrix, bias] = [weights['prior/means']!, weights['prior/bias']!];
    means.forEach((value, i) => expect(value).toBeCloseTo(matrix[i]! + bias[i % 3]!, 6));
    expect(manifest.prior!.logVar.flat()).toEqual([...weights['prior/logVars']!]);
    expect(manifestOf(file('plain', 'exports', 'tfjs')).weights).toBeUndefined();
    expect(manifestOf(file('plane', 'exports', 'tfjs')).weights!.specs).toMatchObject([{ name: 'likelihood/logVar' }]);
  });
});

describe('--format safetensors', () => {
  it.each(Object.keys(runs) as Name[])('%s: every weight by name, and the model itself', async (name) => {
    const { folder, manifest, run } = await exported(name, 'safetensors');
    const bytes = readFileSync(join(folder, 'model.safetensors'));
    const { tensors } = readSafetensors(bytes);
    const weights = await readWeights(run.model);
    expect(Object.keys(manifest.tensors!).sort()).toEqual(Object.keys(weights).sort());
    for (const [label, { data, shape }] of Object.entries(tensors)) {
      expect(data).toEqual(weights[label]);
      expect(manifest.tensors![label]).toEqual({ dtype: 'F32', shape });
    }
    const again = await loadModel(join(folder, 'model.safetensors'));
    const check = expectations(run);
    const { data, shape } = check.feeds['z']!;
    const labels = again.classes === undefined ? {} : { labels: check.feeds['y']!.data };
    const mean = decode(again, tf.tensor(data, [...shape]), labels);
    expect(mean.dataSync()).toEqual(check.expected['decoder']!['mean']!.dataSync());
    forPython(folder, `safetensors-${name}`, check);
  });
});

describe('the folder', () => {
  it('is never replaced unless told to, and then only an export', async () => {
    const folder = file('here');
    const line = ['export', file('plain'), '--format', 'safetensors', '--out', folder];
    expect((await vaekit(...line)).code).toBe(0);
    const first = readFileSync(join(folder, 'manifest.json'), 'utf8');
    writeFileSync(join(folder, 'mine.txt'), 'mine');
    const again = await vaekit(...line);
    expect([again.code, again.err]).toEqual([
      2,
      `vaekit export: --out ${folder} exists already; choose another folder, or replace it with --force\n`,
    ]);
    expect(existsSync(join(folder, 'mine.txt'))).toBe(true);
    expect((await vaekit(...line, '--force')).code).toBe(0);
    expect(readFileSync(join(folder, 'manifest.json'), 'utf8')).toBe(first);
    expect(readdirSync(folder).sort()).toEqual(['README.txt', 'manifest.json', 'model.safetensors']);

    mkdirSync(file('stranger'));
    writeFileSync(file('stranger', 'thesis.txt'), 'years of work');
    const refused = await vaekit('export', file('plain'), '--format', 'onnx', '--out', file('stranger'), '--force');
    expect([refused.code, refused.err]).toEqual([
      2,
      `vaekit export: --out ${file('stranger')} is not an export; --force replaces exports only, so choose another folder\n`,
    ]);
    expect(readdirSync(file('stranger'))).toEqual(['thesis.txt']);
    const onFile = await vaekit('export', file('plain'), '--format', 'onnx', '--out', file('stranger', 'thesis.txt'), '--force');
    expect([onFile.code, onFile.err]).toEqual([
      2,
      `vaekit export: --out ${file('stranger', 'thesis.txt')} is a file, not an export; --force replaces exports only\n`,
    ]);
  });

  it('does not appear when the export fails', async () => {
    cpSync(file('plain'), file('damaged'), { recursive: true });
    rmSync(file('damaged', 'exports'), { recursive: true, force: true });
    writeFileSync(file('damaged', 'config.json'), '{}');
    const { code, err } = await vaekit('export', file('damaged'), '--format', 'onnx');
    expect([code, err.includes('config.json is damaged')]).toEqual([1, true]);
    expect(existsSync(file('damaged', 'exports'))).toBe(false);

    writeFileSync(file('wall'), '');
    const blocked = await vaekit('export', file('plain'), '--format', 'onnx', '--out', file('wall', 'inside'));
    expect(blocked.code).toBe(1);
    expect(blocked.err).toMatch(/^vaekit export: cannot create the folder .*; choose another --out\n$/);
  });

  it('needs a format', async () => {
    const { code, err } = await vaekit('export', file('plain'));
    expect([code, err]).toEqual([2, 'vaekit export: --format is missing; expected one of onnx, tfjs, safetensors\n']);
    expect((await vaekit('export', file('plain'), '--format', 'onx')).err).toContain('(did you mean onnx?)');
  });

  it('is told as JSON', async () => {
    const { out } = await vaekit('export', file('plain'), '--format', 'onnx', '--out', file('told'), '--json');
    const record = JSON.parse(out) as { folder: string; format: string; files: Record<string, unknown> };
    expect(record).toMatchObject({ folder: file('told'), format: 'onnx' });
    expect(Object.keys(record.files)).toEqual(['encoder.onnx', 'decoder.onnx', 'sampler.onnx', 'README.txt']);
  });
});
