"""Writes intervalOracles.json: quantiles of Student's t, t intervals, and Wilson's intervals of shares, by SciPy.

    python interval_oracles.py          (numpy and scipy)
"""

import json
from pathlib import Path

import numpy as np
from scipy import stats

rng = np.random.default_rng(1908)

quantiles = [
    {"level": level, "df": df, "t": float(stats.t.ppf((1 + level) / 2, df))}
    for level in (0.5, 0.8, 0.95, 0.99, 0.9999)
    for df in (1, 2, 3, 4, 5, 9, 30, 99, 1000, 9999)
]


def interval(values, level):
    low, high = stats.t.interval(level, len(values) - 1, loc=np.mean(values), scale=stats.sem(values))
    return {"mean": float(np.mean(values)), "low": float(low), "high": float(high)}


intervals = []
for n, level in ((2, 0.95), (3, 0.95), (5, 0.9), (12, 0.99)):
    a, b = np.round(rng.normal(100, 2, size=n), 6), np.round(rng.normal(99, 2, size=n), 6)
    intervals.append({"a": a.tolist(), "b": b.tolist(), "level": level, "of_a": interval(a, level), "paired": interval(a - b, level)})


def share(right, n):
    """Wilson's score interval."""
    found = stats.binomtest(right, n).proportion_ci(0.95, method="wilson")
    return {"right": right, "n": n, "mean": right / n, "low": float(found.low), "high": float(found.high)}


shares = [share(*of) for of in ((0, 12), (1, 12), (12, 12), (1, 1), (37, 50), (1996, 2000))]
Path(__file__).with_name("intervalOracles.json").write_text(json.dumps({"quantiles": quantiles, "intervals": intervals, "shares": shares}) + "\n")
