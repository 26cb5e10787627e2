import type { PlainTensor } from '@vaekit-internal/base';
import type { Lab } from '../../lab/lab.js';
import type { LabData } from '../../lab/labData.js';
import { halfSize } from '../../lab/labeledImages.js';

/** The first rows, of half the size unless they are so already. */
function part({ data, shape }: PlainTensor, most: number, halved: boolean): PlainTensor {
  const rows = Math.min(most, shape[0]!);
  const first = { data: data.subarray(0, (data.length / shape[0]!) * rows), shape: [rows, ...shape.slice(1)] };
  return halved ? first : halfSize(first);
}

/** The lab's images, the first of them, at a quarter of the pixels, for experiments that train many models. A quick lab's images are that small already. */
export function halvedImages({ images, quick }: Lab, training: number = Infinity, test: number = Infinity): LabData {
  const whole = training >= images.train.x.shape[0]! && test >= images.test.x.shape[0]!;
  if (quick && whole) return images;
  const x = { train: part(images.train.x, training, quick), test: part(images.test.x, test, quick) };
  return {
    key: `${images.key}, ${x.train.shape[0]}+${x.test.shape[0]} halved`,
    train: { x: x.train, binarization: images.train.binarization },
    test: { x: x.test, binarization: images.test.binarization },
  };
}
