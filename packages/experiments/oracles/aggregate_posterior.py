"""Three normals in the plane: KL to N(0, I), mutual information and log-densities by adaptive quadrature (SciPy).

python3 packages/experiments/oracles/aggregate_posterior.py
"""
import json
from pathlib import Path

import numpy as np
import scipy
from scipy.integrate import dblquad
from scipy.stats import multivariate_normal

means = [[0.5, -0.25], [-1.0, 0.75], [0.6, 1.1]]
deviations = [[0.2, 0.35], [0.5, 0.15], [0.3, 0.3]]
weights = [0.5, 0.2, 0.3]
parts = [multivariate_normal(m, np.diag(np.square(s))) for m, s in zip(means, deviations)]
standard = multivariate_normal([0, 0], np.eye(2))
LOW, HIGH = -5.0, 5.0


def q(z):
    return sum(w * part.pdf(z) for w, part in zip(weights, parts))


def integral(f):
    # Breaks at the middles of the normals keep the adaptive rule from missing them.
    edges = [LOW, -1.5, -0.5, 0.25, 0.75, 1.5, HIGH]
    return sum(
        dblquad(lambda y, x: f([x, y]), edges[i], edges[i + 1], edges[j], edges[j + 1], epsabs=1e-8, epsrel=1e-7)[0]
        for i in range(len(edges) - 1)
        for j in range(len(edges) - 1)
    )


def log_ratio(z, part):
    return part.logpdf(z) - np.log(max(q(z), 1e-300))


divergence = integral(lambda z: q(z) * (np.log(max(q(z), 1e-300)) - standard.logpdf(z)))
information = sum(w * integral(lambda z, part=part: part.pdf(z) * log_ratio(z, part)) for w, part in zip(weights, parts))
mean_kl = sum(
    w * 0.5 * (np.square(m) + np.square(s) - 2 * np.log(s) - 1).sum() for w, m, s in zip(weights, means, deviations)
)
points = [[0.0, 0.0], [0.5, -0.2], [-1.2, 0.8], [2.0, -2.0]]
result = {
    "scipy": scipy.__version__,
    "means": means,
    "deviations": deviations,
    "weights": weights,
    "divergence": divergence,
    "information": information,
    "meanKl": mean_kl,
    "points": points,
    "logDensities": [float(np.log(q(z))) for z in points],
}
Path(__file__).with_suffix(".json").write_text(json.dumps(result, indent=2) + "\n")
