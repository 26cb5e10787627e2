import { klByDimensionChart } from '@vaekit/viz';
import { type Codes, codesOf } from '../codes.js';
import { completionsFigure } from '../completionsFigure.js';
import { type LabeledExamples, rowsOf } from '../examples.js';
import { isImage } from '../figure.js';
import { interpolationFigure } from '../interpolationFigure.js';
import { extentOf, manifoldFigure } from '../manifoldFigure.js';
import { pathsBetween } from '../pathsBetween.js';
import { reconstructionsFigure } from '../reconstructionsFigure.js';
import { rowsByClass } from '../rowsByClass.js';
import { hasClassMoments } from '../hasClassMoments.js';
import { samplesFigure } from '../samplesFigure.js';
import { scatterFigure } from '../scatterFigure.js';
import { topDimensions } from '../topDimensions.js';
import { transformationFigure } from '../transformationFigure.js';
import { traversalFigure } from '../traversalFigure.js';
import { traversalStart } from '../traversalStart.js';
import type { DrawnSection, NamedFigure } from './drawnSection.js';
import type { ReportOptions } from './reportOptions.js';

/** Everything that can be drawn of a model, with the test examples as far as it can encode them. */
export async function pictureSections(options: ReportOptions): Promise<DrawnSection[]> {
  const { model, can: { encode = true } = {} } = options;
  const test = encode ? options.test : undefined;
  const codes = test === undefined ? undefined : await codesOf(model, test);
  const images = isImage(model.event);
  const drawn: [string, NamedFigure[]][] = [
    ['Completions', await completions(options)],
    ['Samples', await samples(options)],
    ['Reconstructions', images && test !== undefined ? await reconstructions(options, test) : []],
    ['Transformations', images && test !== undefined ? await transformations(options, test) : []],
    ['Latent space', await latentSpace(options, codes)],
    ['Traversals', images ? await traversals(options, codes) : []],
    ['Interpolations', images && codes !== undefined ? await interpolations(options, codes, test) : []],
  ];
  return drawn.flatMap(([heading, figures]) => (figures.length === 0 ? [] : [{ heading, figures }]));
}

async function samples({ model, classNames, seed = 0, can: { sample = true } = {} }: ReportOptions): Promise<NamedFigure[]> {
  const images = isImage(model.event);
  if (!sample || !(images || model.event.join() === '2')) return [];
  const count = model.classes === undefined ? (images ? 100 : 400) : images ? 10 : 200;
  return [{ name: 'samples', figure: await samplesFigure(model, { count, classNames, seed }) }];
}

async function completions({ model, test, whole, seed }: ReportOptions): Promise<NamedFigure[]> {
  if (whole === undefined || test?.condition === undefined) return [];
  return [{ name: 'completions', figure: await completionsFigure(model, test, whole, { seed }) }];
}

async function reconstructions({ model }: ReportOptions, test: LabeledExamples): Promise<NamedFigure[]> {
  const some = rowsOf(test, rowsByClass(test, 20));
  return [{ name: 'reconstructions', figure: await reconstructionsFigure(model, some) }];
}

/** One example of each class, as members of all. */
async function transformations({ model, classNames }: ReportOptions, test: LabeledExamples): Promise<NamedFigure[]> {
  if (model.classes === undefined || test.y === undefined) return [];
  // Without a label at the decoder an example changes its class with the prior's moments alone.
  if (model.decoder.inputShapes.length === 1 && !hasClassMoments(model)) return [];
  const labels = Array.from(test.y);
  const rows = Array.from({ length: model.classes }, (_, label) => labels.indexOf(label)).filter((row) => row >= 0);
  const figure = await transformationFigure(model, rowsOf(test, rows), { classNames });
  return [{ name: 'transformations', figure }];
}

async function latentSpace(
  { model, classNames, trust, can: { score = true } = {} }: ReportOptions,
  codes: Codes | undefined,
): Promise<NamedFigure[]> {
  const found: NamedFigure[] = [];
  if (isImage(model.event) && model.latent.join() === '2') {
    const figure = await manifoldFigure(model, codes === undefined ? {} : { extent: extentOf(codes) });
    found.push({ name: 'manifold', figure });
  }
  if (codes !== undefined && codes.width > 1)
    found.push({ name: 'latent-scatter', figure: await scatterFigure(model, codes, { classNames }) });
  // Where the section on trust has it, it has it with intervals.
  const kl = trust?.klByDimension === undefined ? codes?.klByDimension : undefined;
  if (score && kl !== undefined) {
    const caption =
      'The mean KL divergence from the prior of each dimension of the code, over test examples: a dimension at 0 carries nothing.';
    const title = 'KL divergence by latent dimension';
    found.push({
      name: 'kl-by-dimension',
      figure: { svg: (form) => klByDimensionChart({ kl, ...form }), title, caption, alt: caption },
    });
  }
  return found;
}

async function traversals({ model, classNames }: ReportOptions, codes: Codes | undefined): Promise<NamedFigure[]> {
  const figure = await traversalFigure(model, {
    start: await traversalStart(model, { classNames, codes }),
    relative: model.classes !== undefined,
    ...(codes === undefined ? {} : { dimensions: topDimensions(codes, 10) }),
  });
  return [{ name: 'traversals', figure }];
}

async function interpolations(
  { model, classNames }: ReportOptions,
  codes: Codes,
  examples: LabeledExamples | undefined,
): Promise<NamedFigure[]> {
  const paths = pathsBetween(model, codes, { classNames });
  return paths.length === 0 ? [] : [{ name: 'interpolations', figure: await interpolationFigure(model, paths, { examples }) }];
}
