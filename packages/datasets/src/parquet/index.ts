export { readParquet, type ParquetCodec, type ReadParquetOptions } from './readParquet.js';
