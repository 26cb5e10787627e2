"""Writes sampleOracles.json: distances of sets of features and how they cover each other, by NumPy, SciPy and scikit-learn in float64.

    python sample_oracles.py          (numpy, scipy and scikit-learn)

Features are float32 numbers, widened.
"""

import json
from pathlib import Path

import numpy as np
from scipy.linalg import sqrtm
from sklearn.metrics.pairwise import polynomial_kernel
from sklearn.neighbors import NearestNeighbors

rng = np.random.default_rng(20190814)


def single(array):
    return np.asarray(array, dtype=np.float32).astype(np.float64)


def frechet(a, b):
    s1, s2 = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    return float(((a.mean(0) - b.mean(0)) ** 2).sum() + np.trace(s1 + s2 - 2 * np.real(sqrtm(s1 @ s2))))


def kernel(a, b):
    (m, d), n = a.shape, len(b)
    cubes = lambda x, y: polynomial_kernel(x, y, degree=3, gamma=1 / d, coef0=1)
    aa, bb, ab = cubes(a, a), cubes(b, b), cubes(a, b)
    return float((aa.sum() - np.trace(aa)) / (m * (m - 1)) + (bb.sum() - np.trace(bb)) / (n * (n - 1)) - 2 * ab.mean())


def radii(x, k):
    return NearestNeighbors(n_neighbors=k).fit(x).kneighbors()[0][:, -1]


def inside(points, centers, k):
    """[points, centers]: whether a point lies in the ball around a center."""
    distances = NearestNeighbors(n_neighbors=len(centers)).fit(centers)
    found, order = distances.kneighbors(points)
    by_center = np.empty_like(found)
    np.put_along_axis(by_center, order, found, 1)
    return by_center <= radii(centers, k)[None]


def case(a, b):
    result = {"a": a.ravel().tolist(), "b": b.ravel().tolist(), "width": a.shape[1], "frechet": frechet(a, b), "kernel": kernel(a, b), "neighbors": []}
    for k in (1, 3, 5):
        of_real, of_samples = inside(b, a, k), inside(a, b, k)
        result["neighbors"].append({
            "k": k, "precision": float(of_real.any(1).mean()), "recall": float(of_samples.any(1).mean()),
            "density": float(of_real.sum() / (k * len(b))), "coverage": float(of_real.any(0).mean()),
        })
    return result


turn = rng.normal(size=(4, 4))
cases = {
    "alike": case(single(rng.normal(size=(24, 3))), single(rng.normal(size=(20, 3)))),
    "apart and turned": case(single(rng.normal(size=(30, 4)) @ turn), single(rng.normal(size=(22, 4)) + [0.8, 0, -0.5, 0.2])),
    "wide, one column of both constant": case(
        single(np.c_[rng.exponential(size=(26, 18)), np.full(26, 2)]), single(np.c_[rng.exponential(size=(23, 18)) * 1.3, np.full(23, 2)])
    ),
}
Path(__file__).with_name("sampleOracles.json").write_text(json.dumps(cases) + "\n")
