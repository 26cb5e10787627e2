/** The most different texts of a column that is a category however often each comes. */
const mostCategories = 100;

/**
 * Whether a column of texts holds categories or free text, from how often each text comes: `text` if there are over 100 different ones (or `most`) and over half of the rows hold one
 * that comes nowhere else.
 */
export function inferTextType(counts: readonly number[], most: number = mostCategories): 'category' | 'text' {
  let rows = 0;
  let single = 0;
  for (const count of counts) {
    rows += count;
    if (count === 1) single++;
  }
  return counts.length > most && 2 * single > rows ? 'text' : 'category';
}
