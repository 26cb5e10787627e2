import { expect, it } from 'vitest';
import { imageGridFigure } from './imageGridFigure.js';
import { rings } from './pictures.test-helper.js';
import { elementsOf } from './svg.test-helper.js';
import { textWidth } from './textWidth.js';
import { traversalFigure } from './traversalFigure.js';

/** The text that is set upright, and where its middle is from the top of the pictures. */
function upright(svg: string): { text: string; middle: number; half: number } {
  const { text, attributes } = elementsOf(svg).find(({ attributes: { transform } }) => transform?.startsWith('rotate(-90'))!;
  return { text, middle: Number(attributes['y']), half: textWidth(text, 13) / 2 };
}

it.each([1, 2, 3])('writes out what the rows are beside %d of them, and not above them', (rows) => {
  const { text, middle, half } = upright(traversalFigure(rings(9 * rows), { values: [-4, -3, -2, -1, 0, 1, 2, 3, 4] }));
  expect(text).toBe('dimension');
  expect(middle - half).toBeGreaterThanOrEqual(0);
});

it('takes the height of what stands below too where the rows are too few for it, and cuts only what does not fit there either', () => {
  const draw = (rows: number, rowTitle: string) =>
    upright(imageGridFigure(rings(9 * rows), { columns: 9, columnLabels: [...'123456789'], columnTitle: 'value', rowTitle }));
  const [few, many] = [draw(2, 'latent dimension'), draw(4, 'latent dimension')];
  expect([few.text, many.text]).toEqual(['latent dimension', 'latent dimension']);
  expect(few.middle - few.half).toBeGreaterThanOrEqual(0);
  // Beside enough rows it stands in the middle of them: at twice the tiles, not at twice the figure's height.
  expect(many.middle).toBeLessThan(2 * few.middle);
  expect(draw(1, 'latent dimension').text).toMatch(/^latent.*…$/u);
});
