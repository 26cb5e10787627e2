/** How many examples each class has, in the order in which `archive` holds them. */
export const perClass: readonly number[];
/** An IDX file of shape [10000, 28, 28], class after class, gzip-compressed, in base64. */
export const archive: string;
