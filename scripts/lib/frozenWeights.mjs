const floats = (base64) => {
  const bytes = Buffer.from(base64, 'base64');
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
};

/** How one weight differs between two sides, from the numbers' bits in base64. */
function difference(name, before, after) {
  const [a, b] = [floats(before), floats(after)];
  if (a.length !== b.length)
    return { size: Number.POSITIVE_INFINITY, text: `\`${name}\` had ${a.length} numbers and has ${b.length}` };
  let at = a.findIndex((value, i) => !Object.is(value, b[i]));
  let size = 0;
  for (let i = 0; i < a.length; i++) {
    const distance = Object.is(a[i], b[i]) ? 0 : Math.abs(a[i] - b[i]);
    // NaN on one side alone is the largest difference there is.
    const here = Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance;
    if (here > size) [size, at] = [here, i];
  }
  return { size, text: `largest difference ${size}, \`${name}\` at ${at}: was ${a[at]}, is ${b[at]}` };
}

/** Two sides' weights of one model, bit for bit: `equal`, or the largest difference and where. */
export function compareWeights(before, after) {
  const names = (all, others) => Object.keys(all).filter((name) => !Object.hasOwn(others, name));
  const [gone, come] = [names(before, after), names(after, before)];
  if (gone.length > 0 || come.length > 0)
    return `other weights: gone ${gone.join(', ') || 'none'}; new ${come.join(', ') || 'none'}`;
  const unequal = Object.keys(before).filter((name) => before[name] !== after[name]);
  if (unequal.length === 0) return 'equal';
  return unequal.map((name) => difference(name, before[name], after[name])).toSorted((a, b) => b.size - a.size)[0].text;
}

/** One line a model and engine, and whether all are equal. Both sides must have the same models. */
export function compareSides(before, after) {
  const cells = [...new Set([before, after].flatMap((side) => Object.keys(side)))].flatMap((model) =>
    [...new Set([before, after].flatMap((side) => Object.keys(side[model] ?? {})))].map((engine) => [model, engine]),
  );
  const results = cells.map(([model, engine]) => {
    const [a, b] = [before[model]?.[engine], after[model]?.[engine]];
    if (a !== undefined && b !== undefined) return { model, engine, result: compareWeights(a, b) };
    return { model, engine, result: a === undefined ? 'only on this side' : 'only on the other side' };
  });
  const width = Math.max(0, ...cells.map(([model]) => model.length));
  return {
    lines: results.map(({ model, engine, result }) => `${model.padEnd(width)}  ${engine.padEnd(8)}  ${result}`),
    equal: results.length > 0 && results.every(({ result }) => result === 'equal'),
  };
}
