import { compareSteps, ratioBar } from '../compareSteps.mjs';

const columns = {
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

/** A work that times one training step for all contenders, and the bars on its ratios. */
export const stepWork = ({ name, title, spec, bars }) => ({
  title,
  async run(context) {
    const rows = await compareSteps(name, spec, context);
    const shown = rows.map((row) => ({ ...row, fastest: row.spread[0], slowest: row.spread[1] }));
    return { rows, shown, columns, bars: bars.map((bar) => ratioBar(rows, bar)).filter((bar) => bar !== undefined) };
  },
});
