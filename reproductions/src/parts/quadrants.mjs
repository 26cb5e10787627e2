/** Where a quadrant lies: whether in the lower half, whether in the right one. */
const PLACES = { 'upper-left': [0, 0], 'upper-right': [0, 1], 'lower-left': [1, 0], 'lower-right': [1, 1] };

/**
 * Images of bytes, `[rows, side, side, 1]`, as the pixels that are to be completed, `x`, and those of the quadrants `given`, `y`, from 0 to 1; each in
 * reading order.
 */
export function quadrants({ x: { data, shape } }, given) {
  const [rows, side] = shape;
  const size = side * side;
  const taken = given.map((name) => PLACES[name]);
  const isGiven = (place) => {
    const [lower, right] = [Math.floor(place / side), place % side].map((at) => Number(at >= side / 2));
    return taken.some(([row, column]) => row === lower && column === right);
  };
  const places = Array.from({ length: size }, (_, place) => place);
  const [seen, missing] = [places.filter(isGiven), places.filter((place) => !isGiven(place))];
  const gather = (of, from, out) => {
    for (let row = 0; row < rows; row++) of.forEach((place, i) => (out[row * of.length + i] = from(data[row * size + place])));
    return { data: out, shape: [rows, of.length] };
  };
  return {
    x: gather(missing, (value) => value, new Uint8Array(rows * missing.length)),
    y: gather(seen, (value) => value / 255, new Float32Array(rows * seen.length)),
  };
}
