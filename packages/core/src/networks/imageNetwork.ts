import { sizeFromShape } from '@vaekit-internal/base';
import * as tf from '@tensorflow/tfjs';
import { denseHead, flatAndJoined, headNetwork, inShape, networkInputs } from './headNetwork.js';
import { requireCounts, requireHalvings, requireRate } from './networkOptions.js';
import type { NetworkRequest, Recipe } from './recipe.js';

type Symbolic = tf.SymbolicTensor;

/** What all recipes for images have in common. */
export interface ImageRecipeOptions {
  /** Filters of the stages that halve the image's sides, from the image inwards. Default `[32, 64]`. */
  readonly filters?: readonly number[];
  /** Widths of dense layers between the features and a flat code. */
  readonly dense?: readonly number[];
  /** Dropout rate. Default 0. */
  readonly dropout?: number;
  /** Whether the network has the model's condition as a second input, joined to the flat features. Default false. */
  readonly conditional?: boolean;
}

/** One kind of network for images: how it halves an image and doubles it again. */
export interface ImageBody {
  /** Whose errors they are. */
  readonly name: string;
  readonly filters: readonly number[];
  readonly denseActivation: 'elu' | 'relu' | 'selu' | 'sigmoid' | 'softplus' | 'swish' | 'tanh';
  /** The activation of the layer between code and first feature map. */
  readonly mapActivation?: ImageBody['denseActivation'];
  /** From the image to the smallest feature map. */
  down(x: Symbolic): Symbolic;
  /** From the smallest feature map to the features of the whole image. */
  up(map: Symbolic): Symbolic;
  /** The layer that gives a parameter of the likelihood. */
  last(filters: number, name: string): tf.layers.Layer;
}

const denseLayers = (h: Symbolic, widths: readonly number[], activation: ImageBody['denseActivation']): Symbolic =>
  widths.reduce((y, units, i) => tf.layers.dense({ units, activation, name: `dense${i}` }).apply(y) as Symbolic, h);

/** The smallest feature map of an image. */
const mapOf = (body: ImageBody, image: readonly number[]): [number, number, number] => {
  const step = 2 ** body.filters.length;
  return [image[0]! / step, image[1]! / step, body.filters.at(-1) ?? image[2]!];
};

/** An image to flat parameters, or to maps of the size of the smallest feature map. */
function encoderOf(body: ImageBody, dense: readonly number[], conditional: boolean, request: NetworkRequest): tf.LayersModel {
  requireHalvings(body.name, request.input, body.filters.length);
  const [height, width] = mapOf(body, request.input);
  const spatial = request.outputs.filter(({ shape }) => shape.length === 3);
  for (const { name, shape } of spatial) {
    if (shape[0] !== height || shape[1] !== width)
      throw new Error(
        `${body.name}: the ${request.name} is to give \`${name}\` as [${shape.join(',')}], but ${body.filters.length} halvings of [${request.input.join(',')}] give maps of ${height}×${width}`,
      );
  }
  const inputs = networkInputs(body.name, conditional, request);
  if (spatial.length > 0 && inputs.condition !== undefined)
    throw new Error(`${body.name}: a code that is a map cannot be joined to a condition`);
  // Build nothing until all of this fits: layers own variables that nothing else could free.
  const map = body.down(inputs.first);
  const flat =
    spatial.length === request.outputs.length ? undefined : denseLayers(flatAndJoined(map, inputs), dense, body.denseActivation);
  const heads = request.outputs.map((output) =>
    output.shape.length === 3
      ? (tf.layers.conv2d({ filters: output.shape[2]!, kernelSize: 1, name: output.name }).apply(map) as Symbolic)
      : denseHead(flat!, output),
  );
  return headNetwork(inputs, heads, request);
}

/** The first feature map of a decoder, from a flat code or a code that is a map itself. */
function firstMap(
  body: ImageBody,
  dense: readonly number[],
  inputs: ReturnType<typeof networkInputs>,
  map: readonly number[],
): Symbolic {
  const { mapActivation: activation } = body;
  const form = activation === undefined ? {} : { activation };
  if (inputs.first.rank === 4) {
    if (inputs.condition !== undefined) throw new Error(`${body.name}: a code that is a map cannot be joined to a condition`);
    return tf.layers
      .conv2d({ filters: map[2]!, kernelSize: 3, padding: 'same', name: 'map', ...form })
      .apply(inputs.first) as Symbolic;
  }
  const h = denseLayers(flatAndJoined(inputs.first, inputs), dense, body.denseActivation);
  const flat = tf.layers.dense({ units: sizeFromShape(map), name: 'map', ...form }).apply(h) as Symbolic;
  return tf.layers.reshape({ targetShape: [...map], name: 'map-shape' }).apply(flat) as Symbolic;
}

/** A code to maps of the size of an image. */
function decoderOf(body: ImageBody, dense: readonly number[], conditional: boolean, request: NetworkRequest): tf.LayersModel {
  const image = request.outputs[0]?.shape ?? [];
  requireHalvings(body.name, image.slice(0, 3), body.filters.length);
  const inputs = networkInputs(body.name, conditional, request);
  const features = body.up(firstMap(body, dense, inputs, mapOf(body, image)));
  const heads = request.outputs.map(({ name, shape }) =>
    inShape(body.last(sizeFromShape(shape.slice(2)), name).apply(features) as Symbolic, name, shape, 3),
  );
  return headNetwork(inputs, heads, request);
}

/** Whether a network is asked to go from a code to an image: what comes out has more places than what goes in. */
const growsImages = ({ input, outputs }: NetworkRequest): boolean => {
  const places = (shape: readonly number[]): number => (shape.length < 3 ? 0 : shape[0]! * shape[1]!);
  return places(outputs[0]?.shape ?? []) > places(input);
};

/** A recipe for images: an encoder where it is asked for codes, a decoder where it is asked for images. */
export function imageRecipe(
  body: ImageBody,
  { dense, dropout = 0, conditional = false }: ImageRecipeOptions,
  fallback: readonly number[],
): Recipe {
  requireCounts(body.name, 'filters', body.filters);
  requireCounts(body.name, 'dense', dense ?? []);
  requireRate(body.name, 'dropout', dropout);
  return (request) =>
    growsImages(request)
      ? decoderOf(body, dense ?? [], conditional, request)
      : encoderOf(body, dense ?? fallback, conditional, request);
}
