import { compareSteps } from '../compareSteps.mjs';
import { CONV, modelSpec } from '../modelSpec.mjs';

const NAME = 'conv-eager';
const [OURS, THEIRS] = ['vaekit-wasm', 'tfjs-cpu'];
/** The CPU backend needs seconds for an example, so both are timed on a small batch, and ours on the usual one as well. */
const SMALL = modelSpec({ ...CONV, batch: 4 });
/** Steps in ten epochs of the 9,000 digits that `vaekit train --data digits` trains on. */
const STEPS = 10 * Math.ceil(9000 / CONV.batch);

/** A few steps have to do for the CPU backend, which other works leave out for convolutions. */
const patient = (peer) => ({ ...peer, cannot: undefined, checkSteps: 2, rounds: 1 });

const shown = (row, { batch }) => ({
  ...row,
  batch,
  perExample: row.ms / batch,
  fastest: row.spread[0],
  slowest: row.spread[1],
});

export const work = {
  title: 'Training step of the convolutional VAE of keras-io without compilation, Adam: WASM beside the CPU backend of tfjs',
  async run(context) {
    const compare = async (spec, names) => {
      const rows = await compareSteps(NAME, spec, {
        ...context,
        who: names.filter((who) => context.who.includes(who)),
        peer: async (name) => (name === THEIRS ? patient(await context.peer(name)) : context.peer(name)),
      });
      return rows.map((row) => shown(row, spec));
    };
    const small = await compare(SMALL, [OURS, THEIRS]);
    const usual = await compare(CONV, [OURS]);
    const rows = [...small, ...usual];
    const perExample = (list, who) => list.find((row) => row.who === who)?.perExample;
    const [ours, theirs] = [perExample(small, OURS), perExample(small, THEIRS)];
    const both = ours !== undefined && theirs !== undefined;
    if (usual.length > 0) {
      context.note(
        `ten epochs of digits, ${STEPS} steps of ${CONV.batch}, at this rate: ${((usual[0].ms * STEPS) / 60_000).toFixed(1)} minutes`,
      );
    }
    return {
      rows,
      columns: {
        who: 'who',
        batch: 'batch',
        ms: 'ms a step',
        fastest: 'fastest',
        slowest: 'slowest',
        perExample: 'ms an example',
        loss: 'loss',
        invalid: '',
      },
      bars: both
        ? [{ work: NAME, what: `${OURS} / ${THEIRS}, batch ${SMALL.batch}`, value: ours / theirs, target: 0.25, limit: 0.25 }]
        : [],
    };
  },
};
