import type { ElementNumbers, ScaledOptions, Vae } from '@vaekit/core';
import type { PriorMoments } from './exportManifest.js';

/** How the mean of p(x|z) comes from the decoder's outputs, in tfjs. */
export function meanCode(model: Vae): string | undefined {
  const names = model.likelihood.parameters.map(({ name }) => name);
  const output = names.length === 1 ? 'outputs' : `outputs[${Math.max(0, names.indexOf('mean'))}]`;
  switch (model.config.likelihood.kind) {
    case 'bernoulli':
      return `tf.sigmoid(${output})`;
    case 'poisson':
    case 'negativeBinomial':
      return `tf.exp(${names.length === 1 ? 'outputs' : 'outputs[0]'})`;
    case 'discretizedLogistic':
      return names.includes('mean') ? `tf.clipByValue(${output}, 0, 1)` : undefined;
    case 'scaled': {
      const { mean, deviation } = model.config.likelihood as unknown as ScaledOptions;
      const shape = `[1, ${model.event.join(', ')}]`;
      const code = (value: ElementNumbers): string =>
        typeof value === 'number'
          ? String(value)
          : value.length === 1
            ? String(value[0])
            : `tf.tensor(${JSON.stringify(value)}, ${shape})`;
      return `tf.add(tf.mul(${output}, ${code(deviation)}), ${code(mean)})`;
    }
    default:
      return names.includes('mean') ? output : undefined;
  }
}

/** Four samples in a page, line by line. */
export function sampleCode(model: Vae, prior: PriorMoments | undefined, mean: string | undefined): string[] {
  const classed = model.prior.classes !== undefined;
  const standard = prior !== undefined && [...prior.mean, ...prior.logVar].every((row) => row.every((value) => value === 0));
  const conditioned = model.decoder.inputShapes.length > 1;
  const width = model.latent.join(', ');
  return [
    "import * as tf from '@tensorflow/tfjs';",
    "const decoder = await tf.loadLayersModel('decoder/model.json');",
    ...(model.classes === undefined ? [] : ["const y = tf.tensor1d([3, 3, 3, 7], 'int32'); // labels"]),
    ...(prior === undefined
      ? ['// z: codes from the prior, whose variables are in parts.bin']
      : [
          `const eps = tf.randomNormal([4, ${width}]);`,
          ...(standard
            ? ['const z = eps; // the prior is N(0, I)']
            : [
                "const { prior } = await (await fetch('manifest.json')).json();",
                `const of = (table) => ${classed ? 'tf.reshape(tf.gather(tf.tensor2d(table), y), eps.shape)' : 'tf.reshape(tf.tensor2d(table), [1, ...eps.shape.slice(1)])'};`,
                'const z = tf.add(of(prior.mean), tf.mul(tf.exp(tf.mul(of(prior.logVar), 0.5)), eps));',
              ]),
        ]),
    `const outputs = decoder.predict(${conditioned ? `[z, tf.oneHot(y, ${model.classes!})]` : 'z'});`,
    ...(mean === undefined ? [] : [`const samples = ${mean};`]),
  ];
}

/** Examples to codes and back in a page, line by line, of a model that has no prior to sample from. */
export function decodeCode({ posterior }: Vae, mean: string | undefined): string[] {
  const names = posterior.state === undefined ? ['encoder', 'decoder'] : ['decoder'];
  return [
    "import * as tf from '@tensorflow/tfjs';",
    ...names.map((name) => `const ${name} = await tf.loadLayersModel('${name}/model.json');`),
    posterior.state === undefined
      ? 'const z = encoder.predict(x); // x: a tensor of examples'
      : "// z: codes, from the encoder's output and the posterior's state, which is in parts.bin",
    'const outputs = decoder.predict(z);',
    ...(mean === undefined ? [] : [`const reconstructions = ${mean};`]),
  ];
}
