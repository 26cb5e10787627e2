import { fileURLToPath } from 'node:url';
import { compareSteps } from '../compareSteps.mjs';
import { loadAverage } from '../machine.mjs';
import { CONV, modelSpec } from '../modelSpec.mjs';
import { startPeer } from '../peerProcess.mjs';

const NAME = 'conv-eager';
const [OURS, THEIRS] = ['vaekit-wasm', 'tfjs-cpu'];
/** The CPU backend needs seconds for an example, so the two are timed side by side on a small batch. */
const SMALL = modelSpec({ ...CONV, batch: 4 });
const EPOCHS = 10;

/** A few steps have to do for the CPU backend, which other works leave out for convolutions. */
const patient = (peer) => ({ ...peer, cannot: undefined, checkSteps: 2, rounds: 1 });

/** Trains for so many epochs on digits with our kernels, from the first batch to the last. */
async function trainOnDigits(epochs) {
  const process = startPeer({
    command: globalThis.process.execPath,
    args: [fileURLToPath(new URL('../digitsEpochs.mjs', import.meta.url))],
  });
  try {
    return await process.ask('train', { epochs, batch: CONV.batch });
  } finally {
    process.kill();
  }
}

export const work = {
  title: `${EPOCHS} epochs of the convolutional VAE of keras-io on digits without compilation, batch ${CONV.batch}, Adam: our WASM kernels and the CPU backend of tfjs`,
  async run(context) {
    const small = await compareSteps(NAME, SMALL, {
      ...context,
      who: [OURS, THEIRS].filter((who) => context.who.includes(who)),
      peer: async (name) => (name === THEIRS ? patient(await context.peer(name)) : context.peer(name)),
    });
    const rows = small.map((row) => ({
      ...row,
      model: `batch ${SMALL.batch}`,
      what: 'steps',
      batch: SMALL.batch,
      perExample: row.ms / SMALL.batch,
    }));

    const epochs = context.quick ? 1 : EPOCHS;
    let ours;
    if (context.who.includes(OURS)) {
      const { examples, steps, seconds, losses } = await trainOnDigits(epochs);
      if (!losses.every((loss, i) => Number.isFinite(loss) && (i === 0 || loss < losses[0]))) {
        context.fail(`${NAME}: ${OURS} does not learn; its losses are ${losses.map((loss) => loss.toFixed(1)).join(', ')}`);
      }
      const ms = (1000 * seconds) / steps;
      ours = { examples, steps: (steps / epochs) * EPOCHS, seconds: (seconds / epochs) * EPOCHS };
      rows.push({
        work: NAME,
        who: OURS,
        model: 'epochs',
        what: epochs === EPOCHS ? `${EPOCHS} epochs, run` : `${EPOCHS} epochs, extrapolated from ${epochs}`,
        batch: CONV.batch,
        steps: ours.steps,
        ms,
        perExample: ms / CONV.batch,
        seconds: ours.seconds,
        loss: losses.at(-1),
        lossSteps: steps,
        load: loadAverage(),
      });
    }

    const theirs = rows.find(({ who, invalid }) => who === THEIRS && invalid === undefined);
    const bars = [];
    if (ours !== undefined && theirs !== undefined) {
      const ms = theirs.perExample * CONV.batch;
      const seconds = (ms / 1000) * ours.steps;
      context.note(
        `${THEIRS} would take ${(seconds / 3600).toFixed(0)} hours: its time is that of an example in steps of ${SMALL.batch}, times ${ours.steps} · ${CONV.batch}`,
      );
      rows.push({
        work: NAME,
        who: THEIRS,
        model: 'epochs',
        what: `${EPOCHS} epochs, extrapolated from steps of ${SMALL.batch}`,
        batch: CONV.batch,
        steps: ours.steps,
        ms,
        perExample: theirs.perExample,
        seconds,
        load: theirs.load,
      });
      bars.push({
        work: NAME,
        what: `${THEIRS} (extrapolated) / ${OURS}, ${EPOCHS} epochs of digits`,
        value: seconds / ours.seconds,
        target: 4,
        limit: 4,
        atLeast: true,
      });
    }
    if (ours !== undefined) {
      context.note(`an epoch: ${ours.examples} digits in ${ours.steps / EPOCHS} steps of ${CONV.batch}, the last one padded`);
    }
    return {
      rows,
      shown: rows.map((row) => ({ ...row, batch: String(row.batch), lossSteps: String(row.lossSteps ?? '') })),
      columns: {
        who: 'who',
        what: 'what',
        batch: 'batch',
        steps: 'steps',
        ms: 'ms a step',
        perExample: 'ms an example',
        seconds: 'seconds',
        loss: 'loss',
        lossSteps: 'after steps',
        invalid: '',
      },
      bars,
    };
  },
};
