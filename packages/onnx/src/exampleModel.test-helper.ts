import {
  type AnyPartFactory,
  type Corruption,
  type ExamplesInMemory,
  type InputTransform,
  type Likelihood,
  mlp,
  type Objective,
  type Part,
  type PartConfig,
  partFactories,
  type PartRole,
  type Posterior,
  type Prior,
  randomStream,
  sample,
  vae,
  type Vae,
} from '@vaekit/core';

/** Rows of the examples of a part's model. */
export const ROWS = 12;

/** A part of the registry by its description. */
export function remade<P extends Part<unknown>>(role: PartRole, config: PartConfig): P {
  const factory = partFactories.find((known) => known.role === role && known.kind === config.kind);
  if (factory === undefined) throw new Error(`the example names the ${role} '${config.kind}', which is not in the registry`);
  return factory.from(config, remade) as P;
}

/** The small model of a part's example. */
export function exampleModel({ example }: AnyPartFactory): Vae {
  const { event = [6], latent = [3], classes, parts } = example;
  const { posterior, prior, likelihood, objective, corruption, input } = parts;
  return vae({
    encoder: mlp({ hidden: [8], activation: 'tanh' }),
    decoder: mlp({ hidden: [8], activation: 'tanh' }),
    event,
    latent,
    ...(classes === undefined ? {} : { condition: { classes } }),
    ...(posterior === undefined ? {} : { posterior: remade<Posterior>('posterior', posterior) }),
    ...(prior === undefined ? {} : { prior: remade<Prior>('prior', prior) }),
    ...(likelihood === undefined ? {} : { likelihood: remade<Likelihood>('likelihood', likelihood) }),
    ...(objective === undefined ? {} : { objective: remade<Objective>('objective', objective) }),
    ...(corruption === undefined ? {} : { corruption: remade<Corruption>('corruption', corruption) }),
    ...(input === undefined ? {} : { input: remade<InputTransform>('input', input) }),
  });
}

/** Values that the model's likelihood describes. */
export function exampleData(model: Vae): ExamplesInMemory {
  const shape = [ROWS, ...model.event];
  const uniform = randomStream(5).fillUniform(new Float32Array(shape.reduce((product, extent) => product * extent, 1)));
  const bits = uniform.map((value) => (value < 0.4 ? 1 : 0));
  const { support } = model.likelihood;
  const x = { data: support === 'categories' || support === 'counts' ? bits : uniform, shape };
  // What a grid or the columns of a table allow, draws of the model itself have.
  if (support === 'columns' || support === 'levels') {
    const drawn = sample(model, { count: ROWS, draw: true, seed: 5 });
    x.data = Float32Array.from(drawn.dataSync());
    drawn.dispose();
  }
  if (model.classes === undefined) return { x };
  return { x, y: { data: Int32Array.from({ length: ROWS }, (_, i) => i % model.classes!), shape: [ROWS] } };
}
