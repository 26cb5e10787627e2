// `node scripts/lib/frozenSide.mjs ROOT MODELS OUT`: trains the frozen models with the built packages of the workspace at ROOT, as the file MODELS
// builds them, and writes their weights to OUT: `{ model: { engine: { weight: base64 of float32 } } }`. A child of frozen.mjs, one for each side.

import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const steps = 50;
const batchSize = 32;

const [root, models, out] = process.argv.slice(2);
// The command line depends on every package, so all are found from its folder.
const { resolve } = createRequire(join(root, 'packages', 'cli', 'package.json'));
const load = (name) => import(pathToFileURL(resolve(name)).href);
const [core, cvae, losses, onnx] = await Promise.all(['core', 'cvae', 'losses', 'onnx'].map((name) => load(`@vaekit/${name}`)));
const { frozenModels } = await import(pathToFileURL(models).href);
await core.selectBackend({ order: ['wasm'], wasm: () => load('@vaekit/wasm/node') });

const engines = { eager: () => core.eager(), compiled: () => onnx.compiled({ threads: 1 }) };
const found = {};
for (const [name, { build, data }] of Object.entries(frozenModels)) {
  found[name] = {};
  for (const [engine, make] of Object.entries(engines)) {
    const model = build({ ...losses, ...core, ...cvae });
    const examples = data();
    const epochs = steps / Math.ceil(examples.x.shape[0] / batchSize);
    const { state } = await core.fit(model, examples, { epochs, batchSize, seed: 7, engine: make() });
    if (state.step !== steps) throw new Error(`frozenSide: ${name} made ${state.step} steps; expected ${steps}`);
    found[name][engine] = Object.fromEntries(
      Object.entries(state.weights).map(([weight, values]) => [
        weight,
        Buffer.from(new Uint8Array(values.buffer)).toString('base64'),
      ]),
    );
    model.dispose();
  }
}
writeFileSync(out, JSON.stringify(found));
