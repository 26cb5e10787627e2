// `node packages/cli/scripts/checkDemo.mjs RUN`: does a class model draw what it is asked for?
// A classifier of its own, which never sees the model, is trained on the training digits and must be right on at least 95 % of the held-out
// ones. It then judges 100 samples of each class at temperature 1: at least 80 % must be called by their class over all, and 60 % in every
// class. Prints the shares; exit code 1 if one is below.

import * as tf from '@tensorflow/tfjs';
import { batches, randomStream, sample } from '@vaekit/core';
import { digits } from '@vaekit/datasets';
import { openRun } from '@vaekit/runs';
import { folderRunStore } from '@vaekit/runs/node';
import { useWasm } from '@vaekit/wasm/node';

const perClass = 100;
const wanted = { heldOut: 0.95, overall: 0.8, everyClass: 0.6 };

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('checkDemo: expected the folder of a class model, such as vaekit-demo/class-mean-cvae\n');
  process.exit(2);
}
tf.enableProdMode();
await useWasm();

const run = await openRun(folderRunStore(folder));
const classes = run.model.classes;
if (run.config.data.name !== 'digits' || classes !== 10) {
  process.stderr.write(
    `checkDemo: ${folder} is a ${run.config.options.model} on ${run.config.data.name}; expected a class model on digits\n`,
  );
  process.exit(2);
}

const data = await digits();
const { classifier, heldOut } = await trainClassifier(data);
console.log(`classifier: ${percent(heldOut)} of 2,000 held-out digits right (at least ${percent(wanted.heldOut)})`);

const labels = Array.from({ length: classes * perClass }, (_, i) => Math.floor(i / perClass));
const images = sample(run.model, { labels, temperature: 1, seed: 0 });
const answers = await predict(classifier, images);
const shares = Array.from({ length: classes }, (_, label) =>
  share(
    labels.map((one, i) => one === label && answers[i] === label),
    perClass,
  ),
);
const overall = share(
  labels.map((label, i) => answers[i] === label),
  labels.length,
);
console.log(
  `samples: ${percent(overall)} of ${labels.length.toLocaleString('en')} called by their class (at least ${percent(wanted.overall)})`,
);
console.log(
  `by class: ${shares.map((value, label) => `${label}: ${percent(value)}`).join('  ')} (each at least ${percent(wanted.everyClass)})`,
);

const failed = heldOut < wanted.heldOut || overall < wanted.overall || shares.some((value) => value < wanted.everyClass);
console.log(failed ? 'demo check: FAILED' : 'demo check: passed');
process.exitCode = failed ? 1 : 0;

/** A dense classifier, 784-512-10 with dropout, Adam, 15 epochs over digits that are moved by up to two pixels. */
async function trainClassifier({ train, test }) {
  const seeded = (seed) => tf.initializers.glorotUniform({ seed });
  const model = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [28, 28, 1] }),
      tf.layers.dense({ units: 512, activation: 'relu', kernelInitializer: seeded(1) }),
      tf.layers.dropout({ rate: 0.3, seed: 3 }),
      tf.layers.dense({ units: 10, kernelInitializer: seeded(2) }),
    ],
  });
  const optimizer = tf.train.adam(1e-3);
  const stream = randomStream(0);
  const source = batches(train, { batchSize: 100, seed: 0 });
  for (let epoch = 0; epoch < 15; epoch++) {
    for (const { x, y } of source.epoch(epoch)) {
      tf.tidy(() => {
        const input = moved(tf.tensor(x.data, x.shape), stream.below(5) - 2, stream.below(5) - 2);
        const target = tf.oneHot(tf.tensor1d(y.data, 'int32'), 10);
        optimizer.minimize(() => tf.losses.softmaxCrossEntropy(target, model.apply(input, { training: true })));
      });
    }
  }
  const [all] = batches(test, { batchSize: test.x.shape[0], shuffle: false }).epoch(0);
  const found = await predict(model, tf.tensor(all.x.data, all.x.shape));
  return {
    classifier: model,
    heldOut: share(
      [...all.y.data].map((label, i) => found[i] === label),
      found.length,
    ),
  };
}

/** Images moved down and to the right; what leaves is lost, what comes in is black. */
function moved(x, down, right) {
  const [rows, height, width] = x.shape;
  const padded = tf.pad(x, [
    [0, 0],
    [2, 2],
    [2, 2],
    [0, 0],
  ]);
  return tf.slice(padded, [0, 2 - down, 2 - right, 0], [rows, height, width, 1]);
}

async function predict(model, x) {
  const answers = tf.tidy(() => tf.argMax(model.predict(x), 1));
  const data = await answers.data();
  answers.dispose();
  return data;
}

function share(hits, total) {
  return hits.filter(Boolean).length / total;
}

function percent(value) {
  return `${(100 * value).toFixed(1)} %`;
}
