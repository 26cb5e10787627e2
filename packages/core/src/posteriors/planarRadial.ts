import { sizeFromShape } from '@vaekit-internal/base';
import * as tf from '@tensorflow/tfjs';
import type { Flowed } from '../flowed.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltPosterior, Posterior } from '../parts.js';
import { randomStream } from '../random/randomStream.js';
import { claimParameters } from '../saving/parameterCount.js';
import { flowedNormal } from './flowedNormal.js';
import type { FlowStep } from './flowStep.js';
import { planarFlow } from './planarFlow.js';
import { radialFlow } from './radialFlow.js';
import { unheldPlanarFlow, unheldRadialFlow } from './unheldFlows.js';

/** A step of {@link planarRadial}. */
export type PlanarRadialStep = 'planar' | 'radial';

/** Options of {@link planarRadial}. */
export interface PlanarRadialOptions {
  /** The flows, in the order in which a code goes through them; at least one. Default two planar ones. */
  readonly flows?: readonly PlanarRadialStep[];
  /** Whether all x share one set of flows, weights of the posterior, in place of outputs of the encoder. Default false. */
  readonly shared?: boolean;
  /** As the largest collection in Python has it: shared flows, whose parameters are held to nothing (`unheldFlows.ts`). Default false. */
  readonly zoo?: boolean;
  /** The seed of shared flows. Default 0. */
  readonly seed?: number;
}

/**
 * A diagonal normal behind planar and radial flows, `z = f_T(···f_1(μ + σ·ε))`: `log q(z|x) = log N(z₀; μ, diag σ²) − Σ_t log |det ∂f_t/∂z|`, nats.
 *
 * The encoder gives `mean` = μ and `logVar` = log σ², both of the latent's shape, and `flow0`, `flow1`, …, the parameters of each flow: 2d + 1 numbers of a
 * planar one, d + 2 of a radial one, held to where it can be inverted (`planarFlow.ts`, `radialFlow.ts`). An inverse has no closed form, so that only a draw
 * knows its density; the divergence is estimated from the draws. The center is where the flows bring μ.
 *
 * @throws RangeError when `flows` is empty or has something else than planar and radial
 * @see Rezende and Mohamed 2015, "Variational inference with normalizing flows", section 4 and algorithm 1
 */
export const planarRadial: PartFactory<Posterior, [options?: PlanarRadialOptions]> = /* @__PURE__ */ partFactory({
  role: 'posterior',
  kind: 'planarRadial',
  example: { parts: { posterior: { kind: 'planarRadial', flows: ['planar', 'radial'] } } },
  make: planarRadialPosterior,
});

const steps: Readonly<Record<PlanarRadialStep, FlowStep>> = { planar: planarFlow, radial: radialFlow };
const unheld: Readonly<Record<PlanarRadialStep, FlowStep>> = { planar: unheldPlanarFlow, radial: unheldRadialFlow };

function planarRadialPosterior(options: PlanarRadialOptions = {}): Posterior {
  const { flows = ['planar', 'planar'], zoo = false, shared = zoo, seed = 0 } = options;
  if (flows.length === 0 || !flows.every((flow) => Object.hasOwn(steps, flow)))
    throw new RangeError(`planarRadial: \`flows\` is [${flows.join(', ')}]; expected one or more of planar and radial`);
  return {
    config: { kind: 'planarRadial', flows: [...flows], shared, seed, ...(zoo ? { zoo } : {}) },
    build({ latent }): BuiltPosterior {
      const d = sizeFromShape(latent);
      const each = flows.map((flow, i) => ({
        name: `flow${i}`,
        ...(zoo ? unheld : steps)[flow],
        shape: [steps[flow].width(d)],
      }));
      const variables = shared ? sharedFlows(each, seed) : {};
      const through = (start: tf.Tensor, given: readonly tf.Tensor[]): Flowed => {
        let z = start;
        const logDets = each.map(({ name, apply }, i) => {
          const flowed = apply(z, variables[name] ?? given[i]!);
          z = flowed.z;
          return flowed.logDet;
        });
        return { z, logDet: tf.addN(logDets) };
      };
      const given = shared ? [] : each.map(({ name, shape }) => ({ name, shape }));
      return { ...flowedNormal(latent, given, through), ...(shared ? { variables } : {}) };
    },
  };
}

/** Flows of all x, as weights: small normal numbers. */
function sharedFlows(
  each: readonly { readonly name: string; readonly shape: readonly number[] }[],
  seed: number,
): Record<string, tf.Variable> {
  const stream = randomStream(seed).fork('posterior/flows');
  const weights = ({ name, shape: [width] }: (typeof each)[number]): tf.Variable => {
    claimParameters(name, [width!]);
    const values = stream.fork(name).fillNormal(new Float32Array(width!));
    return tf.tidy(() =>
      tf.variable(
        tf.tensor2d(
          values.map((value) => value * 0.1),
          [1, width!],
        ),
      ),
    );
  };
  return Object.fromEntries(each.map((flow) => [flow.name, weights(flow)]));
}
