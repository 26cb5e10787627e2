// `pnpm annealing [--latent 20,2] [--settings 4x500x2x0.3,8x250x5x0.1]`: how close annealed importance sampling is for 100 digits of 784-400-LATENT after ten epochs, by chains,
// temperatures, leapfrog steps and the length of the first of these: the estimate of held-out digits, and the gap of the bidirectional check on digits that the model itself made. Beside them importance
// sampling from the encoder. A model of bits, drawn once from the digits that come with the data sets.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { adam, fit, mlp, selectBackend, vae } from '@vaekit/core';
import { binarize, digits, take } from '@vaekit/datasets';
import { annealedImportanceSampling, bidirectionalCheck, logLikelihood } from '@vaekit/metrics';
import { compileFunction, fastest } from '@vaekit/onnx';

const { values: given } = parseArgs({
  options: {
    latent: { type: 'string', default: '20,2' },
    settings: { type: 'string', default: '4x500x2x0.3' },
    threads: { type: 'string', default: String(availableParallelism()) },
    count: { type: 'string', default: '100' },
    epochs: { type: 'string', default: '10' },
    seed: { type: 'string', default: '0' },
  },
});
const [threads, count, epochs, seed] = [given.threads, given.count, given.epochs, given.seed].map(Number);
await selectBackend();
const engine = await fastest({ threads });
const compile = (fn, spec) => compileFunction(fn, spec, { threads });
const { train, test } = binarize(await digits(), 'static', { seed });
const held = take(test, count);
const examples = { x: held.x, binarization: 'static' };
const net = mlp({ hidden: [400] });
/** What work gives, and the processor time that it takes. */
const seconds = async (work) => {
  const before = process.cpuUsage();
  const found = await work();
  const { user, system } = process.cpuUsage(before);
  return [found, (user + system) / 1e6];
};

console.log(`${count} digits, ${epochs} epochs, ${threads} threads, seed ${seed}; nats\n`);
console.log(
  '| Code | Chains, temperatures, leapfrogs, first step | −log p(x) of held-out digits | Error over chains | Accepted | Check: from below | From above | Gap | Seconds of a processor |\n|---|---|---|---|---|---|---|---|---|',
);
for (const latent of given.latent.split(',').map(Number)) {
  const model = vae({ event: [28, 28, 1], latent, encoder: net, decoder: net, seed });
  await fit(model, { x: train.x, binarization: 'static' }, { epochs, batchSize: 128, seed, optimizer: adam(), engine });
  const [sampled, cost] = await seconds(() => logLikelihood(model, examples, { draws: 1000, seed, compile }));
  console.log(
    `| ${latent} | importance sampling, 1,000 draws | ${sampled.mean.toFixed(2)} | ${sampled.monteCarloError.toFixed(3)} | | | | | ${cost.toFixed(0)} |`,
  );
  for (const setting of given.settings.split(',')) {
    const [chains, temperatures, leapfrogs, stepSize] = setting.split('x').map(Number);
    const how = { chains, temperatures, leapfrogs, stepSize, seed, compile };
    const [[estimate, check], time] = await seconds(async () => [
      await annealedImportanceSampling(model, examples, how),
      await bidirectionalCheck(model, { ...how, examples: count }),
    ]);
    console.log(
      `| ${latent} | ${chains}, ${temperatures}, ${leapfrogs}, ${stepSize} | ${estimate.mean.toFixed(2)} | ${estimate.monteCarloError.toFixed(3)} | ${(100 * estimate.acceptance).toFixed(0)} % | ${check.lower.toFixed(3)} | ${check.upper.toFixed(3)} | ${check.gap.toFixed(3)} | ${time.toFixed(0)} |`,
    );
  }
  model.dispose();
}
