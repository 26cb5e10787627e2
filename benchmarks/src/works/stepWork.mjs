import { compareSteps, ratioBar } from '../compareSteps.mjs';

/** The columns of a table of steps. */
export const stepColumns = {
  who: 'who',
  variant: 'how',
  ms: 'ms a step',
  fastest: 'fastest',
  slowest: 'slowest',
  ratioToBestPytorch: '/ PyTorch',
  ratioToStockTfjs: '/ tfjs-wasm',
  loss: 'loss',
  invalid: '',
};

/** Rows of steps as they are shown: the spread of the blocks by its ends. */
export const shownSteps = (rows) => rows.map((row) => ({ ...row, fastest: row.spread[0], slowest: row.spread[1] }));

/** A work that times one training step for all contenders, and the bars on its ratios. */
export const stepWork = ({ name, title, spec, bars }) => ({
  title,
  async run(context) {
    const rows = await compareSteps(name, spec, context);
    const held = bars.map((bar) => ratioBar(rows, bar)).filter((bar) => bar !== undefined);
    return { rows, shown: shownSteps(rows), columns: stepColumns, bars: held };
  },
});
