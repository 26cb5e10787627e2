import { mkdirSync, writeFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { classMeans, convDecoder, convEncoder, gaussian, iwae, mlpDecoder, mlpEncoder, vae, type Vae } from '@vaekit/core';
import onnxProto from 'onnx-proto';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileGraph } from '../compile.js';
import { traceStep } from '../record/traceStep.js';
import { onnxFaults } from './onnxFaults.test-helper.js';
import { onnxModel } from './onnxModel.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const input = [8, 8, 1];
const mlp = { input, hidden: [12], latent: 3 };
const decode = { latent: 3, hidden: [12], output: input };

const models: Readonly<Record<string, () => Vae>> = {
  mlp: () => vae({ encoder: mlpEncoder(mlp), decoder: mlpDecoder(decode) }),
  'batch normalization and dropout': () =>
    vae({
      encoder: mlpEncoder({ ...mlp, batchNorm: true, dropout: 0.2 }),
      decoder: mlpDecoder({ ...decode, batchNorm: true, activation: 'elu' }),
    }),
  'class means': () => vae({ encoder: mlpEncoder(mlp), decoder: mlpDecoder(decode), prior: classMeans(3, { separation: 1 }) }),
  'predicted sigma and importance weights': () =>
    vae({
      encoder: mlpEncoder(mlp),
      decoder: mlpDecoder({ ...decode, parameters: 2 }),
      likelihood: gaussian({ sigma: 'predicted' }),
      objective: iwae({ k: 3 }),
    }),
  convolutions: () =>
    vae({
      encoder: convEncoder({ input, latent: 3, filters: [4, 6], dense: [8], batchNorm: true }),
      decoder: convDecoder({ latent: 3, output: input, filters: [4, 6] }),
    }),
};

/** A training step as a model; with `VAEKIT_MODELS` it is kept in that folder, for `oracles/checker.py`. */
function stepModel(name: string, convolutions: 'operators' | 'products'): Uint8Array {
  const model = models[name]!();
  const bytes = onnxModel(
    compileGraph(
      traceStep({
        model,
        shapes: { x: [4, ...input], y: [4], weight: [4] },
        schedules: ['beta', 'learningRate'],
        dataSize: 100,
        players: [{ name: 'model', player: { variables: Object.keys(model.variables) } }],
      }),
      { convolutions },
    ),
    'step',
  );
  model.dispose();
  const folder = process.env['VAEKIT_MODELS'];
  if (folder !== undefined) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}/step ${name}, ${convolutions}.onnx`, bytes);
  }
  return bytes;
}

describe('a compiled step is a valid model', () => {
  for (const name of Object.keys(models)) {
    it.each(['products', 'operators'] as const)(`${name}: convolutions as %s`, (convolutions) => {
      expect(onnxFaults(stepModel(name, convolutions))).toEqual([]);
    });
  }
});

describe('what the checker finds', () => {
  const { onnx } = onnxProto;
  type Model = ReturnType<typeof onnx.ModelProto.decode>;
  const broken = (change: (graph: NonNullable<Model['graph']>) => void): string[] => {
    const model = onnx.ModelProto.decode(stepModel('mlp', 'products'));
    change(model.graph as NonNullable<Model['graph']>);
    return onnxFaults(onnx.ModelProto.encode(model).finish());
  };
  const nodeOf = (graph: NonNullable<Model['graph']>, op: string) => graph.node!.find(({ opType }) => opType === op)!;

  it('operators, inputs and attributes that do not exist', () => {
    expect(broken((graph) => (nodeOf(graph, 'Gemm').opType = 'Gemn'))).toContainEqual(
      expect.stringMatching(/Gemn.*no such operator/),
    );
    expect(broken((graph) => nodeOf(graph, 'Exp').input!.push('extra'))).toContainEqual(
      expect.stringMatching(/Exp.*2 inputs; expected 1 to 1/),
    );
    expect(broken((graph) => (nodeOf(graph, 'Gemm').attribute![0]!.name = 'transC'))).toContainEqual(
      expect.stringMatching(/attribute transC is INT; expected no such attribute/),
    );
  });

  it('values out of order, given twice, or of another type', () => {
    expect(broken((graph) => graph.node!.reverse())).toContainEqual(expect.stringMatching(/read before it is given/));
    expect(broken((graph) => graph.node!.push(graph.node![0]!))).toContainEqual(expect.stringMatching(/given twice/));
    expect(broken((graph) => (graph.output![0]!.type!.tensorType!.elemType = 6))).toEqual([
      expect.stringMatching(/the output loss is float, declared as int32/),
    ]);
    expect(
      broken((graph) => {
        const { type } = graph.input!.find(({ name }) => name === 'batch/x')!;
        type!.tensorType!.elemType = 6;
      }),
    ).toContainEqual(expect.stringMatching(/int32 and float|is int32; expected/));
  });
});
