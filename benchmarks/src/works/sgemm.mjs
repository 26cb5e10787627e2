import { fileURLToPath } from 'node:url';
import { availableParallelism } from 'node:os';
import { writeInputs } from '../inputs.mjs';
import { loadAverage } from '../machine.mjs';
import { median } from '../median.mjs';
import { modelSpec } from '../modelSpec.mjs';
import { inPython, missingModule } from '../peers/inPython.mjs';
import { startPeer } from '../peerProcess.mjs';

const SIZE = 2048;
const SPEC = modelSpec({ batch: 512, hidden: [1000], latent: 20 });

/** Processes that multiply two matrices of 2048 × 2048, on one thread and on all. */
function productProcesses() {
  const threads = [...new Set([1, availableParallelism()])];
  const ort = fileURLToPath(new URL('../sgemmProcess.mjs', import.meta.url));
  const inOnnx = threads.map((count) => ({
    who: 'onnxruntime',
    label: `${count} threads`,
    command: process.execPath,
    args: [ort, String(SIZE), String(count)],
  }));
  const inTorch =
    missingModule('torch') === undefined
      ? threads.map((count) => ({
          who: 'pytorch',
          ...inPython('sgemm.py', `${count} threads`, { size: SIZE, threads: count }, { OMP_NUM_THREADS: String(count) }),
        }))
      : [];
  return [...inOnnx, ...inTorch];
}

export const work = {
  title: `Share of the machine's sgemm peak: the compiled step of an MLP of width 1000 at batch 512, against a product ${SIZE}³`,
  async run(context) {
    const inputs = await writeInputs(SPEC);
    const ours = await context.peer('vaekit-compiled');
    const contenders = [
      { who: 'vaekit-compiled', label: 'step of width 1000', operations: SPEC.operations, ...ours.variants(SPEC).variants[0] },
      ...productProcesses().map((variant) => ({ operations: 2 * SIZE ** 3, ...variant })),
    ];
    contenders[0].label = 'step of width 1000, batch 512';
    const running = [];
    try {
      for (const contender of contenders) {
        const process = startPeer(contender);
        running.push({ ...contender, process, times: [] });
        await process.ask('prepare', { folder: inputs.folder });
        await process.ask('block', { warm: 0, steps: 5 });
        await process.rest();
      }
      for (let round = 0; round < context.rounds; round++) {
        for (const { process, times } of round % 2 === 0 ? running : running.toReversed()) {
          process.wake();
          times.push((await process.ask('block', { warm: 1, steps: 5 })).ms);
          await process.rest();
        }
      }
    } finally {
      running.forEach(({ process }) => process.kill());
      await inputs.remove();
    }
    const load = loadAverage();
    const rows = running.map(({ who, label, operations, times }) => {
      const ms = median(times);
      return { work: 'sgemm', who, variant: label, ms, gflops: operations / ms / 1e6, load };
    });
    const peak = Math.max(...rows.slice(1).map(({ gflops }) => gflops));
    return {
      rows: rows.map((row) => ({ ...row, shareOfPeak: row.gflops / peak })),
      columns: { who: 'who', variant: 'what', ms: 'ms', gflops: 'GFLOP/s', shareOfPeak: 'of peak' },
      bars: [
        { work: 'sgemm', what: 'share of the sgemm peak', value: rows[0].gflops / peak, target: 0.5, limit: 0.5, atLeast: true },
      ],
    };
  },
};
