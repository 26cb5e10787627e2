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
  /** Whose gradients are outputs: of one player, or of several that move together. */
  readonly players: readonly NamedPlayer[];
}

/** A player by its name. */
export interface NamedPlayer {
  readonly name: string;
  readonly player: Player;
}

/** What an output of the player at a place is called: as it is of the first one. */
export const outputName = (at: number, name: string): string => (at === 0 ? name : `${at}/${name}`);

/**
 * A step as a graph. Outputs: `loss`, `sum/…` (weighted sums of terms), `examples`, `gradient/…` by variable (only where there is one) and `next/…`, the new state; of a second
 * player `1/loss` and `1/gradient/…`, and so on. Each player's trace has the whole pass: equal operations become one when the graph is compiled.
 */
export function traceStep({ model, shapes, schedules, dataSize, players }: StepRequest): Graph {
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
  return recordTrace({
    inputs,
    variables,
    run(placeholders) {
      const pick = (kind: string, names: readonly string[]) =>
        Object.fromEntries(names.map((name) => [name, placeholders[`${kind}/${name}`]!]));
      const batch = pick('batch', Object.keys(shapes)) as unknown as Batch;
      const forward = (): Outcome =>
        model.forward({
          batch,
          noise: pick('noise', Object.keys(noise)) as Noise,
          schedule: pick('schedule', schedules) as Schedule,
          mode: 'train',
          dataSize,
        });
      const outputs: Record<string, tf.Tensor> = {};
      players.forEach(({ name: who, player }, at) => {
        const moved = player.variables.map((name) => [name, model.variables[name]!] as const);
        let outcome: Outcome | undefined;
        const { value, grads } = tf.variableGrads(
          () => lossOf('compiled', (outcome = forward()), who, batch),
          moved.map(([, variable]) => variable),
        );
        outputs[outputName(at, 'loss')] = value;
        if (at === 0) Object.assign(outputs, ofStep(outcome!, batch.weight ?? tf.ones([batchSize])));
        for (const [name, variable] of moved)
          if (grads[variable.name] !== undefined) outputs[outputName(at, `gradient/${name}`)] = grads[variable.name]!;
      });
      return outputs;
    },
  });
}

/** What a step gives whoever moves. */
const ofStep = ({ terms, nextState = {} }: Outcome, weight: tf.Tensor): Record<string, tf.Tensor> => ({
  examples: tf.sum(weight),
  ...Object.fromEntries(Object.entries(terms).map(([name, term]) => [`sum/${name}`, tf.sum(tf.mul(term, weight))])),
  ...Object.fromEntries(Object.entries(nextState).map(([name, tensor]) => [`next/${name}`, tensor])),
});
