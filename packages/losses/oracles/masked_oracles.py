"""Writes maskedOracles.json: values and gradients of the likelihoods of @vaekit/losses where values are missing, by SciPy in float64.

    python masked_oracles.py          (numpy and scipy)

Every likelihood is the sum of SciPy's log-probabilities over the elements that were observed, the others left out of the sum by their positions.
Gradients in the parameters are differences of fourth order; where a parameter belongs to missing elements only, they are 0 to the bit.
"""

import json
from pathlib import Path

import numpy as np
import scipy
from scipy import integrate, special, stats

rng = np.random.default_rng(20190611)
cases = []


def normals(shape, spread=1.0):
    return rng.standard_normal(shape) * spread


def single(array):
    return np.asarray(array, dtype=np.float32).astype(np.float64)


def listed(array):
    return {"shape": list(array.shape), "data": [float(str(np.float32(v))) for v in array.reshape(-1)]}


def plain(array):
    return [float(f"{v:.10g}") for v in array.reshape(-1)]


def some_missing(shape):
    """About a third is missing; of the first example nothing, of the last all."""
    mask = (rng.random(shape) > 0.35).astype(np.float64)
    mask[0], mask[-1] = 1, 0
    return mask


def gradient(f, parameters, name):
    """d f / d parameters[name] by differences: exact up to h⁴ and rounding, about 1e-11."""
    h, found = 1e-3, np.zeros(parameters[name].size)
    for i in range(found.size):
        def at(steps):
            moved = parameters[name].copy()
            moved.reshape(-1)[i] += steps * h
            return f({**parameters, name: moved})

        found[i] = (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * h)
    return found


def case(function, name, parameters, x, mask, nll, options=None, whole=None):
    """`nll(parameters, x)` gives the costs of elements, of the first axes of `whole` (the mask of elements; default `mask`)."""
    parameters = {key: single(value) for key, value in parameters.items()}
    x, seen = single(x), (mask if whole is None else whole) > 0
    weights = single(rng.uniform(0.5, 1.5, x.shape[0]) * rng.choice([-1, 1], x.shape[0]))

    def rows(given, each=lambda cost: cost):
        return np.array([each(cost[here]).sum() for cost, here in zip(nll(given, x), seen)])

    cases.append(
        {
            "function": function,
            "name": name,
            "parameters": {key: listed(value) for key, value in parameters.items()},
            "x": listed(x),
            "mask": listed(mask),
            "options": options or {},
            "value": plain(rows(parameters)),
            "scale": plain(rows(parameters, lambda cost: np.abs(cost) + 1)),
            "weights": plain(weights),
            "gradients": {key: plain(gradient(lambda given: weights @ rows(given), parameters, key)) for key in parameters},
        }
    )


EVENT = (2, 3)
SHAPE = (4, *EVENT)
mask = some_missing(SHAPE)

# ---- bits and unit interval --------------------------------------------------------------------------------------------------------------
bits = rng.integers(0, 2, SHAPE)
case("bernoulliNll", "bits", {"logits": normals(SHAPE, 2)}, bits, mask, lambda p, x: -stats.bernoulli.logpmf(x, special.expit(p["logits"])))


def continuous_bernoulli(p, x):
    total = np.vectorize(lambda l: integrate.quad(lambda t: np.exp(l * t), 0, 1, epsabs=1e-13, epsrel=1e-13)[0])(p["logits"])
    return np.log(total) - p["logits"] * x


case("continuousBernoulliNll", "gray values", {"logits": normals(SHAPE, 2)}, rng.random(SHAPE), mask, continuous_bernoulli)

# ---- real numbers ------------------------------------------------------------------------------------------------------------------------
case("squaredError", "real numbers", {"mean": normals(SHAPE)}, normals(SHAPE), mask, lambda p, x: (x - p["mean"]) ** 2)
case("gaussianNll", "one sigma as a number", {"mean": normals(SHAPE)}, normals(SHAPE), mask, lambda p, x: -stats.norm.logpdf(x, p["mean"], 0.75), {"sigma": 0.75})
case("laplaceNll", "one scale as a number", {"mean": normals(SHAPE)}, normals(SHAPE), mask, lambda p, x: -stats.laplace.logpdf(x, p["mean"], 0.75), {"scale": 0.75})
for name, width in [("one for all", (1,)), ("one for each element", (1, *EVENT)), ("one for each value", SHAPE)]:
    case("gaussianNll", name, {"mean": normals(SHAPE), "logVar": normals(width)}, normals(SHAPE), mask, lambda p, x: -stats.norm.logpdf(x, p["mean"], np.exp(p["logVar"] / 2)))
    case("laplaceNll", name, {"mean": normals(SHAPE), "logScale": normals(width)}, normals(SHAPE), mask, lambda p, x: -stats.laplace.logpdf(x, p["mean"], np.exp(p["logScale"])))
    case(
        "studentTNll",
        name,
        {"mean": normals(SHAPE), "logScale": normals(width), "logDegrees": normals(width, 0.5) + 1},
        normals(SHAPE),
        mask,
        lambda p, x: -stats.t.logpdf(x, np.exp(p["logDegrees"]), p["mean"], np.exp(p["logScale"])),
    )


def optimal(per, seen):
    def nll(p, x):
        squares = (x - p["mean"]) ** 2
        if per == "batch":
            sigma = np.sqrt(squares[seen].mean()) * np.ones(x.shape[0])
        else:
            sigma = np.array([np.sqrt(squares[row][seen[row]].mean()) if seen[row].any() else 1 for row in range(x.shape[0])])
        return -stats.norm.logpdf(x, p["mean"], sigma.reshape(-1, *[1] * (x.ndim - 1)))

    return nll


for per in ("batch", "example"):
    case("gaussianOptimalSigmaNll", f"of {per}", {"mean": normals(SHAPE)}, normals(SHAPE), mask, optimal(per, mask > 0), {"per": per})

# ---- counts ------------------------------------------------------------------------------------------------------------------------------
counts = rng.poisson(3, SHAPE)
case("poissonNll", "counts", {"logRate": normals(SHAPE) + 1}, counts, mask, lambda p, x: -stats.poisson.logpmf(x, np.exp(p["logRate"])))


def negative_binomial(p, x):
    r, mu = np.exp(p["logDispersion"]), np.exp(p["logMean"])
    return -stats.nbinom.logpmf(x, r, r / (r + mu))


for name, width in [("one for each element", (1, *EVENT)), ("one for each value", SHAPE)]:
    case("negativeBinomialNll", name, {"logMean": normals(SHAPE) + 1, "logDispersion": normals(width)}, counts, mask, negative_binomial)

# ---- classes -----------------------------------------------------------------------------------------------------------------------------
classes = rng.integers(0, 3, SHAPE)
logits = normals((*SHAPE, 3), 2)


def of_index(p, x):
    return -np.take_along_axis(special.log_softmax(p["logits"], -1), x.astype(int)[..., None], -1)[..., 0]


def of_row(p, x):
    return -(special.log_softmax(p["logits"], -1) * x).sum(-1)


one_hot = np.eye(3)[classes]
case("categoricalNll", "by index", {"logits": logits}, classes, mask, of_index)
case("categoricalNll", "one-hot rows, the mask of their elements", {"logits": logits}, one_hot, mask[..., None], of_row, whole=mask)
case("categoricalNll", "one-hot rows, the mask repeated", {"logits": logits}, one_hot, np.repeat(mask[..., None], 3, -1), of_row, whole=mask)
parted = some_missing((*SHAPE, 3))
case("categoricalNll", "one-hot rows, of which parts are missing", {"logits": logits}, one_hot, parted, of_row, whole=parted.min(-1))

# ---- levels ------------------------------------------------------------------------------------------------------------------------------
LEVELS, LOW, HIGH = 16, -1, 1
GRID = {"levels": LEVELS, "range": [LOW, HIGH]}


def on_grid(shape):
    steps = rng.integers(0, LEVELS, shape)
    steps.reshape(-1)[:2] = [0, LEVELS - 1]
    return LOW + (HIGH - LOW) * steps / (LEVELS - 1)


def log_cell(x, mean, log_scale):
    half = (HIGH - LOW) / (LEVELS - 1) / 2
    above = np.where(x > HIGH - half, np.inf, x + half)
    below = np.where(x < LOW + half, -np.inf, x - half)
    return np.log(stats.logistic.cdf(above, mean, np.exp(log_scale)) - stats.logistic.cdf(below, mean, np.exp(log_scale)))


x = on_grid(SHAPE)
for name, width in [("one for all", (1,)), ("one for each value", SHAPE)]:
    case(
        "discretizedLogisticNll",
        name,
        {"mean": x + normals(SHAPE, 0.2), "logScale": normals(width, 0.5) - 1.5},
        x,
        mask,
        lambda p, x: -log_cell(x, p["mean"], p["logScale"]),
        GRID,
    )


def mixture(p, x):
    return -special.logsumexp(special.log_softmax(p["logits"], -1) + log_cell(x[..., None], p["means"], p["logScales"]), -1)


WIDE = (*SHAPE, 2)
many = {"logits": normals(WIDE), "means": x[..., None] + normals(WIDE, 0.2), "logScales": normals(WIDE, 0.5) - 1.5}
case("discretizedLogisticMixtureNll", "two components", many, x, mask, mixture, GRID)


def color(p, x):
    t, m, s = np.tanh(p["coefficients"]), p["means"], p["logScales"]
    red, green, blue = (x[..., c, None] for c in range(3))
    logs = (
        special.log_softmax(p["logits"], -1)
        + log_cell(red, m[..., 0, :], s[..., 0, :])
        + log_cell(green, m[..., 1, :] + t[..., 0, :] * red, s[..., 1, :])
        + log_cell(blue, m[..., 2, :] + t[..., 1, :] * red + t[..., 2, :] * green, s[..., 2, :])
    )
    return -special.logsumexp(logs, -1)


PIXELS = (4, 2, 2)
x = on_grid((*PIXELS, 3))
WIDE = (*PIXELS, 3, 2)
paint = {
    "logits": normals((*PIXELS, 2)),
    "means": x[..., None] + normals(WIDE, 0.2),
    "logScales": normals(WIDE, 0.5) - 1.5,
    "coefficients": normals(WIDE, 0.3),
}
pixels = some_missing(PIXELS)
case("discretizedLogisticRgbNll", "whole pixels", paint, x, np.repeat(pixels[..., None], 3, -1), color, GRID, whole=pixels)
case("discretizedLogisticRgbNll", "the mask of pixels", paint, x, pixels[..., None], color, GRID, whole=pixels)
channels = some_missing((*PIXELS, 3))
channels[1, 0, 0] = [1, 0, 1]
case("discretizedLogisticRgbNll", "pixels of which channels are missing", paint, x, channels, color, GRID, whole=channels.min(-1))

# ---- the columns of a table --------------------------------------------------------------------------------------------------------------
COLUMNS = [
    {"kind": "gaussian"},
    {"kind": "gaussian"},
    {"kind": "gaussian", "sigma": 0.5},
    {"kind": "categorical", "classes": 3},
    {"kind": "categorical", "classes": 3, "encoding": "index"},
    {"kind": "bernoulli"},
    {"kind": "laplace"},
    {"kind": "studentT", "degrees": 4},
    {"kind": "poisson"},
    {"kind": "negativeBinomial"},
    {"kind": "continuousBernoulli"},
]
WIDTHS = [1, 1, 1, 3, 1, 1, 1, 1, 1, 1, 1]


def table(given, x):
    p = given["parameters"].T
    return np.stack(
        [
            -stats.norm.logpdf(x[:, 0], p[0], np.exp(p[1] / 2)),
            -stats.norm.logpdf(x[:, 1], p[2], np.exp(p[3] / 2)),
            -stats.norm.logpdf(x[:, 2], p[4], 0.5),
            of_row({"logits": p[5:8].T}, x[:, 3:6]),
            of_index({"logits": p[8:11].T}, x[:, 6]),
            -stats.bernoulli.logpmf(x[:, 7], special.expit(p[11])),
            -stats.laplace.logpdf(x[:, 8], p[12], np.exp(p[13])),
            -stats.t.logpdf(x[:, 9], 4, p[14], np.exp(p[15])),
            -stats.poisson.logpmf(x[:, 10], np.exp(p[16])),
            negative_binomial({"logMean": p[17], "logDispersion": p[18]}, x[:, 11]),
            continuous_bernoulli({"logits": p[19]}, x[:, 12]),
        ],
        1,
    )


n = 6
x = np.concatenate(
    [
        normals((n, 3)),
        np.eye(3)[rng.integers(0, 3, n)],
        rng.integers(0, 3, (n, 1)),
        rng.integers(0, 2, (n, 1)),
        normals((n, 2)),
        rng.poisson(3, (n, 2)),
        rng.random((n, 1)),
    ],
    1,
)
parameters = {"parameters": normals((n, 20))}
cells = some_missing((n, len(COLUMNS)))
case("mixedColumnsNll", "the mask of columns", parameters, x, cells, table, {"columns": COLUMNS}, whole=cells)
case("mixedColumnsNll", "the mask of numbers", parameters, x, np.repeat(cells, WIDTHS, 1), table, {"columns": COLUMNS}, whole=cells)

lines = ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases)
Path(__file__).with_name("maskedOracles.json").write_text(f"[\n{lines}\n]\n")
print(len(cases), "cases, scipy", scipy.__version__)
