import * as tf from '@tensorflow/tfjs';
import { registerSpectralNormalization } from '../networks/spectralNormalization.js';
import type { PartMaker, PartRole } from '../partFactory.js';
import type { Corruption, InputTransform, Likelihood, Part, PartConfig, Posterior, Prior } from '../parts.js';
import type { Objective } from '../pass.js';
import { remake } from '../registry.js';
import { readWeights, writeWeights } from '../training/modelWeights.js';
import { composed, type Vae, type VaeConfig } from '../vae.js';
import { contentChecksum } from './contentChecksum.js';
import { parameterAllowance } from './parameterCount.js';
import { readSafetensors, writeSafetensors } from './safetensors.js';

/** A VAE's plain description: its parts, and the topology of its networks as tfjs writes it. */
export interface VaeDescription {
  readonly format: 'vaekit-vae';
  readonly version: 1;
  readonly parts: VaeConfig;
  readonly encoder: unknown;
  readonly decoder: unknown;
}

/** A VAE's description as plain JSON; with the weights, all there is to it. */
export function describeVae(model: Vae): VaeDescription {
  const topology = (net: tf.LayersModel): unknown => net.toJSON(undefined, false);
  return {
    format: 'vaekit-vae',
    version: 1,
    parts: model.config,
    encoder: topology(model.encoder.model),
    decoder: topology(model.decoder.model),
  };
}

/** As many numbers as fill the four gigabytes that a WASM memory can have. */
const MOST_PARAMETERS = 2 ** 30;

/**
 * A VAE rebuilt from its description, with fresh weights.
 *
 * @param own factories of parts that are not of this package
 * @param weights what it is to be filled with: a description that asks for more numbers than these is refused before they are allocated. Default: as
 *   many as there is room for in four gigabytes.
 * @throws Error when the description is of another format or version, a kind has no factory, or there are more numbers in it
 */
export async function vaeFromDescription(
  description: VaeDescription,
  own: readonly PartMaker[] = [],
  weights?: Readonly<Record<string, { readonly length: number }>>,
): Promise<Vae> {
  if (description?.format !== 'vaekit-vae' || description.version !== 1) {
    throw new Error(
      `deserialize: expected a description of format vaekit-vae, version 1, got ${String(description?.format)}, version ${String(description?.version)}`,
    );
  }
  const { posterior, prior, likelihood, objective, corruption, input, condition } = description.parts;
  const made = <P extends Part<unknown>>(role: PartRole, config: PartConfig): P => remake(role, config, own);
  const parts = {
    posterior: made<Posterior>('posterior', posterior),
    prior: made<Prior>('prior', prior),
    likelihood: made<Likelihood>('likelihood', likelihood),
    objective: made<Objective>('objective', objective),
    ...(corruption === undefined ? {} : { corruption: made<Corruption>('corruption', corruption) }),
    ...(input === undefined ? {} : { input: made<InputTransform>('input', input) }),
    ...(condition === undefined ? {} : { condition }),
  };
  type Topology = Parameters<typeof tf.models.modelFromJSON>[0];
  const networks: tf.LayersModel[] = [];
  const most = weights === undefined ? MOST_PARAMETERS : Object.values(weights).reduce((sum, { length }) => sum + length, 0);
  const refuse = (what: string): Error =>
    new Error(
      `deserialize: the description asks for more than the ${most.toLocaleString('en')} numbers there are ${weights === undefined ? 'room for' : 'to fill it'} (${what}); the file is damaged or forged`,
    );
  const allowance = parameterAllowance(most, refuse);
  registerSpectralNormalization();
  try {
    for (const name of ['encoder', 'decoder'] as const) {
      networks.push(await allowance.build(() => tf.models.modelFromJSON(description[name] as Topology)));
    }
    const [encoder, decoder] = networks as [tf.LayersModel, tf.LayersModel];
    return allowance.build(() => composed({ ...parts, encoder, decoder }));
  } catch (error) {
    for (const net of networks) net.dispose();
    allowance.free();
    throw error;
  }
}

/**
 * A VAE as bytes: one safetensors file that holds the weights and, as metadata, the description. It holds no code, and loading it runs none.
 */
export async function serialize(model: Vae): Promise<Uint8Array<ArrayBuffer>> {
  const weights = await readWeights(model);
  const own = { ...model.variables, ...model.state };
  const tensors = Object.fromEntries(Object.entries(weights).map(([name, data]) => [name, { data, shape: own[name]!.shape }]));
  const description = JSON.stringify(describeVae(model));
  return writeSafetensors({ tensors, metadata: { vaekit: description, crc32: contentChecksum(description, tensors) } });
}

/**
 * A VAE from the bytes of {@link serialize}.
 *
 * @param options.parts factories for kinds that are not of this package
 * @throws Error when the bytes are damaged, of another format, or need a part that has no factory; nothing stays allocated then
 */
export async function deserialize(bytes: Uint8Array, options: { readonly parts?: readonly PartMaker[] } = {}): Promise<Vae> {
  const { tensors, metadata } = readSafetensors(bytes);
  if (metadata['vaekit'] === undefined)
    throw new Error('deserialize: the file has weights but no vaekit description; use writeWeights on a model of your own');
  if (metadata['crc32'] !== contentChecksum(metadata['vaekit'], tensors)) {
    throw new Error('deserialize: the checksum does not fit the content; the file is damaged, restore it from a copy');
  }
  const weights = Object.fromEntries(Object.entries(tensors).map(([name, { data }]) => [name, data]));
  const model = await vaeFromDescription(JSON.parse(metadata['vaekit']) as VaeDescription, options.parts, weights);
  try {
    writeWeights(model, weights);
  } catch (error) {
    model.dispose();
    throw error;
  }
  return model;
}
