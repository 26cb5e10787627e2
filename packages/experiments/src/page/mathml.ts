import katex from 'katex';

/** A formula as MathML, which browsers draw without fonts or style sheets of ours. @throws Error for LaTeX that KaTeX cannot read */
export function mathml(tex: string): string {
  const html = katex.renderToString(tex, { displayMode: true, output: 'mathml', strict: 'error', throwOnError: true });
  // KaTeX wraps the formula in a span and keeps the LaTeX as an annotation, which readers of MathML show as text where they know no better.
  const from = html.indexOf('<math');
  return html
    .slice(from, html.lastIndexOf('</math>') + '</math>'.length)
    .replace(/<annotation[^>]*>[\s\S]*?<\/annotation>/u, '')
    .replace(/<\/?semantics>/gu, '');
}
