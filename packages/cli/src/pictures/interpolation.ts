import * as tf from '@tensorflow/tfjs';
import { decode, interpolate, interpolateGrid, type Vae } from '@vaekit/core';
import { imageGrid, imageGridFigure, interpolationFigure, interpolationGif, interpolationStrip } from '@vaekit/viz';
import { type Drawing, isImage, takeNumbers } from './drawing.js';

/** A way from one code to another, decoded under one class where the decoder is conditioned. */
export interface Path {
  readonly from: Float32Array;
  readonly to: Float32Array;
  readonly label?: number | undefined;
  readonly name: string;
}

/** How paths are walked. */
export interface InterpolationOptions {
  readonly steps?: number;
  /** Frames of the film in one direction. */
  readonly frames?: number;
  readonly method?: 'linear' | 'spherical';
}

async function walk(model: Vae, paths: readonly Path[], steps: number, method: 'linear' | 'spherical'): ReturnType<typeof takeNumbers> {
  const conditioned = model.decoder.inputShapes.length > 1;
  return takeNumbers(
    tf.tidy(() => {
      const codes = tf.concat(paths.map(({ from, to }) => interpolate(from, to, { steps, method })));
      const labels = conditioned ? { labels: paths.flatMap(({ label }) => Array.from({ length: steps }, () => label ?? 0)) } : {};
      return decode(model, tf.reshape(codes, [paths.length * steps, ...model.latent]), labels);
    }),
  );
}

/** Interpolations: a strip for each path, and a film of all side by side. */
export async function drawInterpolation(model: Vae, paths: readonly Path[], options: InterpolationOptions = {}): Promise<Drawing> {
  const { steps = 9, frames = 24, method = 'linear' } = options;
  if (!isImage(model.event)) throw new Error(`examples of shape [${model.event.join(',')}] cannot be drawn; interpolate needs images`);
  const strip = await walk(model, paths, steps, method);
  const film = await walk(model, paths, frames, method);
  const names = paths.map(({ name }) => name);
  return {
    caption: `Decoded codes on the ${method === 'linear' ? 'straight line' : 'great circle'} between the codes of two test examples, a pair in a row.`,
    alt: `Interpolations ${names.join('; ')}.`,
    svg: () => interpolationFigure(strip, { steps, rowLabels: names, clamp: true }),
    raster: (scale) => interpolationStrip(strip, { steps, clamp: true, scale }),
    gif: (scale) => interpolationGif(film, { steps: frames, clamp: true, scale }),
  };
}

/** A grid between four codes at its corners. */
export async function drawCorners(
  model: Vae,
  corners: readonly [Float32Array, Float32Array, Float32Array, Float32Array],
  options: { readonly steps?: number; readonly method?: 'linear' | 'spherical'; readonly label?: number | undefined } = {},
): Promise<Drawing> {
  const { steps = 9, method = 'linear', label = 0 } = options;
  if (!isImage(model.event)) throw new Error(`examples of shape [${model.event.join(',')}] cannot be drawn; interpolate needs images`);
  const conditioned = model.decoder.inputShapes.length > 1;
  const images = await takeNumbers(
    tf.tidy(() => {
      const codes = interpolateGrid(corners, { rows: steps, columns: steps, method });
      return decode(model, tf.reshape(codes, [steps * steps, ...model.latent]), conditioned ? { labels: Array.from({ length: steps * steps }, () => label) } : {});
    }),
  );
  return {
    caption: 'Decoded codes between the codes of four test examples, which are at the corners.',
    alt: `A grid of ${steps} by ${steps} images between four examples.`,
    svg: () => imageGridFigure(images, { columns: steps, clamp: true, title: 'Interpolation between four examples' }),
    raster: (scale) => imageGrid(images, { columns: steps, clamp: true, scale }),
  };
}
