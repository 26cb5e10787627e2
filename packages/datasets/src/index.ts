export type { PlainTensor, TypedArray } from '@vaekit-internal/base';
export { arrayExamples, type ArrayExamplesOptions } from './arrayExamples.js';
export { arrayLabels, type ArrayLabels, labelClasses, type LabelArray } from './arrayLabels.js';
export { binarize, type BinarizeOptions } from './binarize.js';
export { type ByteSource, bytesSource } from './byteSource.js';
export { canvasDecoder } from './canvasDecoder.js';
export {
  cifar100CoarseClasses,
  cifar100FineClasses,
  cifar10Classes,
  emnistClasses,
  type EmnistSplit,
  fashionMnistClasses,
} from './classNames.js';
export { readCifar10, readCifar100, type ReadCifar100Options } from './cifar.js';
export { detectDialect, type DialectOptions } from './csv/detectDialect.js';
export { inferTextType } from './csv/inferTextType.js';
export { type CsvTable, type FieldKind, type FieldKinds, readCsv, type ReadCsvOptions } from './csv/readCsv.js';
export { DataError, type DataErrorKind } from './dataError.js';
export type { ArraySchema, ColumnRole, ColumnSchema, DataSchema, Dialect } from './dataSchema.js';
export { dataSchemaFromJSON } from './dataSchemaFromJSON.js';
export { describeArray } from './describeArray.js';
export { type ColumnKind, describeTable, type DescribeTableOptions } from './describeTable.js';
export { dataInfo, type DataInfo, type SplitInfo } from './dataInfo.js';
export { detectFormat, type FileFormat } from './detectFormat.js';
export { digits } from './digits.js';
export { readDsprites, type ReadDspritesOptions } from './dsprites.js';
export { type DensityDataSet, eightGaussians, type EightGaussiansOptions } from './eightGaussians.js';
export {
  type ColumnEncoding,
  type ColumnPart,
  columnParts,
  type Cycle,
  otherWord,
  type TableEncoding,
} from './encoding/columnEncoding.js';
export { columnTypes } from './encoding/columnTypes.js';
export { decodeTable, type DecodeTableOptions } from './encoding/decodeTable.js';
export { encodeTable, type EncodeTableOptions } from './encoding/encodeTable.js';
export { fitTableEncoding, type FitTableEncodingOptions } from './encoding/fitTableEncoding.js';
export { tableEncodingFromJSON } from './encoding/tableEncodingFromJSON.js';
export type { Binarization, DataSet, Examples, Factors, Unseen } from './examples.js';
export { type ChunkOptions, drawFromGrid, type DrawFromGridOptions, type Factor, type FactorGrid } from './factorGrid.js';
export { fetchDataSet, type FetchDataSetOptions } from './fetchDataSet.js';
export { type FileLike, type FileTree, fileTreeOf, type TreeFile } from './reading/fileTree.js';
export { guardedText, unguardedText } from './formulaGuard.js';
export { readIdx, type IdxArray, writeIdx } from './idx.js';
export { type ImageCell, imageColumn } from './imageColumn.js';
export { type DecodedImage, type ImageDecoder, type ImageFit, type ImageRequest } from './imageDecoder.js';
export { imageExamples, type ImageExamplesOptions, type ImageFile } from './imageExamples.js';
export { type ExactPosterior, linearGaussian, type LinearGaussianDataSet, type LinearGaussianOptions } from './linearGaussian.js';
export { moonPhases, type MoonPhasesOptions } from './moonPhases.js';
export { moons, type MoonsOptions } from './moons.js';
export { type Checksums, type NamedSet, namedSet, type NamedSetFile, type NamedSetName, namedSets } from './namedSets.js';
export { type NpyArray, type NpyTensor, type NpyText, readNpy, type ReadNpyOptions, writeNpy } from './npy.js';
export { readNpz, type ReadNpzOptions } from './npz.js';
export { type ImageShape, pixelTable, type PixelTable } from './pixelTable.js';
export { pinwheel, type PinwheelOptions } from './pinwheel.js';
export { type PngImage, readPng } from './png.js';
export { readExamplesFrom } from './reading/readExamplesFrom.js';
export type { PartName, ReadExamples, ReadExamplesOptions } from './reading/readExamplesOptions.js';
export { readJsonLines, type ReadJsonLinesOptions } from './readJsonLines.js';
export { type NamedSetOptions, readNamedSet } from './readNamedSet.js';
export type { ReadOptions } from './readOptions.js';
export { rectangles, type RectanglesOptions } from './rectangles.js';
export { rings, type RingsOptions } from './rings.js';
export { formatCell } from './spellCell.js';
export type { RowIds } from './rowIds.js';
export { split, type Split, type SplitOptions } from './split.js';
export { splitTable, type SplitTable, type SplitTableOptions } from './splitTable.js';
export { spriteGrid, type SpriteGridOptions, sprites, type SpritesOptions } from './sprites.js';
export { sizeOf, subset, take } from './subset.js';
export { swissRoll, type SwissRollOptions } from './swissRoll.js';
export type { SyntheticOptions } from './syntheticSet.js';
export {
  type CategoryColumn,
  type ColumnType,
  type NumericColumn,
  type Spelling,
  subsetTable,
  type Table,
  type TableColumn,
  type TextColumn,
} from './table.js';
export { validateExamples } from './validateExamples.js';
export { writeCsv, type WriteCsvOptions } from './writeCsv.js';
