"""Densities in the plane from SciPy: a sum of three normals, and moons by adaptive quadrature. Writes normalSum.json next to itself."""

import json
import pathlib

import numpy as np
import scipy
from scipy.integrate import quad
from scipy.stats import multivariate_normal

weights = [0.5, 0.3, 0.2]
means = [[0.0, 0.0], [1.0, -1.0], [-2.0, 0.5]]
log_vars = [[0.0, -1.0], [0.5, 0.2], [-2.0, -3.0]]
points = [[0.0, 0.0], [1.0, 1.0], [-2.0, 0.5], [3.0, -4.0], [40.0, 0.0]]


def mixture(x):
    parts = [np.log(w) + multivariate_normal(m, np.diag(np.exp(v))).logpdf(x) for w, m, v in zip(weights, means, log_vars)]
    return float(np.logaddexp.reduce(parts))


NOISE = 0.1
arcs = [lambda t: (np.cos(t), np.sin(t)), lambda t: (1 - np.cos(t), 0.5 - np.sin(t))]
near = [[1.0, 0.0], [0.5, 0.5], [0.0, 0.4], [2.0, 0.5], [1.0, -0.45], [-1.1, 0.1]]


def moons(x):
    def along(arc):
        def density(t):
            a, b = arc(t)
            return np.exp(-((x[0] - a) ** 2 + (x[1] - b) ** 2) / (2 * NOISE**2)) / (2 * np.pi * NOISE**2)

        # Cut into pieces shorter than the noise, so that no peak is missed.
        edges = np.linspace(0, np.pi, 65)
        return sum(quad(density, a, b, epsabs=1e-14, epsrel=1e-12)[0] for a, b in zip(edges, edges[1:])) / np.pi

    return float(np.log(0.5 * sum(along(arc) for arc in arcs)))


result = {
    "scipy": scipy.__version__,
    "mixture": {"weights": weights, "means": means, "logVars": log_vars, "points": points, "logDensity": [mixture(p) for p in points]},
    "moons": {"noise": NOISE, "points": near, "logDensity": [moons(p) for p in near]},
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result, indent=1) + "\n")
