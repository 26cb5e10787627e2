/**
 * The squared maximum mean discrepancy of two sets of features, without bias, with the kernel `(a·b/d + 1)³`: what is called kernel distance of samples, or
 * KID. It may be below 0 where the sets are alike.
 *
 * @param {{ data: Float32Array, shape: [number, number] }} a
 * @param {{ data: Float32Array, shape: [number, number] }} b
 * @see Bińkowski et al. 2018, "Demystifying MMD GANs", equation 4 and section 4
 */
export function kernelDistance(a, b) {
  const [m, d] = a.shape;
  const [n] = b.shape;
  const kernel = (x, i, y, j) => {
    let product = 0;
    for (let k = 0; k < d; k++) product += x[i * d + k] * y[j * d + k];
    return (product / d + 1) ** 3;
  };
  const within = ({ data, shape: [rows] }) => {
    let sum = 0;
    for (let i = 0; i < rows; i++) for (let j = 0; j < i; j++) sum += kernel(data, i, data, j);
    return (2 * sum) / (rows * (rows - 1));
  };
  let across = 0;
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) across += kernel(a.data, i, b.data, j);
  return within(a) + within(b) - (2 * across) / (m * n);
}
