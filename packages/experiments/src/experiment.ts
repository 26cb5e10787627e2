import type { ReportFigure, ReportTable } from '@vaekit/viz';
import type { Lab } from './lab/lab.js';
import type { Figures } from './statistics/figures.js';
import type { Verdict } from './verdict.js';
import type { Say, Words } from './words.js';

/** Where in the texts a claim stands, in their own words. */
export interface Phrase {
  /** The text's number. */
  readonly text: '000' | '001' | '002' | '003';
  /** The phrase, in Chinese. */
  readonly words: string;
  /** The phrase in English. */
  readonly english: string;
}

/** A formula beside a claim. */
export interface Formula {
  /** LaTeX, for KaTeX. */
  readonly tex: string;
  /** Its number in `docs/formulas.md`: `002.5`. */
  readonly number?: string;
}

/** What an experiment found, in numbers and pictures. */
export interface Measurement {
  readonly figures: Figures;
  /** The pictures, the first of which opens the section of the chapter. Drawn when a page is written, once a language. */
  readonly pictures: readonly ((say: Say) => ReportFigure)[];
  readonly tables?: readonly ((say: Say) => ReportTable)[];
}

/** A claim of the texts as something that can be run: one file, one claim. */
export interface Experiment {
  /** `pca-ae-deep`. */
  readonly name: string;
  readonly title: Words;
  /** One sentence that is true or not. */
  readonly claim: Words;
  readonly phrase: Phrase;
  readonly formulas: readonly Formula[];
  /** How the verdict is found, with its thresholds, which were fixed before anything was measured. */
  readonly criterion: Words;
  /** One or more paragraphs: what is done, how to read the pictures, what the texts leave out. */
  readonly about: readonly Words[];
  measure(lab: Lab): Promise<Measurement>;
  /** The verdict, from the figures alone. */
  decide(figures: Figures): Verdict;
}
