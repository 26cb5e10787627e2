import { readFile } from 'node:fs/promises';
import { messageOf } from '@vaekit-internal/base';
import type { PartMaker } from '../partFactory.js';
import { deserialize, serialize } from '../saving/serialize.js';
import type { Vae } from '../vae.js';
import { writeFileSafely } from './writeFileSafely.js';

/**
 * Saves a VAE as one safetensors file: weights, and the description it is rebuilt from. The file appears whole or not at all.
 *
 * @throws Error of the file system
 */
export async function saveModel(path: string, model: Vae): Promise<void> {
  await writeFileSafely(path, await serialize(model));
}

/**
 * Loads what {@link saveModel} wrote.
 *
 * @param options.parts factories for parts that are not of this package
 * @throws Error that names the file when it is missing, damaged, or needs an unknown part
 */
export async function loadModel(path: string, options: { readonly parts?: readonly PartMaker[] } = {}): Promise<Vae> {
  try {
    return await deserialize(await readFile(path), options);
  } catch (error) {
    throw new Error(`loadModel: ${path}: ${messageOf(error)}`, { cause: error });
  }
}
