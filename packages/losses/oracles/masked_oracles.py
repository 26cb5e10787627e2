"""Writes maskedOracles.json: values and gradients of the likelihoods of @vaekit/losses where values are missing, by SciPy in float64.

    python masked_oracles.py          (numpy and scipy)
"""

import numpy as np
from scipy import integrate, special, stats

from masked_cases import GRID, case, log_cell, normals, on_grid, rng, some_missing, write

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

write("maskedOracles.json")
