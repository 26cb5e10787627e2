import * as tf from '@tensorflow/tfjs';
import { vae, mlpEncoder, mlpDecoder, randomStream, drawNoise, convEncoder, convDecoder } from '@vaekit/core';
import { it } from 'vitest';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { compileGraph } from './compile.js';
import { onnxModel } from './emit/onnxModel.js';
import { traceStep } from './record/traceStep.js';
import { writeFileSync } from 'node:fs';

for (const kind of ['mlp', 'conv'] as const) it(kind, async () => {
  await tf.setBackend('cpu');
  const B = kind === 'mlp' ? 128 : 8;
  const model = kind === 'mlp' ? vae({ encoder: mlpEncoder({ input: [28,28,1], hidden: [400], latent: 20 }), decoder: mlpDecoder({ latent: 20, hidden: [400], output: [28,28,1] }) })
   : vae({ encoder: convEncoder({ input: [28,28,1], latent: 2 }), decoder: convDecoder({ latent: 2, output: [28,28,1] }) });
  const before = tf.memory();
  const t0 = performance.now();
  const graph = traceStep({ model, shapes: { x: [B,28,28,1], weight: [B] }, schedules: ['beta'], dataSize: 1000, player: { name: 'model', player: { variables: Object.keys(model.variables) } } });
  const t1 = performance.now();
  const after = tf.memory();
  const lowered = compileGraph(graph);
  const bytes = onnxModel(lowered, 'step');
  const t2 = performance.now();
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 2, graphOptimizationLevel: 'all' });
  const t3 = performance.now();
  const out: string[] = [];
  out.push(`mem ${JSON.stringify(before)} ${JSON.stringify(after)}`, `nodes ${graph.nodes.length} -> ${lowered.nodes.length} bytes ${bytes.length} trace ${t1-t0} lower ${t2-t1} session ${t3-t2}`);
  const stream = randomStream(1);
  const feeds: Record<string, Tensor> = {};
  const x = stream.fillUniform(new Float32Array(B*784)); const w = new Float32Array(B).fill(1);
  const noise = drawNoise(model.noise('train'), B, stream);
  for (const { kind, name, value } of graph.inputs) {
    const data = kind === 'variable' ? model.variables[name]!.dataSync() : kind === 'noise' ? noise[name]!.dataSync() : kind === 'schedule' ? Float32Array.of(1) : name === 'x' ? x : w;
    feeds[`${kind}/${name}`] = new Tensor('float32', data as Float32Array, [...value.shape]);
  }
  const r = await session.run(feeds);
  const xt = tf.tensor(x, [B,28,28,1]);
  const { value, grads } = tf.variableGrads(() => model.forward({ batch: { x: xt, weight: tf.tensor1d(w) }, noise, schedule: { beta: tf.scalar(1) }, mode: 'train', dataSize: 1000 }).losses!['model']!, Object.values(model.variables));
  out.push(`loss ${r['loss']!.data[0]} ${value.dataSync()[0]}`);
  for (const [n, v] of Object.entries(model.variables)) {
    const g = grads[v.name]!.dataSync(); const h = r[`gradient/${n}`]!.data as Float32Array;
    let d = 0, m = 0; for (let i = 0; i < g.length; i++) { d = Math.max(d, Math.abs(g[i]!-h[i]!)); m = Math.max(m, Math.abs(g[i]!)); }
    out.push(`${n} ${d/m}`);
  }
  const times: number[] = [];
  for (let i = 0; i < 30; i++) { const s = performance.now(); await session.run(feeds); times.push(performance.now()-s); }
  times.sort((a,b)=>a-b); out.push(`run median ${times[15]} min ${times[0]}`);
  const hist: Record<string, number> = {}; for (const n of lowered.nodes) hist[n.op] = (hist[n.op] ?? 0) + 1; out.push(JSON.stringify(hist));
  writeFileSync(`/tmp/onnx-${kind}.log`, out.join('\n') + '\n');
}, 120000);
