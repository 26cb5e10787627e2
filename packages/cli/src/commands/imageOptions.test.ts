import { describe, expect, test } from 'vitest';
import { UsageError } from '../usageError.js';
import { imageChoiceOf, imageOptions, imageReading } from './imageOptions.js';

describe('sizes as they are typed', () => {
  test.each<['size' | 'image', string, string | undefined]>([
    ['size', '64', '64x64'],
    ['size', '64x48', '64x48'],
    ['size', '64X48', '64x48'],
    ['size', '0', undefined],
    ['size', '64x48x3', undefined],
    ['size', 'big', undefined],
    ['image', '28x28', '28x28x1'],
    ['image', '32x48x3', '32x48x3'],
    ['image', '28', undefined],
    ['image', '28x28x2', undefined],
  ])('--%s %s', (name, text, expected) => {
    const parse = (): unknown => imageOptions[name].parse(text, `--${name}`);
    if (expected === undefined) expect(parse).toThrow(UsageError);
    else expect(parse()).toBe(expected);
  });
});

test('the readers are told what was chosen, of a run too that knew less', () => {
  expect(imageReading({})).toEqual({ images: { fit: 'crop' } });
  const choice = { size: '64x48', fit: 'pad', grayscale: true, channels: 'first', image: '2x3x1' } as const;
  expect(imageReading(choice)).toEqual({
    channels: 'first',
    image: { height: 2, width: 3, channels: 1 },
    images: { fit: 'pad', color: 'gray', size: { width: 64, height: 48 } },
  });
  expect(imageChoiceOf({ ...choice, image: undefined })).toEqual({
    size: '64x48',
    fit: 'pad',
    grayscale: true,
    channels: 'first',
  });
});
