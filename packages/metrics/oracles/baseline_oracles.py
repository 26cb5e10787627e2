"""Writes baselineOracles.json: exact likelihoods, image similarities, calibration and areas, by NumPy, SciPy and scikit-learn.

    python baseline_oracles.py          (numpy, scipy and scikit-learn)
"""

import json
from pathlib import Path

import numpy as np
from scipy.optimize import brentq
from scipy.signal import convolve2d
from scipy.special import logsumexp
from scipy.stats import norm
from sklearn.decomposition import PCA
from sklearn.ensemble import IsolationForest
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.mixture import GaussianMixture

rng = np.random.default_rng(1999)

rows = np.round(rng.normal(size=(60, 5)) @ rng.normal(size=(5, 5)) + rng.normal(size=5), 4)
# scikit-learn divides variances by n − 1; maximum likelihood divides by n.
s = np.cov(rows.T, bias=True)
values, vectors = np.linalg.eigh(s)
noise = values[:3].mean()
model = vectors[:, 3:] @ np.diag(values[3:] - noise) @ vectors[:, 3:].T + noise * np.eye(5)
x = rows - rows.mean(0)
ppca = 0.5 * (5 * np.log(2 * np.pi) + np.linalg.slogdet(model)[1] + np.einsum("ni,ij,nj->n", x, np.linalg.inv(model), x))
check = -PCA(2).fit(rows).score_samples(rows)
assert abs(check.mean() - ppca.mean()) < 0.1

bits = (rng.uniform(size=(80, 6)) < np.where(rng.uniform(size=(80, 1)) < 0.4, 0.9, 0.15)).astype(int)
p = (bits.sum(0) + 0.5) / (len(bits) + 1)
one = -(bits * np.log(p) + (1 - bits) * np.log1p(-p)).sum(1)
best = -np.inf
for seed in range(20):
    r = np.random.default_rng(seed).dirichlet([1, 1], len(bits))
    for _ in range(300):
        w, mu = r.mean(0), (r.T @ bits + 0.5) / (r.sum(0)[:, None] + 1)
        logs = np.log(w) + bits @ np.log(mu).T + (1 - bits) @ np.log1p(-mu).T
        r = np.exp(logs - logsumexp(logs, 1, keepdims=True))
    best = max(best, logsumexp(logs, 1).mean())

clusters = np.round(np.concatenate([rng.normal(-4, 1, (50, 3)), rng.normal(3, 0.5, (70, 3))]), 4)
mixture = GaussianMixture(2, covariance_type="diag", reg_covar=1e-4, tol=1e-12, max_iter=1000, random_state=0).fit(clusters)

inside = np.round(rng.normal(size=(300, 3)), 4)
outside = np.round(rng.normal(0, 3, size=(60, 3)), 4)
forest = IsolationForest(n_estimators=1000, random_state=0).fit(inside)
both = np.concatenate([inside, outside])
strange = -forest.score_samples(both)

images = np.round(rng.uniform(size=(2, 14, 15)), 4)
other = np.round(np.clip(images + rng.normal(0, 0.15, images.shape), 0, 1), 4)
g = np.exp(-((np.arange(11) - 5) ** 2) / (2 * 1.5**2))
window = np.outer(g, g) / g.sum() ** 2


def ssim(a, b):
    def mean(v):
        return convolve2d(v, window, mode="valid")

    ma, mb = mean(a), mean(b)
    va, vb, vab = mean(a * a) - ma**2, mean(b * b) - mb**2, mean(a * b) - ma * mb
    return float(np.mean((2 * ma * mb + 1e-4) * (2 * vab + 9e-4) / ((ma**2 + mb**2 + 1e-4) * (va + vb + 9e-4))))


logits = rng.normal(size=(200, 4)) * 2
probabilities = np.round(np.exp(logits) / np.exp(logits).sum(1, keepdims=True), 6)
labels = np.array([rng.choice(4, p=row / row.sum()) for row in probabilities])
confidence, right = probabilities.max(1), probabilities.argmax(1) == labels
edges = np.linspace(0, 1, 16)
ece = 0.0
for low, high in zip(edges[:-1], edges[1:]):
    inside_bin = (confidence > low) & (confidence <= high)
    if inside_bin.any():
        ece += inside_bin.mean() * abs(right[inside_bin].mean() - confidence[inside_bin].mean())

scores = np.round(rng.normal(size=120), 1)
positive = rng.uniform(size=120) < 1 / (1 + np.exp(-scores))
pos, neg = scores[positive], scores[~positive]
above = ((pos[:, None] > neg) + 0.5 * (pos[:, None] == neg)).astype(float)
auc = above.mean()
# Newcombe 2006, part 2, method 5.
extra = (len(pos) + len(neg)) / 2 - 1
variance = lambda t: t * (1 - t) * (1 + extra * (1 - t) / (2 - t) + extra * t / (1 + t)) / (len(pos) * len(neg))
off = lambda t: (t - auc) ** 2 - norm.ppf(0.975) ** 2 * variance(t)

# Eight narrow normals on a ring: far apart, so that a fit which starts badly stays bad.
angles = np.arange(8) * np.pi / 4
modes = np.stack([np.cos(angles), np.sin(angles)], 1)
ring = np.round(modes[rng.integers(8, size=1000)] + rng.normal(0, 0.05, (1000, 2)), 3)
seen, fresh = ring[:600], ring[600:]
truth = logsumexp(-((fresh[:, None] - modes) ** 2).sum(2) / (2 * 0.05**2), 1) - np.log(8 * 2 * np.pi * 0.05**2)
of_ring = GaussianMixture(8, covariance_type="diag", reg_covar=1e-4, tol=1e-10, max_iter=1000, n_init=10, random_state=0).fit(seen)

result = {
    "rows": rows.ravel().tolist(),
    "ppca": ppca.tolist(),
    "bits": bits.ravel().tolist(),
    "bernoulliOne": one.tolist(),
    "bernoulliTwo": -float(best),
    "clusters": clusters.ravel().tolist(),
    "gaussianTwo": (-mixture.score_samples(clusters)).tolist(),
    "ring": ring.ravel().tolist(),
    "ringTruth": -float(truth.mean()),
    "ringEight": (-of_ring.score_samples(fresh)).mean(),
    "inside": inside.ravel().tolist(),
    "outside": outside.ravel().tolist(),
    "isolation": strange.tolist(),
    "isolationAuc": float(roc_auc_score(np.r_[np.zeros(300), np.ones(60)], strange)),
    "images": images.ravel().tolist(),
    "other": other.ravel().tolist(),
    "ssim": [ssim(a, b) for a, b in zip(images, other)],
    "psnr": [float(10 * np.log10(1 / np.mean((a - b) ** 2))) for a, b in zip(images, other)],
    "probabilities": probabilities.ravel().tolist(),
    "labels": labels.tolist(),
    "calibrationError": float(ece),
    "scores": scores.tolist(),
    "positive": positive.tolist(),
    "auc": float(roc_auc_score(positive, scores)),
    "averagePrecision": float(average_precision_score(positive, scores)),
    "aucInterval": [float(brentq(off, 1e-12, auc, xtol=1e-14)), float(brentq(off, auc, 1 - 1e-12, xtol=1e-14))],
}
Path(__file__).with_name("baselineOracles.json").write_text(json.dumps(result) + "\n")
