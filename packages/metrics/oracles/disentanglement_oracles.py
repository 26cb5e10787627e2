"""Writes disentanglementOracles.json: what disentanglement scores are made of, by NumPy, SciPy and scikit-learn.

    python disentanglement_oracles.py          (numpy, scipy and scikit-learn)
"""

import json
from pathlib import Path

import numpy as np
from scipy.linalg import sqrtm
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import mutual_info_score, roc_auc_score
from sklearn.tree import DecisionTreeClassifier

rng = np.random.default_rng(2019)
n, sizes = 240, [3, 4, 2]
factors = np.stack([rng.integers(0, size, n) for size in sizes], 1)
mix = np.array([[1.0, 0.1, 0.0, 0.4], [0.0, 0.8, 0.3, 0.4], [0.2, 0.0, 0.0, 1.5]])
codes = np.round(factors @ mix + rng.normal(0, 0.3, (n, 4)), 5)


def binned(values):
    return np.minimum(np.digitize(values, np.histogram(values, 20)[1][:-1]), 20)


m = np.array([[mutual_info_score(factors[:, f], binned(codes[:, d])) for f in range(3)] for d in range(4)])
h = np.array([mutual_info_score(factors[:, f], factors[:, f]) for f in range(3)])
ordered = np.sort(m, 0)[::-1]
r2 = np.array([[np.corrcoef(codes[:, d], factors[:, f])[0, 1] ** 2 for f in range(3)] for d in range(4)])
sap = np.sort(r2, 0)[::-1]
best = m.max(1)
modularity = float(np.mean(1 - ((m**2).sum(1) - best**2) / (best**2 * 2)))

deviations = np.zeros((4, 3))
most = np.abs(codes - codes.mean(0)).max(0)
for f in range(3):
    for value in range(sizes[f]):
        rows = factors[:, f] == value
        moved = np.abs(codes[rows] - codes[rows].mean(0))
        deviations[:, f] += rows.mean() * np.percentile(moved, 99, axis=0)
irs = float(np.average((1 - deviations / most[:, None]).max(1), weights=most))

half = n // 2


def fitted_probabilities(train, test, f):
    # Of two classes scikit-learn has one set of weights; ours has two, which the penalty makes opposite: the same as one of twice the C.
    c = 2.0 if sizes[f] == 2 else 1.0
    return LogisticRegression(C=c, tol=1e-6, max_iter=10000).fit(codes[train], factors[train, f]).predict_proba(codes[test])


def explicitness(order):
    train, test = order[:half], order[half:]
    areas = []
    for f in range(3):
        p = fitted_probabilities(train, test, f)
        areas += [roc_auc_score(factors[test, f] == k, p[:, k]) for k in range(sizes[f])]
    return float(np.mean(areas))


probabilities = [fitted_probabilities(range(half), [half], f)[0].tolist() for f in range(3)]
# A stream of its own, so that the other numbers stay.
halves = np.random.default_rng(18)
explicit = [explicitness(halves.permutation(n)) for _ in range(60)]

tree = DecisionTreeClassifier(max_depth=10, random_state=0).fit(codes, factors[:, 1])
s = np.cov(codes.T)
d = np.diag(np.diag(s))
root = sqrtm(s)
pairs = [mutual_info_score(binned(codes[:, i]), binned(codes[:, j])) for i in range(4) for j in range(i + 1, 4)]
result = {
    "codes": codes.ravel().tolist(),
    "factors": factors.ravel().tolist(),
    "mutualInformationGap": float(np.mean((ordered[0] - ordered[1]) / h)),
    "attributePredictability": float(np.mean(sap[0] - sap[1])),
    "modularity": modularity,
    "interventionalRobustness": irs,
    "explicitness": {"mean": float(np.mean(explicit)), "deviation": float(np.std(explicit, ddof=1)), "halves": len(explicit)},
    "probabilities": probabilities,
    "importances": tree.feature_importances_.tolist(),
    "predictions": tree.predict(codes).tolist(),
    "unsupervised": {
        "gaussianTotalCorrelation": float(0.5 * (np.log(np.diag(s)).sum() - np.linalg.slogdet(s)[1])),
        "gaussianWassersteinCorrelation": float((2 * np.trace(s) - 2 * np.trace(sqrtm(root @ d @ root)).real) / np.trace(s)),
        "mutualInformation": float(np.mean(pairs)),
    },
}
Path(__file__).with_name("disentanglementOracles.json").write_text(json.dumps(result) + "\n")
