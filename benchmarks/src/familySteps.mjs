// `pnpm --filter @vaekit-internal/benchmarks family-steps [NAME …]`: what a training step of every model of the catalog, or of those named, takes in the compiled engine on one thread:
// digits, batch 128, the documented options; where labels may be unknown, one in ten known. Of a training in phases, the phase with the longest step. The table by which the models of the work `family` were chosen.
import { adam, batches } from '@vaekit/core';
import { digits } from '@vaekit/datasets';
import { buildModel, catalog, findModel, fitPhases, phasesOf, valuesOf } from '@vaekit/models';
import { compiled } from '@vaekit/onnx';
import { useWasm } from '@vaekit/wasm/node';
import { loadAverage } from './machine.mjs';
import { median } from './median.mjs';
import { formatTable } from './table.mjs';

const [BATCH, STEPS] = [128, 16];
const rows = BATCH * STEPS;
const given = process.argv.slice(2);
const entries = given.length === 0 ? catalog : given.map((name) => findModel(name));

const { train } = await digits();
const x = { data: Float32Array.from(train.x.data.subarray(0, rows * 784), (value) => value / 255), shape: [rows, 28, 28, 1] };
const y = { data: Int32Array.from(train.y.data.subarray(0, rows)), shape: [rows] };
// As `works/family.mjs` has them: with all labels known there would be nothing to sum over.
const sparse = { data: y.data.map((label, row) => (row % 10 === 0 ? label : -1)), shape: [rows] };
await useWasm();

/** The processor's milliseconds of a step of each phase of gradient steps, which other load hardly moves: the middle of an epoch's, without the first three. */
async function stepsOf(entry) {
  const labeled = entry.needs.includes('labels');
  const model = await buildModel(
    entry.name,
    {},
    { event: [28, 28, 1], binarization: 'none', size: rows, ...(labeled ? { classes: 10 } : {}) },
  );
  const labels = entry.takesUnknownLabels === true ? sparse : y;
  const data = { training: batches(labeled ? { x, y: labels } : { x }, { batchSize: BATCH, seed: 0, reuse: true }) };
  const known = valuesOf(entry, {});
  const once = ['pretrain-epochs', 'autoencoder-epochs'].filter((option) => option in known);
  const values = { ...known, ...Object.fromEntries(once.map((option) => [option, 1])) };
  const times = {};
  let [name, last] = ['', 0];
  const callbacks = {
    onPhaseBegin(phase) {
      name = phase.name;
      times[name] = [];
    },
    onBatchEnd() {
      const { user, system } = process.cpuUsage();
      const now = (user + system) / 1000;
      times[name].push(now - last);
      last = now;
    },
  };
  const engine = compiled({ threads: 1 });
  const phases = await phasesOf(entry, model, data, values);
  await fitPhases(model, phases, data, { epochs: 1, seed: 0, engine, optimizer: adam(), callbacks });
  model.dispose();
  return Object.entries(times).flatMap(([phase, all]) => (all.length > 3 ? [{ phase, ms: median(all.slice(3)) }] : []));
}

const table = [];
for (const entry of entries) {
  const longest = (await stepsOf(entry)).toSorted((a, b) => b.ms - a.ms)[0];
  if (longest === undefined) continue;
  table.push({ model: entry.name, ...longest });
  console.error(`${entry.name}: ${longest.ms.toFixed(1)} ms`);
}
const order = table.toSorted((a, b) => b.ms - a.ms);
console.log(formatTable(order, { model: 'model', phase: 'phase', ms: 'ms of the processor a step' }));
console.log(`load average ${loadAverage().toFixed(1)}`);
process.exit(0);
