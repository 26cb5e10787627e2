import { sizeFromShape } from '@vaekit-internal/base';
import * as tf from '@tensorflow/tfjs';
import { geco, gecoStart } from '@vaekit/losses';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { PartConfig } from '../parts.js';
import type { BuiltObjective, Objective } from '../pass.js';
import { claimParameters } from '../saving/parameterCount.js';
import { freeParts } from '../startedOnce.js';
import { elbo } from './elbo.js';
import { requireMovingKl } from './movingKl.js';

/** Options of {@link constrained}. */
export interface ConstrainedOptions {
  /** What is minimized besides its reconstruction. Default `elbo()`. */
  readonly objective?: Objective;
  /** κ, the mean −log p(x|z) that is good enough, nats per example. */
  readonly tolerance: number;
  /** How much of the moving average of the constraint stays at each step. Default 0.99. */
  readonly decay?: number;
  /** How fast log λ follows the constraint: by `speed` times its moving average per value of an example. Default 0.03. */
  readonly speed?: number;
  /** λ stays within these. Default `[1e-4, 1e4]`. */
  readonly limits?: readonly [lowest: number, highest: number];
}

/**
 * An objective under a constraint on its reconstruction (GECO): `min L − R  subject to  E[R] <= κ`, R = −log p(x|z) and L the objective, as
 * `(L − R) + λ·(R − κ)`, nats per example. λ, which starts at 1, grows while the constraint is broken and shrinks while it is met. With `elbo()` L − R is
 * the divergence: the code holds as few nats as the tolerance needs.
 *
 * Terms: those of the objective, and `multiplier`, λ.
 *
 * @throws RangeError when `tolerance` is not finite, or `decay`, `speed` or `limits` is out of range; an Error when the objective is no sum of its
 *   reconstruction and others: of an importance-weighted bound or a game no part can be held by itself
 * @see Rezende and Viola 2018, "Taming VAEs", algorithm 1
 */
export const constrained: PartFactory<Objective, [options: ConstrainedOptions]> = /* @__PURE__ */ partFactory({
  role: 'objective',
  kind: 'constrained',
  example: {
    parts: {
      objective: { kind: 'constrained', tolerance: 3.5, objective: { kind: 'elbo', beta: { kind: 'constant', value: 1 } } },
    },
  },
  argumentsOf: ({ objective, ...options }, again) => [
    { ...(options as unknown as ConstrainedOptions), objective: again<Objective>('objective', objective as PartConfig) },
  ],
  make: constrainedObjective,
});

function constrainedObjective(options: ConstrainedOptions): Objective {
  const { objective = elbo(), tolerance, decay = 0.99, speed = 0.03, limits = [1e-4, 1e4] } = options;
  if (!Number.isFinite(tolerance))
    throw new RangeError(`constrained: \`tolerance\` is ${tolerance}; expected nats per example, a finite number`);
  if (!(decay >= 0 && decay < 1)) throw new RangeError(`constrained: \`decay\` is ${decay}; expected 0 <= decay < 1`);
  if (!(speed > 0 && Number.isFinite(speed)))
    throw new RangeError(`constrained: \`speed\` is ${speed}; expected a positive number`);
  const [lowest, highest] = limits;
  if (!(lowest > 0 && highest > lowest && Number.isFinite(highest)))
    throw new RangeError(`constrained: \`limits\` is [${limits.join(', ')}]; expected two positive numbers, the lower first`);
  const { kind } = objective.config;
  return {
    config: { kind: 'constrained', objective: objective.config, tolerance, decay, speed, limits: [...limits] },
    build(shapes): BuiltObjective {
      const inner = objective.build(shapes);
      if (inner.sumsReconstruction !== true) {
        freeParts([inner]);
        throw new Error(
          `constrained: the objective ${kind} is no sum of a reconstruction and a divergence, so that no bound is left when one of them is weighted; take elbo(), dip(), totalCorrelation() or freeBitsElbo()`,
        );
      }
      claimParameters('the multiplier', [3]);
      const { started, ...others } = gecoStart();
      // `started` is what the model calls a part's start from data.
      const state = variablesOf({ ...others, begun: started });
      return {
        ...inner,
        requirePeers(model, given) {
          inner.requirePeers?.(model, given);
          requireMovingKl({ model }, 'constrained', 'take the objective elbo()');
        },
        sumsReconstruction: false,
        state,
        evaluate(pass) {
          requireMovingKl(pass, 'constrained', 'take the objective elbo()');
          const { terms, losses } = inner.evaluate(pass);
          const error = terms['reconstruction']!;
          const whole = losses?.['model'] ?? tf.addN(Object.values(terms));
          const { loss, nextState: next } = geco({
            error,
            kl: tf.sub(whole, error),
            tolerance,
            state: { ...state, started: state.begun },
            decay,
            speed: speed / sizeFromShape(shapes.event),
            limits,
            ...(pass.weight && { weight: pass.weight }),
          });
          const multiplier = tf.mul(tf.exp(state.logMultiplier), tf.ones([pass.rows])) as tf.Tensor1D;
          return {
            terms: { ...terms, multiplier },
            losses: { model: loss },
            ...(pass.mode === 'train'
              ? { nextState: { logMultiplier: next.logMultiplier, average: next.average, begun: next.started } }
              : {}),
          };
        },
      };
    },
  };
}

/** Tensors as variables that no optimizer moves; the tensors are freed. */
function variablesOf<Name extends string>(tensors: Readonly<Record<Name, tf.Tensor>>): Readonly<Record<Name, tf.Variable>> {
  const made = Object.entries<tf.Tensor>(tensors).map(([name, tensor]) => [name, tf.variable(tensor, false)] as const);
  tf.dispose(Object.values(tensors));
  return Object.fromEntries(made) as Record<Name, tf.Variable>;
}
