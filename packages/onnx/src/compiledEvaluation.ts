import type { Batch, BatchShapes, Noise, PreparedEvaluation, Trainable } from '@vaekit/core';
import { evaluationSums } from '@vaekit/core';
import type { CompiledOptions } from './compiledOptions.js';
import { compileFunction } from './compileFunction.js';
import { stepInputs } from './record/stepInputs.js';
import { unlessRefused } from './record/unlessRefused.js';

const TERM = 'term/';

/** A model's scores on batches of one shape as a graph; undefined where they cannot be one, though the training step can. */
export async function compiledEvaluation(
  model: Trainable,
  shapes: BatchShapes,
  dataSize: number,
  options: CompiledOptions,
): Promise<PreparedEvaluation | undefined> {
  const inputs = stepInputs(model.noise('evaluate'), shapes);
  const nameOf = (kind: string, name: string): string => `${kind}/${name}`;
  const compiled = await unlessRefused(
    compileFunction(
      (given) => {
        const pick = (wanted: string) =>
          Object.fromEntries(inputs.flatMap(({ kind, name }) => (kind === wanted ? [[name, given[nameOf(kind, name)]!]] : [])));
        const { examples, loss, terms } = evaluationSums('compiled', model, {
          batch: pick('batch') as unknown as Batch,
          noise: pick('noise') as Noise,
          dataSize,
        });
        return { examples, loss, ...Object.fromEntries(Object.entries(terms).map(([name, term]) => [TERM + name, term])) };
      },
      {
        inputs: Object.fromEntries(inputs.map(({ kind, name, shape, dtype }) => [nameOf(kind, name), { shape, dtype }])),
        variables: { ...model.variables, ...model.state },
      },
      options,
    ),
  );
  if (compiled === undefined) return undefined;
  return {
    sync: compiled.sync,
    async run(batch, noise) {
      const given = inputs.map(({ kind, name }) => [nameOf(kind, name), kind === 'batch' ? batch[name]!.data : noise[name]!]);
      const results = await compiled.run(Object.fromEntries(given));
      const sum = (name: string): number => results[name]!.data[0]!;
      return {
        examples: sum('examples'),
        loss: sum('loss'),
        terms: Object.fromEntries(
          Object.keys(results).flatMap((name) => (name.startsWith(TERM) ? [[name.slice(TERM.length), sum(name)]] : [])),
        ),
      };
    },
    dispose: compiled.dispose,
  };
}
