import { it } from 'vitest';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { writeFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { vae, mlpEncoder, mlpDecoder } from '@vaekit/core';
import { compileGraph } from './compile.js';
import { onnxModel } from './emit/onnxModel.js';
import { traceStep } from './record/traceStep.js';
it('prealloc', async () => {
  await tf.setBackend('cpu');
  const B = 128;
  const model = vae({ encoder: mlpEncoder({ input: [784], hidden: [400], latent: 20 }), decoder: mlpDecoder({ latent: 20, hidden: [400], output: [784] }) });
  const graph = traceStep({ model, shapes: { x: [B,784], weight: [B] }, schedules: ['beta'], dataSize: 1000, player: { name: 'model', player: { variables: Object.keys(model.variables) } } });
  const lowered = compileGraph(graph);
  const bytes = onnxModel(lowered, 'step');
  writeFileSync('/tmp/mlp.onnx', bytes);
  const out: string[] = [];
  const memory = new WebAssembly.Memory({ initial: 400 });
  let at = 64;
  const view = (n: number) => { const v = new Float32Array(memory.buffer, at, n); at += Math.ceil(n / 16) * 64; return v; };
  const feeds: Record<string, Tensor> = {}; const fetches: Record<string, Tensor> = {};
  for (const { kind, name, value } of graph.inputs) { const size = value.shape.reduce((a, b) => a * b, 1); const v = view(size); if (kind === 'variable') v.set(model.variables[name]!.dataSync()); else v.fill(0.5); feeds[`${kind}/${name}`] = new Tensor('float32', v, [...value.shape]); }
  const views: Record<string, Float32Array> = {};
  for (const { name, value } of lowered.outputs) { const size = value.shape.reduce((a, b) => a * b, 1); views[name] = view(size); fetches[name] = new Tensor('float32', views[name]!, [...value.shape]); }
  for (const opt of ['all', 'extended', 'basic'] as const) for (const threads of [1, 2]) {
    const session = await InferenceSession.create(bytes, { intraOpNumThreads: threads, graphOptimizationLevel: opt });
    const r = await session.run(feeds, fetches);
    out.push(`same object ${r['loss'] === fetches['loss']} view loss ${views['loss']![0]} r ${r['loss']!.data[0]} grad ${views['gradient/encoder/mean/bias']![0]} ${r['gradient/encoder/mean/bias']!.data[0]}`);
    for (const f of [undefined, fetches]) { const t: number[] = []; for (let i = 0; i < 60; i++) { const s = performance.now(); await (f ? session.run(feeds, f) : session.run(feeds)); t.push(performance.now() - s); } t.sort((a, b) => a - b); out.push(`${opt} threads ${threads} prealloc ${!!f} median ${t[30]!.toFixed(2)} min ${t[0]!.toFixed(2)}`); }
    await session.release();
  }
  writeFileSync('/tmp/prealloc.log', out.join('\n') + '\n');
}, 120000);
