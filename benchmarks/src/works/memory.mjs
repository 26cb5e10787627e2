import { contendersFor } from '../compareSteps.mjs';
import { writeInputs } from '../inputs.mjs';
import { loadAverage } from '../machine.mjs';
import { MLP } from '../modelSpec.mjs';
import { startPeer } from '../peerProcess.mjs';

const STEPS = 200;
const CONTENDERS = ['vaekit-compiled', 'vaekit-wasm', 'tfjs-wasm', 'pytorch', 'jax'];

export const work = {
  title: `Peak resident memory of a fresh process that trains the MLP for ${STEPS} steps`,
  async run(context) {
    const who = context.who.filter((name) => CONTENDERS.includes(name));
    const contenders = (await contendersFor(MLP, { ...context, who })).filter(({ peer, variant }) => !peer.optional?.(variant));
    const inputs = await writeInputs(MLP);
    const rows = [];
    for (const { who: name, variant } of contenders) {
      const process = startPeer(variant);
      try {
        await process.ask('prepare', { folder: inputs.folder });
        const { peakMemory } = await process.ask('block', { warm: 0, steps: STEPS });
        rows.push({ work: 'memory', who: name, variant: variant.label, megabytes: peakMemory / 2 ** 20, load: loadAverage() });
      } catch (error) {
        context.fail(`memory: ${name}: ${error.message}`);
      } finally {
        process.kill();
      }
    }
    await inputs.remove();
    const least = (wanted) => Math.min(...rows.filter((row) => row.who === wanted).map(({ megabytes }) => megabytes));
    const torch = least('pytorch');
    const ours = least('vaekit-compiled');
    const withRatio = rows.map((row) => ({
      ...row,
      best: row.megabytes === least(row.who),
      ...(Number.isFinite(torch) ? { ratioToBestPytorch: row.megabytes / torch } : {}),
    }));
    return {
      rows: withRatio,
      columns: { who: 'who', variant: 'how', megabytes: 'MiB', ratioToBestPytorch: '/ PyTorch' },
      bars:
        Number.isFinite(torch) && Number.isFinite(ours)
          ? [{ work: 'memory', what: 'vaekit-compiled / pytorch', value: ours / torch, target: 0.7, limit: 0.7 }]
          : [],
    };
  },
};
