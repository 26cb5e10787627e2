// `node sgemmProcess.mjs SIZE THREADS`: multiplies two square float32 matrices in ONNX Runtime, told by the lines that `serve.mjs` obeys.
import { createInterface } from 'node:readline';
import onnxProto from 'onnx-proto';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const { onnx } = onnxProto;
const [size, threads] = process.argv.slice(2).map(Number);
const matrix = (name) => ({
  name,
  type: { tensorType: { elemType: onnx.TensorProto.DataType.FLOAT, shape: { dim: [{ dimValue: size }, { dimValue: size }] } } },
});
const model = onnx.ModelProto.encode({
  irVersion: 8,
  opsetImport: [{ domain: '', version: 17 }],
  graph: {
    name: 'product',
    node: [{ opType: 'MatMul', input: ['a', 'b'], output: ['c'] }],
    input: [matrix('a'), matrix('b')],
    output: [matrix('c')],
  },
}).finish();
const session = await InferenceSession.create(model, { intraOpNumThreads: threads, interOpNumThreads: 1 });
const filled = (value) => new Tensor('float32', new Float32Array(size * size).fill(value), [size, size]);
const [a, b, c] = [filled(0.5), filled(0.25), filled(0)];

for await (const line of createInterface({ input: process.stdin })) {
  const { ask, warm = 0, steps = 0 } = JSON.parse(line);
  for (let i = 0; i < warm; i++) {
    await session.run({ a, b }, { c });
  }
  const start = performance.now();
  for (let i = 0; i < steps; i++) {
    await session.run({ a, b }, { c });
  }
  const ms = (performance.now() - start) / Math.max(1, steps);
  const right = steps === 0 || c.data[0] === size / 8;
  const answer = right ? { ms } : { error: `${ask}: the product is ${c.data[0]}, expected ${size / 8}` };
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
process.exit(0);
