export { type Codes, codesOf } from './codes.js';
export { completionsFigure, type CompletionsFigureOptions, type WholeImages } from './completionsFigure.js';
export { cornersFigure } from './cornersFigure.js';
export { type LabeledExamples, rowsOf } from './examples.js';
export { type Figure, isImage } from './figure.js';
export { interpolationFigure, type InterpolationFigureOptions } from './interpolationFigure.js';
export { extentOf, type ManifoldExtent, manifoldFigure, type ManifoldFigureOptions } from './manifoldFigure.js';
export { type Path, pathsBetween } from './pathsBetween.js';
export { reconstructionsFigure, type ReconstructionsFigureOptions } from './reconstructionsFigure.js';
export type { ColumnFigures, ComparedColumn } from './report/columnSection.js';
export type {
  ConditionedColumn,
  ConditionFigures,
  ConditionPlace,
  ConditionSummary,
  WriteValue,
} from './report/conditionSection.js';
export type { CorrelationFigures } from './report/correlationSection.js';
export type { NamedFigure } from './report/drawnSection.js';
export { report, type ReportPart, reportPart } from './report/report.js';
export type { ReportOptions } from './report/reportOptions.js';
export { epochsOf, type EpochScores, pseudoValues, type Scores } from './report/scores.js';
export type { TrustFigures } from './report/trustSection.js';
export { rowsByClass } from './rowsByClass.js';
export type { ComparedSeeds, SeedDifference, SeedGroup, SeedMean, SeedRow, SeedSpread } from './runs/comparedSeeds.js';
export { compareRuns, type ComparedRun, comparedValueText, type Comparison, type ComparisonRow } from './runs/compareRuns.js';
export { comparisonPage } from './runs/comparisonPage.js';
export { type ReportedRun, type ReportedRunOptions, runReport, runReportPage } from './runs/runReport.js';
export { differenceText, groupedComparison, spreadTexts, unendedTexts } from './runs/seedText.js';
export { unlikeIn } from './runs/unlikeIn.js';
export { samplesFigure, type SamplesFigureOptions } from './samplesFigure.js';
export { scatterFigure } from './scatterFigure.js';
export { topDimensions } from './topDimensions.js';
export { transformationFigure, type TransformationFigureOptions } from './transformationFigure.js';
export { traversalFigure, type TraversalFigureOptions } from './traversalFigure.js';
export { traversalStart, type TraversalStart, type TraversalStartOptions } from './traversalStart.js';
