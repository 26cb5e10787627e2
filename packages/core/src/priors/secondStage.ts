import { sizeFromShape } from '@vaekit-internal/base';
import * as tf from '@tensorflow/tfjs';
import { klStandardNormal, normalLogDensity } from '@vaekit/losses';
import { momentsNetwork, type MomentsNetwork } from '../networks/momentsNetwork.js';
import { requireCount, requireCounts } from '../networks/networkOptions.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltPrior, Context, Prior } from '../parts.js';
import { randomStream } from '../random/randomStream.js';
import { drawnFrom } from '../twoLayers.js';
import { codeSpread } from './codeSpread.js';

/** Options of {@link secondStage}. */
export interface SecondStageOptions {
  /** The width of the second code w. Default: as many numbers as a code has, as in the paper. */
  readonly latent?: number;
  /** Widths of the hidden layers of both networks; the decoder has them in reverse. Default `[128]`. */
  readonly hidden?: readonly number[];
  /** The number of classes that both networks see one of. Default: none, so that `fitPrior` makes a second stage for each class of a model with classes. */
  readonly classes?: number;
  /** The seed of the weights. Default 0. */
  readonly seed?: number;
}

/**
 * A second VAE over the codes of the first: `p(u) = ∫ N(u; f(w), diag γ²)·N(w; 0, I) dw`, γ by a head of the decoder, with u the code less its mean, divided by its
 * deviation in each dimension. `fitPrior` measures both and minimizes `−E_q[log p(u|w)] + KL(q(w|u) ‖ N(0, I))`, one draw a code.
 *
 * log p(z) is an estimate of that bound at two draws that are always the same, one the other's opposite. It is for scores after `fitPrior`: networks that are trained
 * against it learn those draws, not a density, so that training a model under this prior is refused. A draw goes through both stages; `temperature` multiplies the noise of both.
 *
 * @throws RangeError when a size is not a whole number of at least 1; in a pass, Error where `classes` are given and labels are not
 * @see Dai and Wipf 2019, "Diagnosing and enhancing VAE models", section 4; there γ is one number
 */
export const secondStage: PartFactory<Prior, [options?: SecondStageOptions]> = /* @__PURE__ */ partFactory({
  role: 'prior',
  kind: 'secondStage',
  example: { parts: { prior: { kind: 'secondStage', hidden: [5] }, objective: { kind: 'reconstruction' } } },
  make: secondStagePrior,
});

function secondStagePrior(options: SecondStageOptions = {}): Prior {
  const { latent: width, hidden = [128], classes, seed = 0 } = options;
  if (width !== undefined) requireCount('secondStage', 'latent', width);
  if (classes !== undefined) requireCount('secondStage', 'classes', classes);
  requireCounts('secondStage', 'hidden', hidden);
  const own = { ...(width === undefined ? {} : { latent: width }), ...(classes === undefined ? {} : { classes }) };
  return {
    config: { kind: 'secondStage', ...own, hidden: [...hidden], seed },
    build({ latent }): BuiltPrior {
      const size = sizeFromShape(latent);
      const inner = width ?? size;
      const spread = codeSpread(size);
      const common = { ...(classes === undefined ? {} : { conditionWidth: classes }), seed };
      const stage: Stage = {
        encoder: momentsNetwork({ ...common, name: 'encoder', input: size, output: inner, hidden }),
        decoder: momentsNetwork({ ...common, name: 'decoder', input: inner, output: size, hidden: hidden.toReversed() }),
        seen: ({ condition }) => {
          if (classes !== undefined && condition === undefined)
            throw new Error(`secondStage: the batch has no labels; give \`y\`, the number of each example’s class`);
          return classes === undefined ? undefined : condition;
        },
      };
      const fixed = randomStream(seed).fork('prior/bound').fillNormal(new Float32Array(inner));
      const normal = (shape: readonly number[]) => ({ shape, distribution: 'normal', per: 'example' }) as const;
      return {
        ...(classes === undefined ? {} : { classes }),
        variables: { ...stage.encoder.variables, ...stage.decoder.variables },
        state: spread.state,
        densityIsBound: true,
        logDensity(z, context) {
          const [u, eps] = [spread.centered(z), tf.tensor2d(fixed, [1, inner])];
          const both = [eps, tf.neg(eps)].map((each) => bound(stage, u, each, context));
          return tf.sub(tf.div(tf.addN(both), 2), spread.logVolume()) as tf.Tensor1D;
        },
        noise: () => ({ eps: normal([inner]), width: normal([size]) }),
        draw({ eps, width: noise }, context, temperature) {
          const u = stage.decoder.apply(tf.mul(eps!, temperature), stage.seen(context));
          return tf.reshape(spread.restored(drawnFrom(u, tf.mul(noise!, temperature))), [-1, ...latent]);
        },
        fitting: {
          kind: 'steps',
          noise: { eps: normal([inner]) },
          start: spread.measure,
          loss: (z, { eps }, context) =>
            tf.add(tf.neg(bound(stage, spread.centered(z), eps!, context)), spread.logVolume()) as tf.Tensor1D,
        },
      };
    },
  };
}

/** Both networks of the second stage, and what they see of a context. */
interface Stage {
  readonly encoder: MomentsNetwork;
  readonly decoder: MomentsNetwork;
  seen(context: Context): tf.Tensor | undefined;
}

/** `log N(u; f(w), diag γ²) − KL(q(w|u) ‖ N(0, I))`, w = μ + σ·ε, `[rows]`. */
function bound({ encoder, decoder, seen }: Stage, u: tf.Tensor, eps: tf.Tensor, context: Context): tf.Tensor1D {
  const condition = seen(context);
  const q = encoder.apply(u, condition);
  const { mean, logVar } = decoder.apply(drawnFrom(q, eps), condition);
  return tf.sub(normalLogDensity(u, mean, logVar), klStandardNormal(q.mean, q.logVar)) as tf.Tensor1D;
}
