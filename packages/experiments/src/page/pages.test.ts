import { eager } from '@vaekit/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { openLab } from '../lab/lab.js';
import { experiments } from '../list.js';
import { runExperiment } from '../runExperiment.js';
import { languages } from '../words.js';
import type { RunExperiment } from './experimentSection.js';
import { chapterPage, experimentPage } from './pages.js';

const nothing = { data: new Float32Array(), shape: [0, 28, 28, 1] };
const images = {
  key: 'none',
  train: { x: nothing, binarization: 'none' as const },
  test: { x: nothing, binarization: 'none' as const },
};

let run: RunExperiment;
beforeAll(async () => {
  const lab = openLab({ seeds: [0, 1, 2], quick: true, images, engine: eager() });
  const experiment = await experiments.find(({ name }) => name === 'lee-form')!.load();
  run = await runExperiment(experiment, lab, { command: 'vaekit experiment lee-form' });
  await lab.close();
});

describe.each(languages)('in %s', (language) => {
  it('a page has the claim, its phrase, formula, verdict, pictures and figures, and a link to its twin', () => {
    const page = experimentPage(run, language, '1.2.3');
    const { claim, phrase, title } = run.experiment;
    for (const text of [claim[language], phrase.words, title[language]]) expect(page).toContain(text);
    expect(page).toMatch(/<html lang="(en|zh-CN)">/);
    expect(page).toContain('<math');
    expect(page).toContain('class="verdict partly"');
    expect(page).toContain(`href="${language === 'en' ? 'index.zh.html' : 'index.html'}"`);
    expect(page.match(/<figure/g)).toHaveLength(run.measurement.pictures.length);
    expect(page).not.toMatch(/undefined|NaN/);
    // A closed form has neither an interval nor values by seed.
    expect(page).not.toMatch(/<th scope="col"[^>]*>(95 % |By seed|各随机种子)/);
  });

  it('the chapter opens each section with its picture and leads to its page', () => {
    const page = chapterPage([run, run], language, '1.2.3');
    expect(page.match(/<div class="beside"><div class="figures/g)).toHaveLength(2);
    expect(page).toContain(`href="lee-form/${language === 'en' ? 'index.html' : 'index.zh.html'}"`);
    expect(page).toContain('1.2.3');
  });
});

describe.each(experiments.map((one) => [one.name, one] as const))('%s', (_, { load }) => {
  it('says everything in both languages', async () => {
    const { about, claim, criterion, phrase, title } = await load();
    for (const words of [title, claim, criterion, ...about]) {
      expect(words.en.trim()).not.toBe('');
      expect(words.en).not.toMatch(/[\u4E00-\u9FFF]/);
      expect(words.zh).toMatch(/[\u4E00-\u9FFF]/);
    }
    expect(phrase.words).toMatch(/[\u4E00-\u9FFF]/);
    expect(phrase.english).not.toMatch(/[\u4E00-\u9FFF]/);
  });
});
