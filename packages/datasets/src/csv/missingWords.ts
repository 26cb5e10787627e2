/**
 * The fields that stand for a missing value unless the caller names others: those of pandas, and what Excel, SAS, SPSS, statistical offices and people write.
 * `-` is a value in a column that also holds `+`, and `none` (but not `None`, which Python writes) is one everywhere.
 */
export const missingWords: readonly string[] = [
  ...['#N/A', '#N/A N/A', '#NA', '-1.#IND', '-1.#QNAN', '-NaN', '-nan', '1.#IND', '1.#QNAN', '<NA>', 'N/A', 'NA', 'NULL', 'NaN'],
  ...['None', 'n/a', 'nan', 'null', 'na', 'NAN', 'Null', 'NaT'],
  ...['#NV', '#DIV/0!', '#VALUE!', '#REF!', '#NAME?', '#NUM!', '#NULL!', '#WERT!', '#BEZUG!'],
  ...['?', '-', '--', '---', '.', '..', '\u2013', '\u2014', '\\N', '(null)', '<null>'],
  // MySQL's date that is none.
  ...['0000-00-00', '0000-00-00 00:00:00'],
];
