"""Writes seeds.json: means over seeds, their intervals and those of differences, by SciPy; scores with known variances.

    python seeds.py          (numpy and scipy)
"""

import json
from pathlib import Path

import numpy as np
from scipy import stats

narrow, wide = np.array([2.5, 2.7, 2.45, 2.6]), np.array([2.25, 2.4, 2.3, 2.35])


def interval(values):
    low, high = stats.t.interval(0.95, len(values) - 1, loc=np.mean(values), scale=stats.sem(values))
    return {"mean": float(np.mean(values)), "low": float(low), "high": float(high)}


difference = wide.mean() - narrow[:3].mean()
half = np.hypot(stats.sem(wide) * stats.t.ppf(0.975, 3), stats.sem(narrow[:3]) * stats.t.ppf(0.975, 2))
# Scores of 400 examples, two draws of the code each: deviations 3 over examples and 0.5 over draws.
rng = np.random.default_rng(3)
truth = rng.normal(100, 3, 400)
draws = np.round(truth + rng.normal(0, 0.5, (2, 400)), 4)
n = draws.shape[1]
errors = {
    "testSet": float(np.sqrt(np.cov(draws)[0, 1] / n)),
    # Within examples: the pooled variance of two values each.
    "monteCarlo": float(np.sqrt(np.var(draws, axis=0, ddof=1).mean() / n)),
    "examples": n,
}
record = {
    "draws": draws.tolist(),
    "errors": errors,
    "narrow": narrow.tolist(),
    "wide": wide.tolist(),
    "ofNarrow": interval(narrow),
    "paired": interval(wide - narrow),
    "spread": float(np.sqrt(np.var(narrow, ddof=1) - 0.05**2)),
    "independent": {"mean": float(difference), "low": float(difference - half), "high": float(difference + half)},
}
Path(__file__).with_name("seeds.json").write_text(json.dumps(record) + "\n")
