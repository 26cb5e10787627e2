import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeHtml } from './escapeHtml.js';
import { lossCurves } from './lossCurves.js';
import { klByDimensionChart } from './klByDimensionChart.js';
import { latentScatter } from './latentScatter.js';
import { rings } from './pictures.test-helper.js';
import { samplesByClassFigure } from './samplesByClassFigure.js';
import { elementsOf, unescape } from './svg.test-helper.js';

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: fc.nat({ max: 0xffff }).map((code) => String.fromCharCode(code)), maxLength: 20 }),
  fc
    .array(
      fc.constantFrom('<', '>', '&', '"', "'", '`', '</script>', '-->', ']]>', '&amp;', '\0', '\r', '\n', '\ud800', '𝜇', ' '),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
);

describe('escapeHtml', () => {
  it('writes references for what could end a text or an attribute', () => {
    expect(escapeHtml(`<a b="c" d='e'>&amp;\``)).toBe('&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;&#96;');
    expect(escapeHtml('\ud800x\udc00 \u0000\u000b\ufffe 𝜇\t\n\r')).toBe('\ufffdx\ufffd \ufffd\ufffd\ufffd 𝜇\t\n&#13;');
  });

  it('comes back whole for every text XML can hold', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const [element] = elementsOf(`<text a="${escapeHtml(text)}">${escapeHtml(text)}</text>`);
        // oxlint-disable-next-line no-control-regex
        const kept = text
          .replace(/\p{Surrogate}/gu, '\ufffd')
          .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]/g, '\ufffd');
        return unescape(element!.text) === kept && unescape(element!.attributes['a']!) === kept;
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps every figure well-formed under any title, class name or term', () => {
    const points = { data: new Float32Array([0, 1]), shape: [1, 2] };
    fc.assert(
      fc.property(anyText, anyText, (title, name) => {
        elementsOf(
          lossCurves({
            title,
            note: name,
            series: [
              { name, values: [1, 2], validation: [2, 3] },
              { name: title, values: [100, 50] },
            ],
          }),
        );
        elementsOf(klByDimensionChart({ kl: [1], title, description: name }));
        elementsOf(latentScatter({ points, labels: [0], classNames: [name], classMeans: points, axisTitles: [title, name] }));
        elementsOf(samplesByClassFigure(rings(1, 2), { classes: 1, perClass: 1, classNames: [name], title }));
      }),
      { numRuns: 150 },
    );
  });
});
