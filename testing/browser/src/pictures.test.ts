import * as tf from '@tensorflow/tfjs';
import { adam, fit } from '@vaekit/core';
import { classMeanCvae } from '@vaekit/cvae';
import { epochsOf, report } from '@vaekit/pictures';
import { expect, test } from 'vitest';
import { browserPage, inBrowser } from './harness.js';

/** Sixty pictures of 8 x 8 pixels, of three classes: what both sides train on. */
const examples = {
  data: Float32Array.from({ length: 60 * 64 }, (_, i) => ((i % 64) % 3 === Math.floor(i / 64) % 3 ? 0.9 : 0.05)),
  labels: Int32Array.from({ length: 60 }, (_, row) => row % 3),
};

inBrowser('@vaekit/pictures', () => {
  test('a model is trained and its report drawn in the page, without Node', async () => {
    const { page, evaluate, errors, foreignRequests } = await browserPage({ viewport: { width: 1100, height: 900 } });
    const made = await evaluate(
      { tf: '@tensorflow/tfjs', core: '@vaekit/core', cvae: '@vaekit/cvae', pictures: '@vaekit/pictures' },
      async ({ tf, core, cvae, pictures }, { data, labels }) => {
        await tf.setBackend('cpu');
        const x = { data, shape: [60, 8, 8, 1] };
        const model = cvae.classMeanCvae({ input: [8, 8, 1], classes: 3, latent: 2, hidden: [16] });
        const { history } = await core.fit(
          model,
          { x, y: { data: labels, shape: [60] } },
          { epochs: 3, batchSize: 20, optimizer: core.adam({ learningRate: 0.01 }), validationSplit: 0.2 },
        );
        const before = tf.memory().numTensors;
        const html = await pictures.report({
          title: 'Stripes',
          model,
          test: { x, y: labels },
          classNames: ['left', 'middle', 'right'],
          epochs: pictures.epochsOf(history),
        });
        const frame = document.createElement('iframe');
        frame.style.cssText = 'position:fixed;inset:0;width:100%;height:100%;border:0;background:#fff';
        frame.srcdoc = html;
        const loaded = new Promise((done) => frame.addEventListener('load', done));
        document.body.append(frame);
        await loaded;
        return { html, left: tf.memory().numTensors - before };
      },
      examples,
    );

    const frame = page.frameLocator('iframe');
    expect(await frame.locator('h2').allTextContents()).toEqual([
      'Samples',
      'Reconstructions',
      'Transformations',
      'Latent space',
      'Traversals',
      'Interpolations',
      'Training',
    ]);
    // Every picture has come out: its pixels have been decoded, and it takes up room.
    const sizes = await frame
      .locator('.picture svg, .picture img')
      .evaluateAll((pictures) => pictures.map((one) => one.getBoundingClientRect().width));
    expect(sizes.length).toBe(10);
    expect(Math.min(...sizes)).toBeGreaterThan(100);
    const broken = await frame
      .locator('img')
      .evaluateAll((list) => list.filter((one) => (one as HTMLImageElement).naturalWidth === 0).length);
    expect(broken).toBe(0);
    expect(made.left).toBe(0);
    expect(errors()).toEqual([]);
    expect(foreignRequests()).toEqual([]);

    // The same training in Node gives the same words and numbers; pixels may differ where rounding does.
    await tf.setBackend('cpu');
    const model = classMeanCvae({ input: [8, 8, 1], classes: 3, latent: 2, hidden: [16] });
    const x = { data: examples.data, shape: [60, 8, 8, 1] };
    const { history } = await fit(
      model,
      { x, y: { data: examples.labels, shape: [60] } },
      { epochs: 3, batchSize: 20, optimizer: adam({ learningRate: 0.01 }), validationSplit: 0.2 },
    );
    const inNode = await report({
      title: 'Stripes',
      model,
      test: { x, y: examples.labels },
      classNames: ['left', 'middle', 'right'],
      epochs: epochsOf(history),
    });
    model.dispose();
    const table = (html: string): string => /<table>.*<\/table>/su.exec(html)![0];
    expect(table(made.html)).toBe(table(inNode));
  });
});
