"""Writes outlierOracles.json: an average precision with its bootstrap interval, the area by which two normals are told apart, and how various rows of two classes are.

    python outlier_oracles.py          (numpy, scipy and scikit-learn)
"""

import json
from pathlib import Path

import numpy as np
from scipy.spatial.distance import pdist
from scipy.stats import norm
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
result = {
    "scores": scores.tolist(),
    "positive": positive.tolist(),
    "averagePrecision": float(average_precision_score(positive, scores)),
    "interval": [float(v) for v in np.quantile(found, [0.025, 0.975])],
    # A linear classifier tells normals with means one deviation apart with this area: the probability that one is above the other.
    "areaOneApart": float(norm.cdf(1 / np.sqrt(2))),
    "real": real.ravel().tolist(),
    "made": made.ravel().tolist(),
    "diversity": float(np.mean([spread(made[labels == y]) / spread(real[labels == y]) for y in (0, 1)])),
}
Path(__file__).with_name("outlierOracles.json").write_text(json.dumps(result) + "\n")
