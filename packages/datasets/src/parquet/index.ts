export { type ParquetTable, readParquet, type ReadParquetOptions } from './readParquet.js';
