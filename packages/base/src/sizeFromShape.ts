/** How many numbers a tensor of this shape has: the product of its extents, 1 for a single number. */
export const sizeFromShape = (shape: readonly number[]): number => shape.reduce((size, extent) => size * extent, 1);
