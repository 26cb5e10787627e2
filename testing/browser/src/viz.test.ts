import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { encodePng, imageGrid, interpolationGif, latentScatter, lossCurves, reportPage } from '@vaekit/viz';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { browserPage, inBrowser } from './harness.js';

const images = { data: Float32Array.from({ length: 6 * 64 }, (_, i) => ((i * 37) % 101) / 100), shape: [6, 8, 8, 1] };
const points = { data: Float32Array.from({ length: 40 }, (_, i) => Math.sin(i * 1.7) * 2), shape: [20, 2] };

/** A report with every kind of content, and words that would run if they were not escaped. */
function fullReport(): string {
  const png = encodePng(imageGrid(images));
  const scatter = latentScatter({ points, labels: Array.from({ length: 20 }, (_, i) => i % 4) });
  const curves = lossCurves({ series: [{ name: 'reconstruction', values: [120, 100, 95], validation: [121, 103, 99] }] });
  return reportPage({
    title: 'A report <script>throw new Error("ran")</script>',
    subtitle: '" onload="throw 1',
    summary: [{ label: 'loss <b>', value: 105.7, unit: 'nats' }],
    sections: [
      { heading: 'Figures', figures: [{ svg: scatter, caption: 'codes', alt: 'codes' }] },
      {
        heading: 'Curves',
        text: ['One.', '<img src=x onerror=alert(1)>'],
        figures: [{ svg: curves, caption: 'loss', alt: 'loss' }],
      },
      {
        heading: 'Pixels',
        figures: [
          { png, caption: 'grid', alt: 'grid' },
          { gif: interpolationGif(images), png, caption: 'path', alt: 'path' },
        ],
      },
    ],
    runs: [
      {
        title: 'Run 1',
        sections: [
          {
            heading: 'Table',
            table: {
              columns: ['class', 'count'],
              rows: [
                ['0 & 1', 5],
                ['<2>', null],
              ],
            },
          },
        ],
      },
    ],
    footer: 'The end.',
  });
}

inBrowser('@vaekit/viz', () => {
  let folder = '';
  let file = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vaekit-report-'));
    file = join(folder, 'report.html');
    writeFileSync(file, fullReport());
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(['light', 'dark'] as const)(
    'a report opens from a file without an error or a request, in %s',
    async (colorScheme) => {
      const { page, errors, foreignRequests } = await browserPage({ url: pathToFileURL(file).href, colorScheme });
      const seen = await page.evaluate(() => {
        const luminance = (color: string) => {
          const [r = 0, g = 0, b = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
          return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
        };
        const style = getComputedStyle(document.body);
        const transparent = style.backgroundColor === 'rgba(0, 0, 0, 0)';
        const pictures = [...document.images].filter((image) => image.getClientRects().length > 0);
        return {
          background: luminance(transparent ? getComputedStyle(document.documentElement).backgroundColor : style.backgroundColor),
          ink: luminance(style.color),
          pictures: pictures.length,
          broken: pictures.filter((image) => !image.complete || image.naturalWidth === 0).length,
          text: document.body.innerText,
          width: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        };
      });
      expect(seen.background > 0.5 ? 'light' : 'dark').toBe(colorScheme);
      // Words stand out from their ground in both.
      expect(Math.abs(seen.background - seen.ink)).toBeGreaterThan(0.5);
      expect(seen.pictures).toBeGreaterThanOrEqual(2);
      expect(seen.broken).toBe(0);
      expect(seen.text).toContain('<script>throw new Error("ran")</script>');
      expect(seen.text).toContain('<img src=x onerror=alert(1)>');
      expect(seen.width).toBeLessThanOrEqual(0);
      expect(errors()).toEqual([]);
      expect(foreignRequests()).toEqual([]);
    },
  );

  test('a report fits a telephone without scrolling sideways', async () => {
    const { page } = await browserPage({ url: pathToFileURL(file).href, viewport: { width: 360, height: 720 } });
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
    ).toBeLessThanOrEqual(0);
  });

  test('pictures have the same bytes in Chromium as in Node', async () => {
    const { evaluate, errors, foreignRequests } = await browserPage();
    const inPage = await evaluate(
      { viz: '@vaekit/viz' },
      ({ viz }, { tiles, codes }) => ({
        png: viz.encodePng(viz.imageGrid(tiles)),
        gif: viz.interpolationGif(tiles),
        svg: viz.latentScatter({ points: codes }),
      }),
      { tiles: images, codes: points },
    );
    expect(inPage.png.length).toBeGreaterThan(100);
    expect(inPage).toEqual({ png: encodePng(imageGrid(images)), gif: interpolationGif(images), svg: latentScatter({ points }) });
    expect(errors()).toEqual([]);
    expect(foreignRequests()).toEqual([]);
  });
});
