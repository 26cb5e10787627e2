// The process of one contender written in JavaScript: `node serve.mjs PEER OPTIONS`. It does what it is told on stdin, one JSON line at a
// time, and answers each on stdout with one JSON line; `peers/python/protocol.py` is the same for Python.
import { createInterface } from 'node:readline';
import { readInputs } from './inputs.mjs';
import { peakMemory } from './peakMemory.mjs';
import { peers } from './peers/index.mjs';

const [name, options] = process.argv.slice(2);
const peer = await peers[name]();
let trainer;
let inputs;

const answers = {
  /** Builds the model and readies its step; `readyMs` is the time of what the contender does between a built model and the first step. */
  async prepare({ folder }) {
    inputs = await readInputs(folder);
    trainer = await peer.open(inputs, JSON.parse(options));
    return { info: trainer.info ?? {}, readyMs: trainer.readyMs };
  },
  /** Steps whose losses are read one by one, at least four and no more than the seconds allow; not timed. */
  async check({ steps, seconds }) {
    const losses = [];
    const start = performance.now();
    while (losses.length < Math.min(4, steps) || (losses.length < steps && performance.now() - start < seconds * 1000)) {
      await trainer.step();
      losses.push(await trainer.readLoss());
    }
    return { losses };
  },
  /** `steps` timed steps behind `warm` ones that are not counted; the mean loss is read once, inside the time. */
  async block({ warm, steps }) {
    for (let i = 0; i < warm; i++) {
      await trainer.step();
    }
    if (warm > 0) {
      await trainer.readLoss();
    }
    const start = performance.now();
    for (let i = 0; i < steps; i++) {
      await trainer.step();
    }
    const loss = await trainer.readLoss();
    return { ms: (performance.now() - start) / steps, loss, peakMemory: peakMemory() };
  },
};

const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);
for await (const line of createInterface({ input: process.stdin })) {
  const { ask, ...request } = JSON.parse(line);
  try {
    say(await answers[ask](request));
  } catch (error) {
    say({ error: String(error?.stack ?? error) });
  }
}
process.exit(0);
