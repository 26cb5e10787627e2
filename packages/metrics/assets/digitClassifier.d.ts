/** The weights of the classifier in the order of `digitShapes`, the upper 16 bits of each float32, little-endian, in base64. */
export const archive: string;
