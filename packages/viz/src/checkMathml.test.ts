import { describe, expect, it } from 'vitest';
import { checkMathml } from './checkMathml.js';

const check = (math: string) => (): string => checkMathml('reportPage', math);

describe('checkMathml', () => {
  it('takes over MathML as it is, without comments and the wrapper of KaTeX', () => {
    const math =
      '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block"><semantics><mrow><mi mathvariant="normal">x</mi><mo stretchy="false">(</mo><msubsup><mi>σ</mi><mi>i</mi><mn>2</mn></msubsup></mrow><annotation encoding="application/x-tex">x &lt; \\sigma_i^2</annotation></semantics></math>';
    expect(check(math)()).toBe(math);
    expect(check(`<span class="katex">${math}</span>`)()).toBe(math);
    expect(check('<math><mi>x<!--><script>alert(1)</script>--></mi></math>')()).toBe('<math><mi>x</mi></math>');
  });

  it('refuses everything else', () => {
    for (const [math, reason] of [
      ['<math><script>alert(1)</script></math>', 'holds <script>'],
      ['<math><mi><img src="x"/></mi></math>', 'holds <img>'],
      ['<math><annotation-xml encoding="text/html"></annotation-xml></math>', 'holds <annotation-xml>'],
      ['<math><maction actiontype="toggle"></maction></math>', 'holds <maction>'],
      ['<math><mglyph/></math>', 'holds <mglyph>'],
      ['<math><style>*{}</style></math>', 'holds <style>'],
      ['<math><mi href="https://example.org">x</mi></math>', 'has the attribute `href`'],
      ['<math><mi xlink:href="#a">x</mi></math>', 'has the attribute `xlink:href`'],
      ['<math><mi style="position:fixed">x</mi></math>', 'has the attribute `style`'],
      ['<math><mi class="sr">x</mi></math>', 'has the attribute `class`'],
      ['<math><mi onclick="x()">x</mi></math>', 'has the attribute `onclick`'],
      ['<math xmlns="http://www.w3.org/1999/xhtml"></math>', 'has another namespace'],
      ['<math><mi>x</math>', 'is not well-formed'],
      ['<math><mi a=b>x</mi></math>', 'is not well-formed'],
      ['<math></math><math></math>', 'must have one <math> as its root'],
      ['<mrow></mrow>', 'must have one <math> as its root'],
      ['<math></math> text', 'has text outside of its root'],
      ['<math>', 'is not one complete <math> element'],
      ['\\frac{1}{2}', 'has text outside of its root'],
      ['', 'is not one complete <math> element'],
    ] as const) {
      expect(check(math), math).toThrow(`reportPage: a formula of \`math\` ${reason}`);
    }
  });
});
