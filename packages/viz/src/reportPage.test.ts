import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeGif } from './encodeGif.js';
import { encodePng } from './encodePng.js';
import { imageGrid } from './imageGrid.js';
import { rings } from './pictures.test-helper.js';
import { klByDimensionChart } from './klByDimensionChart.js';
import { reportPage, type ReportPageOptions } from './reportPage.js';
import { elementsOf } from './svg.test-helper.js';

const raster = imageGrid(rings(4));
const svg = klByDimensionChart({ kl: [1, 0.5, 0] });
const full: ReportPageOptions = {
  title: 'Two models',
  subtitle: 'on rings',
  summary: [
    { label: 'Examples', value: 8000 },
    { label: 'Loss', value: 105.7234, unit: 'nats', note: 'test split' },
  ],
  sections: [
    {
      heading: 'Comparison',
      text: ['One.', 'Two.'],
      table: {
        caption: 'Test split',
        columns: ['Model', { title: 'Loss', unit: 'nats' }, 'Accuracy'],
        rows: [
          ['a', 105.72, null],
          ['b', 98, 0.5],
        ],
      },
    },
  ],
  runs: [
    {
      title: 'First run',
      summary: [{ label: 'Seed', value: 0 }],
      sections: [{ heading: 'Pictures', figures: [{ svg, caption: 'Bars', alt: 'three bars' }] }],
    },
    {
      title: 'Second run',
      sections: [
        {
          heading: 'Pictures',
          figures: [
            { png: encodePng(raster), caption: 'Still', alt: 'rings' },
            { gif: encodeGif([raster, raster]), png: encodePng(raster), caption: 'Moving', alt: 'rings', wide: true },
          ],
        },
        { heading: '数字', text: 'Text.' },
      ],
    },
  ],
  footer: 'The end.',
};

/** The page as elements: void elements are closed and the style sheet is left out, so that the XML reader can be used. */
function pageElements(html: string): ReturnType<typeof elementsOf> {
  const xml = html
    .replace(/^<!doctype html>\n/, '')
    .replace(/(<style>)(?:(?!<\/style>)[^])*(<\/style>)/, '$1$2')
    .replace(/<(meta|img|source|input)\b((?:[^>"]|"[^"]*")*?)(?: checked)?>/g, '<$1$2/>')
    .trim();
  return elementsOf(xml);
}

describe('reportPage', () => {
  it('is one page without script, network or outside links', () => {
    const html = reportPage(full);
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(html).toContain(
      `content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"`,
    );
    expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script|<link|@import|\son\w+=|javascript:/i);
    expect(reportPage(full)).toBe(html);
  });

  it('is a tree with one title, ordered headings, unique ids and links that lead somewhere', () => {
    const elements = pageElements(reportPage(full));
    const ids = elements.flatMap(({ attributes }) => attributes['id'] ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const links = elements.flatMap(({ name, attributes }) => (name === 'a' ? [attributes['href']!] : []));
    expect(links.length).toBe(7);
    for (const link of links) expect(ids).toContain(link.slice(1));
    const headings = elements.filter(({ name }) => /^h\d$/.test(name)).map(({ name, text }) => `${name} ${text}`);
    expect(headings).toEqual([
      'h1 Two models',
      'h2 Comparison',
      'h2 First run',
      'h3 Pictures',
      'h2 Second run',
      'h3 Pictures',
      'h3 数字',
    ]);
    for (const { name, attributes } of elements) {
      if (name === 'img') expect(attributes['alt']).toBe('rings');
      if (attributes['aria-labelledby']) expect(ids).toContain(attributes['aria-labelledby']);
      if (name === 'label') expect(ids).toContain(attributes['for']);
    }
    expect(elements.filter(({ name }) => name === 'figcaption').map(({ text }) => text)).toEqual(['Bars', 'Still', 'Moving']);
  });

  it('writes tables with headings and aligned numbers', () => {
    const html = reportPage(full);
    expect(html).toContain('<th scope="col" class="n">Loss <span class="unit">(nats)</span></th>');
    expect(html).toContain('<tr><th scope="row">a</th><td class="n">105.72</td><td class="n"></td></tr>');
    expect(html).toContain('<tr><th scope="row">b</th><td class="n">98.00</td><td class="n">0.5</td></tr>');
  });

  it('shows a still picture to readers who want no motion, and gives pictures their size', () => {
    const html = reportPage(full);
    expect(html).toMatch(
      /<picture><source media="\(prefers-reduced-motion: reduce\)" srcset="data:image\/png;base64,[\w+/=]+"><img src="data:image\/gif;base64,/,
    );
    expect(html).toContain(`width="${raster.width}" height="${raster.height}" alt="rings"`);
  });

  it('opens in the theme asked for and leaves out an empty table of contents', () => {
    expect(reportPage({ title: 'x', theme: 'dark' })).toContain('id="theme-dark" checked');
    expect(reportPage({ title: 'x', lang: 'de-CH' })).toContain('<html lang="de-CH">');
    expect(reportPage({ title: 'x', sections: [{ heading: 'one' }] })).not.toContain('<nav');
  });

  it('escapes every text, whatever it is', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom(
        '</script><script>alert(1)</script>',
        '"><img src=x onerror=alert(1)>',
        "' onload='x",
        '</title>',
        ']]>',
        '&lt;',
      ),
    );
    fc.assert(
      fc.property(nasty, (text) => {
        const some = text.trim() === '' ? 'x' : text;
        const html = reportPage({
          title: some,
          subtitle: text,
          footer: text,
          summary: [{ label: some, value: text, unit: text, note: text }],
          sections: [
            {
              heading: some,
              text,
              figures: [{ svg: klByDimensionChart({ kl: [1], title: text }), caption: some, alt: some }],
              table: { caption: text, columns: [text, { title: text, unit: text }], rows: [[text, text]] },
            },
          ],
          runs: [{ title: some, subtitle: text, sections: [{ heading: some }] }],
        });
        const names = new Set(pageElements(html).map(({ name }) => name));
        return !names.has('script') && !names.has('img');
      }),
      { numRuns: 150 },
    );
  });

  it('shows a verdict by sign and word, formulas, and links', () => {
    const math = '<math display="block"><mi>x</mi><mo>=</mo><mn>1</mn></math>';
    const html = reportPage({
      title: 't',
      links: [{ text: '中文', href: 'index.zh.html' }],
      sections: [
        {
          heading: 'h',
          verdict: { word: 'does not hold', text: 'It averages & blurs.', tone: 'no' },
          reasons: ['Seen <twice>.'],
          math: [math],
          links: [{ text: 'data', href: '../result.json?a=1&b=2#c' }],
        },
      ],
    });
    expect(html).toContain(`<div class="math">${math}</div>`);
    expect(html).toContain(
      '<span aria-hidden="true">✗</span> does not hold</strong> It averages &amp; blurs.</p><p>Seen &lt;twice&gt;.</p>',
    );
    const links = pageElements(html).flatMap(({ name, attributes }) => (name === 'a' ? [attributes['href']] : []));
    expect(links).toEqual(['#main', 'index.zh.html', '../result.json?a=1&amp;b=2#c']);
  });

  it('opens a section with its figures if asked', () => {
    const at = (opens: 'text' | 'figures'): number[] => {
      const figures = [{ svg, caption: 'c', alt: 'a' }];
      const html = reportPage({ title: 't', sections: [{ heading: 'h', text: 'prose', opens, figures }] });
      return [html.indexOf('<figure'), html.indexOf('<p>prose')];
    };
    expect(at('figures')[0]).toBeLessThan(at('figures')[1]!);
    expect(at('text')[0]).toBeGreaterThan(at('text')[1]!);
    expect(() => at('picture' as 'text')).toThrow(
      "reportPage: `opens` of 'h' is 'picture'; expected 'text', 'figures' or 'beside'",
    );
  });

  it('speaks the language of the page', () => {
    const sections = [{ heading: 'a', table: { columns: ['c'], rows: [] } }, { heading: 'b' }];
    const chinese = reportPage({ title: 't', lang: 'zh-Hans', sections });
    for (const word of ['"目录"', '>跳到正文<', '>页面配色<', '>自动<', '>浅色<', '>深色<', '"表：a"'])
      expect(chinese).toContain(word);
    expect(chinese).not.toMatch(/>(?:Auto|Light|Dark|Skip to the content)</);
    expect(reportPage({ title: 't', lang: 'fr', texts: { auto: '<Auto>' }, sections })).toContain('>&lt;Auto&gt;<');
    expect(reportPage({ title: 't', lang: 'fr', sections })).toContain('aria-label="Contents"');
  });

  it('takes only links that are relative or https', () => {
    const link = (href: string) => () => reportPage({ title: 't', links: [{ text: 'x', href }] });
    for (const href of ['a.html', '../b/c.html#d', '#top', '?q=1', './x:y', 'https://example.org/a?b=c', '图/一.html', '/a']) {
      expect(link(href), href).not.toThrow();
    }
    for (const href of [
      '',
      'javascript:alert(1)',
      'JavaScript:x',
      ' javascript:x',
      'java\nscript:x',
      'data:text/html,x',
      'http://example.org',
      '//example.org',
      '/\\example.org',
      '\\\\example.org',
      'https:example.org',
      'https://',
      'x:y',
      '\u0001javascript:x',
      'a b',
    ]) {
      expect(link(href), href).toThrow('expected a relative address or one that begins with https://');
    }
    expect(() => reportPage({ title: 't', links: [{ text: ' ', href: 'a' }] })).toThrow(
      'reportPage: the `text` of a link is  ; expected a text',
    );
  });

  it('drops comments, which HTML may end earlier than XML', () => {
    const html = reportPage({
      title: 't',
      sections: [
        { heading: 'h', figures: [{ svg: '<svg><g><!--><script>x</script>--></g><!-- y --></svg>', caption: 'c', alt: 'a' }] },
      ],
    });
    expect(html).toContain('<svg><g></g></svg>');
    expect(html).not.toContain('<script');
  });

  it('refuses a verdict without words or of another tone', () => {
    const put = (verdict: object) => () =>
      reportPage({ title: 't', sections: [{ heading: 'h', verdict: { word: 'holds', text: 'yes', tone: 'yes', ...verdict } }] });
    expect(put({ tone: 'maybe' })).toThrow(
      "reportPage: the `tone` of a verdict is 'maybe'; expected 'yes', 'no', 'partly' or 'open'",
    );
    expect(put({ word: '' })).toThrow('reportPage: the `word` of a verdict is empty; expected a text');
    expect(put({ text: undefined })).toThrow('reportPage: the `text` of a verdict is undefined; expected a text');
  });

  it('refuses what it cannot show', () => {
    const one = (figure: object) => () =>
      reportPage({ title: 't', sections: [{ heading: 'h', figures: [{ caption: 'c', alt: 'a', ...figure }] }] });
    expect(() => reportPage({ title: ' ' })).toThrow('reportPage: `title` is  ; expected a text');
    expect(() => reportPage({ title: 'x', lang: 'en"><' })).toThrow("reportPage: `lang` is 'en\"><'; expected a language tag");
    expect(one({})).toThrow('reportPage: a figure has no picture; give `svg`, `png` or `gif`');
    expect(one({ svg, png: encodePng(raster) })).toThrow('reportPage: a figure has `svg` and a `png` or `gif`');
    expect(one({ png: encodeGif([raster]) })).toThrow(
      "reportPage: a figure's `png` is not a PNG file; pass the bytes that encodePng returns",
    );
    expect(one({ gif: new Uint8Array(3) })).toThrow("reportPage: a figure's `gif` is not a GIF file");
    expect(one({ svg, alt: '' })).toThrow('reportPage: the `alt` of a figure is empty; expected a text');
    expect(one({ svg, caption: undefined })).toThrow('reportPage: the `caption` of a figure is undefined; expected a text');
    expect(() => reportPage({ title: 't', sections: [{ heading: 'h', table: { columns: ['a', 'b'], rows: [['x']] } }] })).toThrow(
      "reportPage: row 0 of the table of 'h' has 1 cells but there are 2 columns; use null for an empty cell",
    );
    expect(() => reportPage({ title: 't', theme: 'sepia' as 'dark' })).toThrow("reportPage: `theme` is 'sepia'");
  });

  it('takes over only harmless SVG', () => {
    const put = (content: string) => () =>
      reportPage({ title: 't', sections: [{ heading: 'h', figures: [{ svg: content, caption: 'c', alt: 'a' }] }] });
    expect(
      put('<?xml version="1.0"?>\n<!-- made by hand --><svg viewBox="0 0 1 1"><g><path d="M0 0"/><!-- c --></g></svg>\n'),
    ).not.toThrow();
    for (const [content, reason] of [
      ['<svg><script>alert(1)</script></svg>', 'holds <script>'],
      ['<svg><foreignObject/></svg>', 'holds <foreignObject>'],
      ['<svg><g onclick="x()"/></svg>', 'has the handler `onclick`'],
      ['<svg><g\tONLOAD="x()"/></svg>', 'has the handler'],
      ['<svg><a href="javascript:alert(1)"/></svg>', 'has a link'],
      ['<svg><image href="https://example.org/a.png"/></svg>', 'has a link'],
      ['<svg><image xlink:href="data:image/svg+xml;base64,AAAA"/></svg>', 'has a link'],
      ['<svg><style>@import "x.css"</style></svg>', 'loads something from outside'],
      ['<svg><rect fill="url(https://example.org/)"/></svg>', 'loads something from outside'],
      ['<svg><g></svg></g>', 'is not well-formed'],
      ['<svg><g a=b/></svg>', 'is not well-formed'],
      ['<svg><g a="<"/></svg>', 'is not well-formed'],
      ['<svg></svg><p>', 'which a report does not take over'],
      ['<svg></svg> text', 'has text outside of its root'],
      ['<svg></svg><svg></svg>', 'must have one <svg> as its root'],
      ['<g></g>', 'must have one <svg> as its root'],
      ['<svg>', 'is not one complete <svg> element'],
      ['', 'is not one complete <svg> element'],
      ['<svg><!-- x</svg>', 'has a stray comment'],
      ['<!DOCTYPE svg><svg></svg>', 'which a report does not take over'],
    ] as const) {
      expect(put(content), content).toThrow(reason);
    }
  });

  it('sets the small print of a bare figure once, behind its caption, and a title above it', () => {
    const svg = klByDimensionChart({ kl: [1, 2], bare: true });
    expect(svg).not.toContain('font-weight="600"');
    const page = reportPage({
      title: 'T',
      sections: [{ heading: 'Codes', figures: [{ svg, title: 'By dimension', caption: 'The caption.', alt: 'bars' }] }],
    });
    expect(page).toContain('<p class="name">By dimension</p>');
    expect(page).toContain('<figcaption>The caption. Sum over all dimensions: 3 nats per example.</figcaption>');
    expect(page).toContain('<div class="figures one lone">');
    expect(page).toContain('style="--natural:420px"');
  });

  it.each<[string, readonly [number, number], boolean, string]>([
    ['two narrow figures in rows', [330, 330], false, 'figures panels'],
    ['no rows of wider figures', [330, 341], false, 'figures'],
    ['no rows where one takes the full width', [330, 330], true, 'figures'],
  ])('lays out %s', (_, widths, wide, layout) => {
    const figures = widths.map((width, i) => ({
      svg: klByDimensionChart({ kl: [1, 2], width }),
      caption: 'The caption.',
      alt: 'bars',
      wide: wide && i === 0,
    }));
    expect(reportPage({ title: 'T', sections: [{ heading: 'H', figures }] })).toContain(`<div class="${layout}">`);
  });

  it('makes a table of many columns tight', () => {
    const columns = Array.from({ length: 9 }, (_, i) => `validation column ${i}`);
    const table = { columns, rows: [columns.map((_, i) => (i === 0 ? '1' : i))] };
    const page = reportPage({ title: 'T', sections: [{ heading: 'H', table }] });
    expect(page).toContain('<table class="tight">');
    // Words stay whole: where they find no room, the table scrolls.
    expect(page).not.toMatch(/\.tight[^}]*anywhere/u);
    const few = { columns: columns.slice(1), rows: [table.rows[0]!.slice(1)] };
    expect(reportPage({ title: 'T', sections: [{ heading: 'H', table: few }] })).not.toContain('class="tight"');
  });
});
