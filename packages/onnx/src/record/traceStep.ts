import * as tf from '@tensorflow/tfjs';
import type { Batch, BatchShapes, Noise, Outcome, Player, Schedule, Trainable } from '@vaekit/core';
import { lossOf } from '@vaekit/core';
import type { Graph } from '../graph/graph.js';
import { recordTrace, type TraceInput, type TraceVariable } from './recordTrace.js';
import { stepInputs } from './stepInputs.js';

/** What a traced step is specialized to. */
export interface StepRequest {
  readonly model: Trainable;
  readonly shapes: BatchShapes;
  readonly schedules: readonly string[];
  readonly dataSize: number;
  /** Whose gradients are outputs. */
  readonly player: { readonly name: string; readonly player: Player };
}

/**
 * One player's step as a graph. Outputs: `loss`, `term/…` (`[batch]` each), `sum/…` (weighted sums), `examples`, `gradient/…` by variable
 * (only where there is one) and `next/…`, the new state.
 */
export function traceStep({ model, shapes, schedules, dataSize, player }: StepRequest): Graph {
  const batchSize = shapes['x']![0]!;
  const noise = model.noise('train');
  const inputs: TraceInput[] = [
    ...stepInputs(noise, shapes),
    ...schedules.map((name): TraceInput => ({ kind: 'schedule', name, shape: [], dtype: 'float32' })),
  ];
  const variables: TraceVariable[] = [
    ...Object.entries(model.variables).map(([name, variable]): TraceVariable => ({ kind: 'variable', name, variable })),
    ...Object.entries(model.state ?? {}).map(([name, variable]): TraceVariable => ({ kind: 'state', name, variable })),
  ];
  const moved = player.player.variables.map((name) => [name, model.variables[name]!] as const);

  return recordTrace({
    inputs,
    variables,
    run(placeholders) {
      const pick = (kind: string, names: readonly string[]) =>
        Object.fromEntries(names.map((name) => [name, placeholders[`${kind}/${name}`]!]));
      const batch = pick('batch', Object.keys(shapes)) as unknown as Batch;
      let outcome: Outcome | undefined;
      const { value, grads } = tf.variableGrads(
        () => {
          outcome = model.forward({
            batch,
            noise: pick('noise', Object.keys(noise)) as Noise,
            schedule: pick('schedule', schedules) as Schedule,
            mode: 'train',
            dataSize,
          });
          return lossOf('compiled', outcome, player.name, batch);
        },
        moved.map(([, variable]) => variable),
      );
      const { terms, nextState = {} } = outcome!;
      const weight = batch.weight ?? tf.ones([batchSize]);
      return {
        loss: value,
        examples: tf.sum(weight),
        ...Object.fromEntries(Object.entries(terms).map(([name, term]) => [`sum/${name}`, tf.sum(tf.mul(term, weight))])),
        ...Object.fromEntries(
          moved.flatMap(([name, variable]) =>
            grads[variable.name] === undefined ? [] : [[`gradient/${name}`, grads[variable.name]!]],
          ),
        ),
        ...Object.fromEntries(Object.entries(nextState).map(([name, tensor]) => [`next/${name}`, tensor])),
      };
    },
  });
}
