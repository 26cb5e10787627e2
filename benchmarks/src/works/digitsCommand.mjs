import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { digits } from '@vaekit/datasets';
import { loadAverage } from '../machine.mjs';
import { median } from '../median.mjs';
import { missingModule, python } from '../peers/inPython.mjs';

const NAME = 'digits-command';
const EPOCHS = 10;
/** The two draw other noise and other orders. */
const TOLERANCE = 0.03;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The digits that come along, as the files that the script reads. */
async function writeDigits(folder) {
  const sets = await digits();
  for (const [name, { x }] of Object.entries({ train: sets.train, t10k: sets.test })) {
    const head = new DataView(new ArrayBuffer(16));
    [0x0803, x.shape[0], 28, 28].forEach((value, i) => head.setInt32(4 * i, value));
    const bytes = Buffer.concat([new Uint8Array(head.buffer), Uint8Array.from(x.data)]);
    await writeFile(join(folder, `${name}-images-idx3-ubyte.gz`), gzipSync(bytes, { level: 1 }));
  }
}

/** A process from its start to its end, seconds, and what it printed. */
function run(command, args, env = {}) {
  const start = performance.now();
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', env: { ...process.env, ...env } });
  if (status !== 0) throw new Error(error?.message ?? stderr.trim().split('\n').at(-1));
  return { seconds: (performance.now() - start) / 1000, printed: stdout };
}

/** The ways to do the work: each trains, scores the test part, keeps the weights, and gives seconds and test loss. */
function waysFor({ who, note, mnist }, folder, epochs) {
  const ways = [];
  if (who.includes('vaekit-compiled')) {
    const data = mnist === undefined ? ['--data', 'digits'] : ['--data', 'mnist', '--data-dir', mnist];
    const model = ['--hidden', '400', '--latent', '20', '--batch-size', '128', '--lr', '1e-3', '--validation', 'none'];
    ways.push({
      who: 'vaekit-compiled',
      variant: 'vaekit train, report and pictures included',
      async once() {
        const out = join(folder, 'run');
        const args = [here('../../../packages/cli/bin/vaekit.mjs'), 'train', ...data, ...model, '--epochs', String(epochs)];
        const { seconds } = run(process.execPath, [...args, '--out', out]);
        const { test } = JSON.parse(await readFile(join(out, 'result.json'), 'utf8'));
        await rm(out, { recursive: true });
        return { seconds, loss: test.loss };
      },
    });
  }
  if (who.includes('pytorch')) {
    const missing = missingModule('torch');
    if (missing !== undefined) note(`pytorch skipped: ${missing}`);
    for (const threads of missing === undefined ? new Set([availableParallelism(), 1]) : [])
      ways.push({
        who: 'pytorch',
        variant: `script, ${threads} thread${threads === 1 ? '' : 's'}`,
        async once() {
          const args = [here('../peers/python/digits_command.py'), mnist ?? folder, epochs, threads, join(folder, 'weights.pt')];
          const { seconds, printed } = run(python(), args.map(String), { OMP_NUM_THREADS: String(threads) });
          return { seconds, loss: Number(printed.trim().split('\n').at(-1)) };
        },
      });
  }
  return ways;
}

export const work = {
  title: `The whole command: ${EPOCHS} epochs of digits with the MLP, the test score and the weights kept, beside a plain PyTorch script`,
  async run(context) {
    const { mnist } = context;
    const folder = await mkdtemp(join(tmpdir(), 'vaekit-digits-'));
    const epochs = context.quick ? 1 : EPOCHS;
    const found = [];
    try {
      if (mnist === undefined) await writeDigits(folder);
      const ways = waysFor(context, folder, epochs);
      const runs = ways.map(() => []);
      for (let round = 0; round < (context.quick ? 1 : 3); round++) {
        for (let i = 0; i < ways.length; i++) {
          const at = round % 2 === 0 ? i : ways.length - 1 - i;
          runs[at].push(await ways[at].once());
        }
      }
      ways.forEach(({ who, variant }, i) => {
        const [seconds, loss] = ['seconds', 'loss'].map((field) => median(runs[i].map((one) => one[field])));
        found.push({
          work: NAME,
          who,
          variant,
          data: mnist === undefined ? 'digits' : 'mnist',
          epochs,
          seconds,
          loss,
          load: loadAverage(),
        });
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    const losses = found.map(({ loss }) => loss);
    if (losses.length > 1 && !(Math.max(...losses) <= (1 + TOLERANCE) * Math.min(...losses)))
      context.fail(
        `${NAME}: the test losses are ${losses.map((loss) => loss.toFixed(1)).join(', ')}; they do not train the same model`,
      );
    const least = (wanted) => Math.min(...found.filter(({ who }) => who === wanted).map(({ seconds }) => seconds));
    const ratio = least('vaekit-compiled') / least('pytorch');
    return {
      rows: found.map((row) => ({ ...row, best: row.seconds === least(row.who) })),
      columns: { who: 'who', variant: 'how', data: 'data', epochs: 'epochs', seconds: 'seconds', loss: 'test loss' },
      bars:
        Number.isFinite(ratio) && ratio > 0
          ? [{ work: NAME, what: 'vaekit-compiled / pytorch', value: ratio, target: 0.65, limit: 0.65 }]
          : [],
    };
  },
};
