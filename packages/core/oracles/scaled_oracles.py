"""Writes scaledOracles.json: densities of numbers in their own units, by SciPy in float64.

    python scaled_oracles.py          (numpy and scipy)
"""

import json
from pathlib import Path

import numpy as np
from scipy import stats

rng = np.random.default_rng(31)
ROWS, WIDTH = 3, 4
mean, deviation = np.array([50.0, -3.0, 1e4, 0.0]), np.array([9.0, 0.01, 2e3, 1.0])
output = np.float32(rng.normal(0, 1, (ROWS, WIDTH))).astype(float)
x = np.float32(mean + deviation * rng.normal(0, 1, (ROWS, WIDTH))).astype(float)
seen = np.array([[1, 1, 1, 1], [1, 0, 1, 0], [0, 0, 0, 0]])
center = mean + deviation * output
costs = {
    "gaussian": -stats.norm.logpdf(x, center, 0.5 * deviation),
    "laplace": -stats.laplace.logpdf(x, center, 0.5 * deviation),
    "studentT": -stats.t.logpdf(x, 4, center, 0.5 * deviation),
}
listed = lambda a: np.asarray(a, dtype=float).round(9).ravel().tolist()
result = {
    **{name: listed(value) for name, value in [("mean", mean), ("deviation", deviation), ("output", output), ("x", x), ("mask", seen)]},
    "center": listed(center),
    "nll": {kind: {"all": listed(cost.sum(1)), "seen": listed((cost * seen).sum(1))} for kind, cost in costs.items()},
}
Path(__file__).with_name("scaledOracles.json").write_text(json.dumps(result, separators=(",", ":")) + "\n")
