// log p(x) of the synthetic sets of points, from how they are made, and that of one normal distribution that is fitted to them.
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

const POINTS = 2000;

const logSumExp = (values) => {
  const largest = values.reduce((a, b) => Math.max(a, b), -Infinity);
  return largest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0));
};
const logNormal = (square, deviation, dimensions) =>
  -square / (2 * deviation * deviation) - dimensions * Math.log(deviation * Math.sqrt(2 * Math.PI));

/** A curve (several, each as likely) whose parameter u is uniform in [0, 1], with normal noise: the integral over u by the midpoint rule. */
const alongCurves = (curves, noise) => {
  const places = curves.flatMap((curve) => Array.from({ length: POINTS }, (_, i) => curve((i + 0.5) / POINTS)));
  return (x, y) => logSumExp(places.map(([a, b]) => logNormal((x - a) ** 2 + (y - b) ** 2, noise, 2))) - Math.log(places.length);
};

/** The normal distribution function, by the midpoint rule: only the ends of an interval need it. */
function normalBelow(z) {
  if (Math.abs(z) > 8) return z > 0 ? 1 : 0;
  const steps = 4000;
  let sum = 0;
  for (let i = 0; i < steps; i++) sum += Math.exp(-0.5 * ((z * (i + 0.5)) / steps) ** 2);
  return 0.5 + (sum * z) / steps / Math.sqrt(2 * Math.PI);
}

function swissRoll() {
  const curve = (u) => {
    const t = 2 * Math.PI * (0.75 + 1.5 * u);
    return [t * Math.cos(t), t * Math.sin(t)];
  };
  const plane = alongCurves([curve], 0.1);
  return ([x, h, y]) => plane(x, y) + Math.log((normalBelow(h / 0.1) - normalBelow((h - 21) / 0.1)) / 21);
}

/** By the change of variables from (u, v): the roots u of each arm are found between the places of a grid. */
function pinwheel() {
  const [arms, rate, along, across] = [5, 0.25, 0.3, 0.1];
  return ([x, y]) => {
    const terms = [];
    for (let k = 0; k < arms; k++) {
      const turned = (u) => {
        const angle = (2 * Math.PI * k) / arms + rate * Math.exp(u);
        const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
        return [(cosine * x + sine * y) / 2, (cosine * y - sine * x) / 2];
      };
      const gap = (u) => turned(u)[0] - u;
      for (let u = -1; u < 3; u += 0.01) {
        if (gap(u) * gap(u + 0.01) > 0) continue;
        let [low, high] = [u, u + 0.01];
        for (let i = 0; i < 40; i++) {
          const middle = (low + high) / 2;
          if (gap(low) * gap(middle) <= 0) high = middle;
          else low = middle;
        }
        const v = turned(low)[1];
        const stretched = 4 * Math.abs(1 - rate * Math.exp(low) * v);
        terms.push(logNormal((low - 1) ** 2, along, 1) + logNormal(v * v, across, 1) - Math.log(arms * stretched));
      }
    }
    return terms.length === 0 ? -Infinity : logSumExp(terms);
  };
}

const circle = (radius) => (u) => [radius * Math.cos(2 * Math.PI * u), radius * Math.sin(2 * Math.PI * u)];
const moon = (u) => [Math.cos(Math.PI * u), Math.sin(Math.PI * u)];
const otherMoon = (u) => [1 - moon(u)[0], 0.5 - moon(u)[1]];
const planar =
  (density) =>
  ([x, y]) =>
    density(x, y);

const densities = {
  moons: () => planar(alongCurves([moon, otherMoon], 0.1)),
  rings: () => planar(alongCurves([2 / 3, 4 / 3, 2].map(circle), 0.05)),
  pinwheel,
  'swiss-roll': swissRoll,
};

const rowsOf = ({ data, shape: [rows, width] }) => Matrix.from1DArray(rows, width, data);

/** The mean of −log p(x) over examples: an estimate of the entropy. */
export function entropyOf(name, set) {
  if (set.logLikelihood !== undefined) {
    const values = set.logLikelihood(set.test.x);
    return -values.reduce((sum, value) => sum + value, 0) / values.length;
  }
  const density = densities[name]();
  const rows = rowsOf(set.test.x).to2DArray();
  return -rows.reduce((sum, row) => sum + density(row), 0) / rows.length;
}

/** The mean of −log N(x; m, C) over the test part, fitted to the training part; without correlations where the truth is itself a normal distribution. */
export function normalNll({ train, test }, { correlated }) {
  const x = rowsOf(train.x);
  const mean = x.mean('column');
  const centered = x.subRowVector(mean);
  const covariance = centered.transpose().mmul(centered).div(x.rows);
  const used = correlated ? covariance : Matrix.diag(covariance.diagonal());
  const { realEigenvalues: variances, eigenvectorMatrix: axes } = new EigenvalueDecomposition(used, { assumeSymmetric: true });
  const rest = rowsOf(test.x).subRowVector(mean).mmul(axes);
  let sum = 0;
  for (let row = 0; row < rest.rows; row++)
    for (const [i, variance] of variances.entries()) sum -= logNormal(rest.get(row, i) ** 2, Math.sqrt(variance), 1);
  return sum / rest.rows;
}
