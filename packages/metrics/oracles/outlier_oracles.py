"""Writes outlierOracles.json: an average precision with its bootstrap interval, score intervals of areas, the area by which two normals are told apart, and how various rows of two classes are.

    python outlier_oracles.py          (numpy, scipy and scikit-learn)
"""

import json
from pathlib import Path

import numpy as np
from scipy.integrate import quad
from scipy.spatial.distance import pdist
from scipy.optimize import brentq
from scipy.stats import binomtest, norm
from sklearn.metrics import average_precision_score

rng = np.random.default_rng(1837)
positive = np.arange(80) % 4 == 0
scores = np.round(rng.normal(size=80) + positive, 3)
yes, no = np.flatnonzero(positive), np.flatnonzero(~positive)
found = []
for _ in range(20_000):
    rows = np.concatenate([rng.choice(yes, len(yes)), rng.choice(no, len(no))])
    found.append(average_precision_score(positive[rows], scores[rows]))
real, made = np.round(rng.normal(size=(24, 3)), 3), np.round(0.7 * rng.normal(size=(24, 3)), 3)
labels = np.arange(24) % 2
spread = lambda rows: np.mean(pdist(rows, "sqeuclidean"))


def score_interval(area, m, n):
    """Newcombe 2006, part 2, method 5."""
    extra = (m + n) / 2 - 1
    variance = lambda t: t * (1 - t) * (1 + extra * (1 - t) / (2 - t) + extra * t / (1 + t)) / (m * n)
    off = lambda t: (t - area) ** 2 - norm.ppf(0.975) ** 2 * variance(t)
    # Where the area is 0 or 1 that end is a root by itself.
    low = 0 if area == 0 else brentq(off, 1e-12, area - 1e-9, xtol=1e-14)
    high = 1 if area == 1 else brentq(off, area + 1e-9, 1 - 1e-12, xtol=1e-14)
    return [float(low), float(high)]


result = {
    "separated": [{"area": a, "m": m, "n": n, "interval": score_interval(a, m, n)} for a, m, n in [(1, 12, 12), (1, 2, 40), (0, 5, 9), (0.5, 8, 10)]],
    # Apart but for some pairs, all of the lowest positive.
    "almost": [{"pairs": k, "m": m, "n": n, "interval": score_interval(1 - k / (m * n), m, n)} for k, m, n in [(1, 12, 12), (1, 30, 30), (7, 12, 500)]],
    "areaTwoApart": float(norm.cdf(2 / np.sqrt(2))),
    # Of 12 normals at 1.5 among 12 at 0: the precision at a threshold, averaged over those that are looked for.
    "averagePrecisionApart": float(quad(lambda x: norm.pdf(x - 1.5) * norm.sf(x - 1.5) / (norm.sf(x - 1.5) + norm.sf(x)), -8, 10)[0]),
    "scores": scores.tolist(),
    "positive": positive.tolist(),
    "averagePrecision": float(average_precision_score(positive, scores)),
    "interval": [float(v) for v in np.quantile(found, [0.025, 0.975])],
    # Of as many trials as there are positives.
    "trialsLow": float(binomtest(round(average_precision_score(positive, scores) * len(yes)), len(yes)).proportion_ci(method="wilson").low),
    # A linear classifier tells normals with means one deviation apart with this area: the probability that one is above the other.
    "areaOneApart": float(norm.cdf(1 / np.sqrt(2))),
    "real": real.ravel().tolist(),
    "made": made.ravel().tolist(),
    "diversity": float(np.mean([spread(made[labels == y]) / spread(real[labels == y]) for y in (0, 1)])),
}
Path(__file__).with_name("outlierOracles.json").write_text(json.dumps(result) + "\n")
