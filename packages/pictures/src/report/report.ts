import { reportPage, type ReportRun } from '@vaekit/viz';
import { drawnOnce } from '../drawnOnce.js';
import { columnSections } from './columnSection.js';
import { conditionSection } from './conditionSection.js';
import { type NamedFigure, sectionOnPage } from './drawnSection.js';
import { pictureSections } from './pictureSections.js';
import type { ReportOptions } from './reportOptions.js';
import { scoreRows } from './scores.js';
import { trainingSection } from './trainingSection.js';
import { trustSection } from './trustSection.js';

/** A report of one model, to be put on a page with others, and its figures. */
export interface ReportPart {
  /** What `reportPage` of `@vaekit/viz` takes as one of its `runs`. */
  readonly run: ReportRun;
  readonly figures: readonly NamedFigure[];
}

/** A report of one model, for a page of several. @throws Error when the examples do not fit the model */
export async function reportPart(options: ReportOptions): Promise<ReportPart> {
  const {
    title,
    subtitle,
    model,
    epochs = [],
    scores = {},
    quantity = 'nll',
    summary = [],
    trust,
    columns,
    conditions = [],
  } = options;
  const training = trainingSection(epochs);
  const drawn = [
    ...(trust === undefined ? [] : [trustSection(trust)]),
    ...(columns === undefined ? [] : columnSections(columns)),
    ...conditions.map(conditionSection),
    ...(await pictureSections(options)),
    ...(training === undefined ? [] : [training]),
  ];
  // A page and the files next to it show the same pictures.
  const sections = drawn.map((section) => ({
    ...section,
    figures: section.figures.map(({ name, figure }) => ({ name, figure: drawnOnce(figure) })),
  }));
  return {
    run: {
      title,
      ...(subtitle === undefined ? {} : { subtitle }),
      summary: [...scoreRows(model, scores, quantity), ...summary],
      sections: sections.map(sectionOnPage),
    },
    figures: sections.flatMap(({ figures }) => figures),
  };
}

/**
 * Everything there is to see of a model, as one self-contained HTML page: samples, reconstructions, transformations, codes, traversals,
 * interpolations and the curves of its training, as far as there are any.
 *
 * @returns the text of an HTML file
 * @throws Error when the examples do not fit the model
 */
export async function report(options: ReportOptions): Promise<string> {
  const { run } = await reportPart(options);
  return reportPage({ ...run, ...(options.footer === undefined ? {} : { footer: options.footer }) });
}
