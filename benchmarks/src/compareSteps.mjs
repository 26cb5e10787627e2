import { writeInputs } from './inputs.mjs';
import { loadAverage } from './machine.mjs';
import { median } from './median.mjs';
import { startPeer } from './peerProcess.mjs';

/** How far the loss of a contender may be from the middle of the others after the same steps, before its time is called invalid. */
const TOLERANCE = 0.03;
const BLOCK_MS = 500;
const CHECK_SECONDS = 20;

/** Words in which an engine says that it has no kernel for an operation: a fact about the engine, not a failure of the run. */
const lacksKernel = (message) => /not registered for backend|has no kernel|no lowering/i.exec(message) !== null;
const firstLine = (error) =>
  String(error.message)
    .split('\n')
    .find((line) => line.trim() !== '')
    .slice(0, 160);
const lastLine = (error) => String(error.message).trim().split('\n').at(-1).slice(0, 200);

/** The contenders that can run a spec here, each with its ways of running; and why the others cannot. */
export async function contendersFor(spec, context) {
  const contenders = [];
  for (const who of context.who) {
    const peer = await context.peer(who);
    const cannot = peer.cannot?.(spec);
    const { variants = [], missing } = cannot === undefined ? peer.variants(spec, context) : {};
    if (cannot !== undefined || missing !== undefined) {
      context.note(`${who} skipped: ${cannot ?? missing}`);
    }
    contenders.push(...variants.map((variant) => ({ who, peer, variant })));
  }
  return contenders;
}

/** The mean over the second half of the first `steps` losses. */
const settled = (losses, steps) => {
  const half = losses.slice(Math.floor(steps / 2), steps);
  return half.reduce((sum, loss) => sum + loss, 0) / half.length;
};

/** Why a contender's losses show that it does not train the same model; `undefined` when they agree. */
function disagreement({ losses }, others) {
  const steps = losses.length;
  const loss = settled(losses, steps);
  if (!(loss < losses[0])) {
    return `the loss does not go down (${losses[0].toFixed(1)} to ${loss.toFixed(1)})`;
  }
  const rest = others.filter((other) => other.losses.length >= steps).map((other) => settled(other.losses, steps));
  const middle = rest.length === 0 ? loss : median(rest);
  return Math.abs(loss / middle - 1) <= TOLERANCE
    ? undefined
    : `its loss is ${loss.toFixed(1)} where others have ${middle.toFixed(1)} after ${steps} steps`;
}

async function begin(contender, folder, context) {
  const { who, peer, variant } = contender;
  const process = startPeer(variant);
  try {
    const { info, readyMs } = await process.ask('prepare', { folder });
    const { losses } = await process.ask('check', { steps: peer.checkSteps ?? context.checkSteps, seconds: CHECK_SECONDS });
    const { ms } = await process.ask('block', { warm: 0, steps: losses.length < 10 ? 1 : 3 });
    await process.rest();
    const steps = Math.max(1, Math.min(200, Math.round((context.quick ? BLOCK_MS / 3 : BLOCK_MS) / ms)));
    context.learn(info);
    return { ...contender, slow: ms > 1000, process, readyMs, losses, steps, times: [] };
  } catch (error) {
    process.kill();
    if (lacksKernel(error.message)) {
      context.note(`${who} skipped: ${firstLine(error)}`);
    } else if (peer.optional?.(variant)) {
      context.note(`${who} (${variant.label}) skipped: ${lastLine(error)}`);
    } else {
      context.fail(`${who}${variant.label === '' ? '' : ` (${variant.label})`}: ${error.message}`);
    }
    return undefined;
  }
}

/**
 * Times a spec's step for all contenders, block by block in turn, so that whatever else the machine does falls on all of them. The order
 * turns round from round to round.
 */
export async function compareSteps(work, spec, context) {
  const inputs = await writeInputs(spec);
  const running = [];
  try {
    for (const contender of await contendersFor(spec, context)) {
      const begun = await begin(contender, inputs.folder, context);
      if (begun !== undefined) {
        running.push(begun);
      }
    }
    for (let round = 0; round < context.rounds; round++) {
      for (const one of round % 2 === 0 ? running : running.toReversed()) {
        if (round >= (one.peer.rounds ?? (one.slow ? 3 : Infinity))) {
          continue;
        }
        one.process.wake();
        const { ms, loss } = await one.process.ask('block', { warm: one.slow ? 0 : 2, steps: one.steps });
        await one.process.rest();
        if (!Number.isFinite(loss)) {
          context.fail(`${one.who}: the loss is ${loss}`);
        }
        one.times.push(ms);
      }
    }
  } finally {
    running.forEach(({ process }) => process.kill());
    await inputs.remove();
  }
  return rowsOf(work, running, context);
}

function rowsOf(work, running, context) {
  const load = loadAverage();
  const all = running.map((one) => {
    const invalid = disagreement(
      one,
      running.filter((other) => other.who !== one.who),
    );
    if (invalid !== undefined) {
      context.fail(`${work}: ${one.who} (${one.variant.label}) is invalid: ${invalid}`);
    }
    const spread = [Math.min(...one.times), Math.max(...one.times)];
    return {
      work,
      who: one.who,
      variant: one.variant.label,
      ms: median(one.times),
      spread,
      loss: settled(one.losses, one.losses.length),
      lossSteps: one.losses.length,
      ...(invalid === undefined ? {} : { invalid }),
      load,
    };
  });
  const valid = all.filter(({ invalid }) => invalid === undefined);
  const best = (who) => Math.min(...valid.filter((row) => row.who === who).map(({ ms }) => ms));
  const ratio = (ms, other) => (Number.isFinite(other) ? ms / other : undefined);
  return all.map((row) => ({
    ...row,
    best: row.ms === best(row.who),
    ratioToBestPytorch: ratio(row.ms, best('pytorch')),
    ratioToStockTfjs: ratio(row.ms, best('tfjs-wasm')),
  }));
}

/** The best time of a contender among rows; `undefined` where it has none. */
const bestTime = (rows, who) => rows.find((row) => row.who === who && row.best)?.ms;

/** A bar on the ratio of two contenders' best times; `undefined` when one of them did not run. */
export function ratioBar(rows, { ours = 'vaekit-compiled', theirs, target, limit = target }) {
  const [a, b] = [bestTime(rows, ours), bestTime(rows, theirs)];
  return a === undefined || b === undefined
    ? undefined
    : { work: rows[0].work, what: `${ours} / ${theirs}`, value: a / b, target, limit };
}
