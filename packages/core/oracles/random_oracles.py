"""Writes randomOracles.json: natural logarithms and normal quantiles to 17 digits, by mpmath and SciPy.

    python random_oracles.py          (scipy, mpmath)
"""

import json
from pathlib import Path

import mpmath
import numpy as np
from scipy import stats

mpmath.mp.dps = 40
rng = np.random.default_rng(19880601)
arguments = np.concatenate(
    [[1.0, np.e, 0.5, 2.0, np.sqrt(0.5), np.sqrt(2.0), 1 - 2.0**-53, 1 + 2.0**-52, 2.0**-33, 1e-300, 1e300], rng.uniform(0, 4, 60), 10.0 ** rng.uniform(-12, 3, 60)]
)
probabilities = np.concatenate(
    [
        [0.5, 0.075, 0.0749999, 0.925, 0.9250001, 0.25, 0.75, 1e-10, 1e-8, 1e-5, 1e-3, 1 - 1e-3, 1 - 1e-5, 1 - 1e-8, 0.5 * 2.0**-32, 1 - 0.5 * 2.0**-32, 1e-15, 1e-50, 1e-200],
        rng.uniform(0, 1, 80),
        10.0 ** rng.uniform(-10, -1, 40),
    ]
)


def quantile(p):
    # One root of the exact distribution function from SciPy's value, at 40 digits.
    p = mpmath.mpf(float(p))
    start = mpmath.mpf(float(stats.norm.ppf(float(p))))
    return float(mpmath.findroot(lambda z: mpmath.log(mpmath.ncdf(z) / p) if p < 0.5 else mpmath.log(mpmath.ncdf(-z) / (1 - p)), start))


oracles = {
    "logarithm": [[float(x), float(mpmath.log(mpmath.mpf(float(x))))] for x in arguments],
    "normalQuantile": [[float(p), quantile(p)] for p in probabilities],
}
Path(__file__).with_name("randomOracles.json").write_text(json.dumps(oracles) + "\n")
