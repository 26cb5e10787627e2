export type { PlainTensor, TypedArray } from '@vaekit-internal/base';
export { accuracyCurve, type AccuracyCurveOptions } from './accuracyCurve.js';
export type { ColorMap } from './colorMap.js';
export { dotChart, type DotChartOptions, type DotRow } from './dotChart.js';
export { encodeGif, type GifOptions } from './encodeGif.js';
export { encodePng } from './encodePng.js';
export type { Series } from './epochCurves.js';
export { escapeHtml } from './escapeHtml.js';
export { fieldMap, type FieldMapOptions, type FieldPoint } from './fieldMap.js';
export { formatNumber } from './formatNumber.js';
export { heatMap, type HeatMapOptions } from './heatMap.js';
export type { FigureGridOptions } from './imageFigure.js';
export { imageGrid, type ImageGridOptions } from './imageGrid.js';
export { imageGridFigure, type ImageGridFigureOptions } from './imageGridFigure.js';
export { interpolationFigure, type InterpolationFigureOptions } from './interpolationFigure.js';
export { interpolationFrames, interpolationGif, type InterpolationGifOptions } from './interpolationGif.js';
export { interpolationStrip, type InterpolationStripOptions } from './interpolationStrip.js';
export { klByDimension, type KlByDimensionOptions } from './klByDimension.js';
export { latentManifoldFigure, type LatentManifoldFigureOptions } from './latentManifoldFigure.js';
export { latentManifoldGrid } from './latentManifoldGrid.js';
export { latentScatter, type LatentScatterOptions } from './latentScatter.js';
export { lineChart, type LineChartOptions, type LineSeries } from './lineChart.js';
export { lossCurves, type LossCurvesOptions } from './lossCurves.js';
export { palette } from './palette.js';
export { pointChart, type PointChartOptions, type PointSeries } from './pointChart.js';
export type { Raster } from './raster.js';
export type { AxisScale } from './plotFrame.js';
export { reconstructionFigure, type ReconstructionFigureOptions } from './reconstructionFigure.js';
export { reconstructionGrid, type ReconstructionGridOptions } from './reconstructionGrid.js';
export {
  report,
  type ReportFigure,
  type ReportOptions,
  type ReportRow,
  type ReportRun,
  type ReportSection,
  type ReportTable,
} from './report.js';
export type { ReportLink } from './reportLinks.js';
export type { ReportTexts } from './reportTexts.js';
export type { ReportVerdict } from './reportVerdict.js';
export type { Rule } from './ruleLines.js';
export { samplesByClassFigure, type SamplesByClassFigureOptions } from './samplesByClassFigure.js';
export { samplesByClassGrid, type SamplesByClassGridOptions } from './samplesByClassGrid.js';
export type { FigureOptions } from './svgDocument.js';
export { terminalPreview, type TerminalPreviewOptions } from './terminalPreview.js';
export type { Theme } from './theme.js';
export type { GridOptions, Rgb } from './tileLayout.js';
export { traversalFigure, type TraversalFigureOptions } from './traversalFigure.js';
export { traversalGrid, type TraversalGridOptions } from './traversalGrid.js';
