"""Writes columnOracles.json: Kolmogorov-Smirnov distances, total variations and rank correlations, by SciPy.

    python column_oracles.py            (numpy and scipy)
"""

import json
from pathlib import Path

import numpy as np
from scipy import stats
from scipy.spatial import distance

rng = np.random.default_rng(1933)

samples = [
    (rng.normal(size=40), rng.normal(0.5, size=60)),
    (np.zeros(9), np.concatenate([np.zeros(4), np.ones(3)])),
    (rng.integers(0, 5, size=50), rng.integers(0, 6, size=35)),
    ([1.0], [2.0]),
    (rng.exponential(size=30), rng.exponential(3, size=30)),
]
smirnov = []
for a, b in samples:
    a, b = np.round(np.asarray(a, float), 4), np.round(np.asarray(b, float), 4)
    smirnov.append({"a": a.tolist(), "b": b.tolist(), "distance": float(stats.ks_2samp(a, b).statistic)})

variations = []
for a, b in (([3, 1], [3, 1]), ([10, 0, 0], [0, 4, 4]), ([12, 30, 7, 0], [100, 41, 9, 25])):
    p, q = np.asarray(a) / np.sum(a), np.asarray(b) / np.sum(b)
    variations.append({"a": a, "b": b, "distance": float(distance.cityblock(p, q) / 2)})

x = rng.normal(size=25)
columns = np.round([x, np.exp(x), x + rng.normal(size=25), -(x**3) + rng.normal(size=25), rng.integers(0, 3, size=25)], 3)
spearman = {"columns": columns.tolist(), "correlations": stats.spearmanr(columns, axis=1).statistic.tolist()}

holed = np.where(rng.random(columns.shape) < 0.3, np.nan, columns)
pairs = [[stats.spearmanr(a, b, nan_policy="omit").statistic for b in holed] for a in holed]
gaps = {
    "columns": [[None if np.isnan(value) else value for value in column] for column in holed.tolist()],
    "correlations": np.asarray(pairs, float).tolist(),
}

found = {"smirnov": smirnov, "variations": variations, "spearman": spearman, "gaps": gaps}
Path(__file__).with_name("columnOracles.json").write_text(json.dumps(found) + "\n")
