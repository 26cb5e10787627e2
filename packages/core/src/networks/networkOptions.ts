/** Throws unless a value is a whole number of at least 1. */
export function requireCount(caller: string, name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) {
    throw new RangeError(`${caller}: \`${name}\` is ${value}; expected a whole number of at least 1`);
  }
}

/** Throws unless every value is a whole number of at least 1. */
export function requireCounts(caller: string, name: string, values: readonly number[]): void {
  if (!Array.isArray(values)) {
    throw new TypeError(
      `${caller}: \`${name}\` is ${String(values)}; expected a list of whole numbers of at least 1, such as [400], or [] for none`,
    );
  }
  values.forEach((value, i) => requireCount(caller, `${name}[${i}]`, value));
}

/** Throws unless there is one hidden layer or more, each of a whole number of units. */
export function requireHidden(caller: string, hidden: readonly number[]): void {
  requireCounts(caller, 'hidden', hidden);
  if (hidden.length === 0) throw new RangeError(`${caller}: \`hidden\` is empty; expected the width of one layer or more`);
}

/** Throws unless `0 <= rate < 1`. */
export function requireRate(caller: string, name: string, rate: number): void {
  if (!(rate >= 0 && rate < 1)) throw new RangeError(`${caller}: \`${name}\` is ${rate}; expected 0 <= ${name} < 1`);
}

/** Throws unless a shape is that of an image whose sides can be halved so many times. */
export function requireHalvings(caller: string, image: readonly number[], times: number): void {
  if (image.length !== 3) {
    throw new RangeError(
      `${caller}: an image has shape [height, width, channels] but got [${image.join(',')}]; reshape the data, or use mlp networks`,
    );
  }
  requireCounts(caller, 'image shape', image);
  const step = 2 ** times;
  if (image[0]! % step !== 0 || image[1]! % step !== 0) {
    throw new RangeError(
      `${caller}: ${times} stride-2 layers need sides divisible by ${step} but the image is ${image[0]}×${image[1]}; pad the images or use fewer \`filters\``,
    );
  }
}
