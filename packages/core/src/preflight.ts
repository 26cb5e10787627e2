import * as tf from '@tensorflow/tfjs';
import { messageOf, sizeFromShape } from '@vaekit-internal/base';
import type { Batch, BatchShapes, KnowsExamples, Noise, Schedule, Trainable } from './contract.js';
import { withGradientMends } from './gradients/withGradientMends.js';
import { lossOf } from './lossOf.js';
import { playersOf } from './players.js';
import { drawNoise } from './random/drawNoise.js';
import { randomStream } from './random/randomStream.js';

/** Options of {@link preflight}. */
export interface PreflightOptions {
  /** Shapes of a batch, its size included, for a model that does not know its examples: `{ x: [2, 784] }`. */
  readonly shapes?: BatchShapes;
  /** Whether second gradients are asked for too, as a gradient penalty needs them. Default false. */
  readonly secondOrder?: boolean;
}

/** One thing that would stop a training. */
export interface PreflightProblem {
  /** When: in the forward pass, in its gradient, or in the gradient's gradient. */
  readonly pass: 'forward' | 'gradient' | 'second gradient';
  /** The operation of tfjs, where it could be told. */
  readonly op?: string;
  /** What is wrong, and what to do. */
  readonly message: string;
}

/** What {@link preflight} found. */
export interface PreflightReport {
  /** Whether the model trains on this backend. */
  readonly ok: boolean;
  readonly backend: string;
  /** The operations that ran, sorted. */
  readonly ops: readonly string[];
  readonly problems: readonly PreflightProblem[];
}

type Pass = PreflightProblem['pass'];

const passes: readonly Pass[] = ['forward', 'gradient', 'second gradient'];

function batchShapes(model: Trainable & KnowsExamples, { shapes }: PreflightOptions): BatchShapes {
  if (shapes !== undefined) return shapes;
  if (model.event === undefined)
    throw new Error('preflight: the model does not say what its examples look like; give `shapes`, as { x: [2, 784] }');
  const { event, classes, conditionWidth } = model;
  const y = classes !== undefined ? [2] : conditionWidth !== undefined ? [2, conditionWidth] : undefined;
  return { x: [2, ...event], ...(y === undefined ? {} : { y }) };
}

/** The smallest batch that can be thought of: numbers between 0 and 1, class 0. */
const probe = (shapes: BatchShapes): Batch =>
  Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      if (name === 'index' || (name === 'y' && shape.length === 1)) return [name, tf.zeros([...shape], 'int32')];
      if (name === 'weight' || name === 'mask') return [name, tf.ones([...shape])];
      const values = randomStream(1).fillUniform(new Float32Array(sizeFromShape(shape)));
      return [name, tf.tensor(values, [...shape])];
    }),
  ) as unknown as Batch;

/** What a message of tfjs says of an operation. */
function explain(pass: Pass, backend: string, error: unknown): PreflightProblem {
  const text = messageOf(error);
  const missing = /Kernel '(\w+)' not registered for backend '(\w+)'/.exec(text);
  if (missing) {
    const advice =
      backend === 'wasm'
        ? 'install `@vaekit/wasm`, which brings what training needs, or take another backend'
        : 'take another backend, or another layer';
    return { pass, op: missing[1]!, message: `\`${missing[1]}\` is not there on the ${missing[2]} backend; ${advice}` };
  }
  const without = /gradient function not found for (\w+)/.exec(text);
  if (without) {
    const what = pass === 'second gradient' ? 'no gradient of its gradient' : 'no gradient';
    return {
      pass,
      op: without[1]!,
      message: `\`${without[1]}\` has ${what}; compute it from other operations, or put stopGradient around it`,
    };
  }
  if (/Cannot compute gradient of y=f\(x\) with respect to x|Cannot find a connection between any variable/.test(text)) {
    return {
      pass,
      message:
        pass === 'second gradient'
          ? 'the gradient does not depend on the variables, so it has no gradient of its own'
          : 'the loss does not depend on any variable of the player; is everything behind a stopGradient, or read with dataSync?',
    };
  }
  return { pass, message: text };
}

/** One player's loss, to the given pass; everything it makes is disposed. */
function attempt(
  model: Trainable,
  player: string,
  pass: Pass,
  input: { readonly batch: Batch; readonly noise: Noise; readonly schedule: Schedule; readonly dataSize: number },
): void {
  tf.tidy(() =>
    withGradientMends(() => {
      const names = playersOf(model)[player]!.variables;
      const variables = names.map((name) => model.variables[name]!);
      const loss = (): tf.Scalar => lossOf('preflight', model.forward({ ...input, mode: 'train' }), player, input.batch);
      if (pass === 'forward') {
        loss();
        return;
      }
      const gradients = (): tf.Tensor[] => Object.values(tf.variableGrads(loss, variables).grads).filter((g) => g != null);
      if (pass === 'gradient') gradients();
      else tf.variableGrads(() => tf.addN(gradients().map((g) => tf.sum(tf.square(g)))) as tf.Scalar, variables);
    }),
  );
}

/**
 * Tries a model on a batch of two examples before hours are spent on it: its forward pass, its gradient and, if asked to, its gradient's
 * gradient, on the active backend. It reports what is missing by operation: no kernel on this backend, no gradient, no second gradient.
 *
 * Nothing is trained, and no tensor is left over. Each pass reports its first missing operation; the next may show once that one is fixed.
 *
 * @returns what was found; `ok` when training can start
 * @throws Error when the model does not know its examples and `shapes` is not given
 */
export async function preflight(model: Trainable & KnowsExamples, options: PreflightOptions = {}): Promise<PreflightReport> {
  const shapes = batchShapes(model, options);
  const backend = tf.getBackend();
  const wanted = passes.slice(0, options.secondOrder ? 3 : 2);
  const problems: PreflightProblem[] = [];
  const ops = new Set<string>();
  const batch = probe(shapes);
  const noise = drawNoise(model.noise('train'), batch.x.shape[0]!, randomStream(2));
  const schedule = Object.fromEntries(Object.entries(model.schedules ?? {}).map(([name, { final }]) => [name, tf.scalar(final)]));
  try {
    const input = { batch, noise, schedule, dataSize: batch.x.shape[0]! };
    for (const pass of wanted) {
      for (const player of Object.keys(playersOf(model))) {
        try {
          attempt(model, player, pass, input);
        } catch (error) {
          problems.push(explain(pass, backend, error));
          continue;
        }
        // Only what runs is profiled: the profiler of tfjs stays on, and trips, when its function throws.
        const profile = await tf.profile(() => {
          attempt(model, player, pass, input);
          return [];
        });
        for (const name of profile.kernelNames) ops.add(name);
      }
      // A gradient of what does not run would only say the same again.
      if (problems.length > 0) break;
    }
  } finally {
    tf.dispose([batch, noise, schedule] as unknown as tf.TensorContainer);
  }
  return { ok: problems.length === 0, backend, ops: [...ops].sort(), problems };
}
