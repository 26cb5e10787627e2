import { adam, fit, mlp, selectBackend, vae } from '@vaekit/core';
import { binarize, digits, take } from '@vaekit/datasets';
import { bidirectionalCheck } from '@vaekit/metrics';
import { compileFunction, fastest } from '@vaekit/onnx';
await selectBackend();
const engine = await fastest({ threads: 1 });
const compile = (fn, spec) => compileFunction(fn, spec, { threads: 1 });
const { train } = binarize(await digits(), 'static', { seed: 0 });
const net = mlp({ hidden: [400] });
for (const latent of [20, 2]) {
  const model = vae({ event: [28, 28, 1], latent, encoder: net, decoder: net, seed: 0 });
  await fit(model, { x: train.x, binarization: 'static' }, { epochs: 10, batchSize: 128, seed: 0, optimizer: adam(), engine });
  for (const setting of ['4x250x5x.1', '4x250x5x.3', '4x250x5x.5','4x250x3x.3']) {
    const [chains, temperatures, leapfrogs, stepSize] = setting.split('x').map(Number);
    const b = process.cpuUsage().user;
    const check = await bidirectionalCheck(model, { chains, temperatures, leapfrogs, stepSize, seed: 0, compile, examples: 25 });
    console.log(latent, setting, check, ((process.cpuUsage().user-b)/1e6).toFixed(1), 's cpu');
  }
}
