import { messageOf } from '@vaekit-internal/base';

/** Names of library functions that are one word; others are told by a capital inside. */
const words =
  'adversarial|batches|binarize|capacity|capped|categorical|ciwae|classify|compile|compiled|constrained|contractive|conv|deserialize|diffusion|dip|download|dreg|eager|elbo|emnist|encode|decode|evaluate|experts|factor|fit|frozen|gaussian|geco|hamiltonian|householder|impute|interpolate|iwae|ladder|laplace|lowering|miwae|mlp|mmd|network|onnx|pca|piwae|point|poisson|preflight|rbm|reconstruct|rescaled|riemannian|resnet|sample|scaled|serialize|sgd|split|stateful|subset|svae|take|trainable|transform|traverse|vae|wasm';
const name = `(?:[a-z][a-z0-9]*(?:[A-Z][a-z0-9]*)+|${words})`;
// `fit: `, `fit (validationData): `, `readExamples, x.png: ` and `validateExamples (readExamples, 'x.csv'): `, the last two with the file's name kept.
const leading = new RegExp(
  `^(?:${name}: |${name} \\(${name}\\): |${name}, (?=')|(?:imageExamples|readExamples), (?=.+: )|${name} \\(${name}, ('(?:[^']|'(?!\\)))*'|[^'()]+)\\): )`,
);
const inside = /(?<=: )[a-z][a-z0-9]*(?:[A-Z][a-z0-9]*)+: /g;
const libraryOption = /,? ?\((?:([^()`]*), )?option `\w+`(?:, ([^()]*))?\)/g;

/**
 * What an error of a library says to somebody at a command line: without the names of functions, and of options that only a program can give.
 *
 * @param options the names of the command's options
 */
export function errorText(error: unknown, options: readonly string[]): string {
  let text = messageOf(error).trim();
  for (let before = ''; before !== text;) {
    before = text;
    text = text.replace(leading, (_, file?: string) => (file === undefined ? '' : `${file}: `));
  }
  return text
    .replaceAll(inside, '')
    .replaceAll(libraryOption, (_, before?: string, after?: string) => {
      const left = [before, after].filter((part) => part !== undefined);
      return left.length === 0 ? '' : ` (${left.join(', ')})`;
    })
    .replace(/(?:,? or )set `clipNorm`/, options.includes('clip-norm') ? ', or give --clip-norm' : '')
    .replace(/^`size[.](width|height)` is/, '--size: the $1 is')
    .replace(/use fewer `filters`/, 'give fewer numbers to --filters')
    .replace('range values in the data, lower the learning rate.', 'range values in the data, or lower the learning rate.');
}
