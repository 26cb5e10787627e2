import type * as tf from '@tensorflow/tfjs';
import type { Trainable } from '../contract.js';

/** A model that may have layers to look at. */
type WithNetworks = Trainable & Partial<Record<'decoder' | 'encoder', { readonly model: tf.LayersModel }>>;

/**
 * Our moving means by the bias that a layer right before batch normalization would have, where ours has none: `encoder/hidden0/bias` to
 * `encoder/hidden0-norm/moving_mean`. The normalization takes such a bias away, `Wx + b − (m + b) = Wx − m`, so that another library's is folded into
 * the mean.
 */
export function biasesBeforeNorms(model: WithNetworks): ReadonlyMap<string, string> {
  const own = { ...model.variables, ...model.state };
  const found = new Map<string, string>();
  for (const network of ['encoder', 'decoder'] as const) {
    for (const norm of model[network]?.model.layers ?? []) {
      const [bias, mean] = [`${network}/${before(norm)}/bias`, `${network}/${norm.name}/moving_mean`];
      const kernel = bias.replace(/bias$/, 'kernel');
      if (Object.hasOwn(own, mean) && Object.hasOwn(own, kernel) && !Object.hasOwn(own, bias)) found.set(bias, mean);
    }
  }
  return found;
}

/** The name of the layer whose output a layer takes. */
const before = (layer: tf.layers.Layer): string | undefined => layer.inboundNodes[0]?.inboundLayers[0]?.name;
