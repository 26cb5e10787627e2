import { sample, type Vae } from '@vaekit/core';
import { imageGrid, terminalPreview } from '@vaekit/viz';

/** Samples of the model as lines for a terminal, each digit at least 12 characters wide; `undefined` where examples are no images. */
export async function preview(
  model: Vae,
  options: { readonly columns: number; readonly trueColor: boolean; readonly seed: number },
): Promise<string | undefined> {
  const { columns, trueColor, seed } = options;
  const [, width, channels] = model.event;
  if (model.event.length !== 3 || (channels !== 1 && channels !== 3)) return undefined;
  const inRow = Math.max(1, Math.min(10, Math.floor(columns / Math.min(16, width! + 1))));
  const rows = 2;
  const count = inRow * rows;
  const labels = model.classes === undefined ? undefined : Array.from({ length: count }, (_, i) => i % model.classes!);
  const images = sample(model, { count, seed, ...(labels === undefined ? {} : { labels }) });
  const data = await images.data<'float32'>();
  const shape = images.shape;
  images.dispose();
  const raster = imageGrid({ data, shape }, { columns: inRow, scale: 1, gap: 1, background: [0, 0, 0], clamp: true });
  return terminalPreview(raster, { columns: Math.min(columns - 1, raster.width), color: trueColor ? 'truecolor' : '256' });
}
