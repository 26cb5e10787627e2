"""Writes countDrawOracles.json: quantiles of Poisson's and the negative binomial distribution (SciPy), at numbers that float32 has."""

import json
from pathlib import Path

import numpy as np
from scipy.stats import nbinom, poisson

u = np.float32([0.25, 0.5, 0.75, 0.9, 0.99, 0.999])
rare = np.float32([1 - 8e-6, 1 - 2.0**-23, 1 - 2.0**-24])


def quantiles(distribution, at, **given):
    return {**given, "u": [float(each) for each in at], "counts": distribution.ppf(at.astype(np.float64)).astype(int).tolist()}


cases = [
    quantiles(poisson(mean), np.concatenate([u, rare]), mean=mean) for mean in (0.2, 1, 5, 30, 60, 120, 250, 1000, 100_000)
]
cases += [
    quantiles(nbinom(r, r / (r + mean)), u, mean=mean, r=r)
    for mean, r in ((2, 0.5), (40, 1), (200, 5), (300, 1), (5000, 0.5), (5000, 2), (5000, 10), (5000, 1000))
]
Path(__file__).with_name("countDrawOracles.json").write_text(json.dumps(cases) + "\n")
