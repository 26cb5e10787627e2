import * as tf from '@tensorflow/tfjs';
import { likelihoodFactories } from '../likelihoods/likelihoodFactories.js';
import { elbo } from '../objectives/elbo.js';
import { iwae } from '../objectives/iwae.js';
import type { Likelihood, Objective, PartConfig, Posterior, Prior } from '../parts.js';
import { diagonalNormal } from '../posteriors/diagonalNormal.js';
import { classMeans } from '../priors/classMeans.js';
import { standardNormal } from '../priors/standardNormal.js';
import { scheduleFromJSON } from '@vaekit/losses';
import { readWeights, writeWeights } from '../training/modelWeights.js';
import { vae, type Vae, type VaeConfig } from '../vae.js';
import { contentChecksum } from './contentChecksum.js';
import { readSafetensors, writeSafetensors } from './safetensors.js';

/** Makes a part again from its plain description. */
export type PartFactory<P> = (config: PartConfig) => P;

/** Factories by kind, for parts that are not of this package. */
export interface PartFactories {
  readonly posteriors?: Readonly<Record<string, PartFactory<Posterior>>>;
  readonly priors?: Readonly<Record<string, PartFactory<Prior>>>;
  readonly likelihoods?: Readonly<Record<string, PartFactory<Likelihood>>>;
  readonly objectives?: Readonly<Record<string, PartFactory<Objective>>>;
}

type Known = { readonly [Group in keyof Required<PartFactories>]: Required<PartFactories>[Group] };

const known: Known = {
  posteriors: { diagonalNormal: () => diagonalNormal() },
  priors: {
    classMeans: ({ classes, kind: _, ...options }) => classMeans(classes as number, options),
    standardNormal: () => standardNormal(),
  },
  likelihoods: likelihoodFactories,
  objectives: {
    elbo: ({ beta, samples }) =>
      elbo({ beta: scheduleFromJSON(beta as unknown as Parameters<typeof scheduleFromJSON>[0]), samples: samples as number }),
    iwae: ({ k }) => iwae({ k: k as number }),
  },
};

function make<P>(group: keyof Known, config: PartConfig, extra: PartFactories): P {
  const factories = { ...known[group], ...extra[group] } as Readonly<Record<string, PartFactory<P>>>;
  if (!Object.hasOwn(factories, config?.kind)) {
    throw new Error(
      `deserialize: no factory for ${group.slice(0, -1)} '${String(config?.kind)}'; known are ${Object.keys(factories).sort().join(', ')}; give yours as \`parts.${group}\``,
    );
  }
  return factories[config.kind]!(config);
}

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

/**
 * A VAE made again from its description, with fresh weights.
 *
 * @param parts factories for kinds that are not of this package
 * @throws Error when the description is of another format or version, or a kind has no factory
 */
export async function vaeFromDescription(description: VaeDescription, parts: PartFactories = {}): Promise<Vae> {
  if (description?.format !== 'vaekit-vae' || description.version !== 1) {
    throw new Error(
      `deserialize: expected a description of format vaekit-vae, version 1, got ${String(description?.format)}, version ${String(description?.version)}`,
    );
  }
  const { posterior, prior, likelihood, objective } = description.parts;
  const built = {
    posterior: make<Posterior>('posteriors', posterior, parts),
    prior: make<Prior>('priors', prior, parts),
    likelihood: make<Likelihood>('likelihoods', likelihood, parts),
    objective: make<Objective>('objectives', objective, parts),
  };
  type Topology = Parameters<typeof tf.models.modelFromJSON>[0];
  const networks: tf.LayersModel[] = [];
  try {
    for (const name of ['encoder', 'decoder'] as const) {
      networks.push(await tf.models.modelFromJSON(description[name] as Topology));
    }
    const [encoder, decoder] = networks as [tf.LayersModel, tf.LayersModel];
    return vae({ ...built, encoder, decoder });
  } catch (error) {
    for (const net of networks) net.dispose();
    throw error;
  }
}

/**
 * A VAE as bytes: one safetensors file that holds the weights and, as metadata, the description. It holds no code, and loading it runs none.
 */
export async function serialize(model: Vae): Promise<Uint8Array> {
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
export async function deserialize(bytes: Uint8Array, options: { readonly parts?: PartFactories } = {}): Promise<Vae> {
  const { tensors, metadata } = readSafetensors(bytes);
  if (metadata['vaekit'] === undefined)
    throw new Error('deserialize: the file has weights but no vaekit description; use writeWeights on a model of your own');
  if (metadata['crc32'] !== contentChecksum(metadata['vaekit'], tensors)) {
    throw new Error('deserialize: the checksum does not fit the content; the file is damaged, restore it from a copy');
  }
  const model = await vaeFromDescription(JSON.parse(metadata['vaekit']) as VaeDescription, options.parts);
  try {
    writeWeights(model, Object.fromEntries(Object.entries(tensors).map(([name, { data }]) => [name, data])));
  } catch (error) {
    model.dispose();
    throw error;
  }
  return model;
}
