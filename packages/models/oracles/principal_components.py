"""Writes principalComponents.json: principal components of correlated rows, by NumPy's singular value decomposition in float64.

    python principal_components.py          (numpy)

Inputs are float32 numbers, widened.
"""

import json
from pathlib import Path

import numpy as np

rng = np.random.default_rng(19990611)
N, D, K = 40, 6, 2


def numbers(array):
    return [float(f"{v:.9g}") for v in np.asarray(array).reshape(-1)]


rows = (rng.normal(size=(N, D)) @ rng.normal(size=(D, D)) * [3, 2, 1, 1, 0.5, 0.5] + [10, -2, 0, 1, 5, 0]).astype(np.float32).astype(np.float64)
mean = rows.mean(0)
_, singular, directions = np.linalg.svd(rows - mean, full_matrices=False)
variances = singular**2 / N
sigma2 = variances[K:].mean()
U = directions[:K].T
W = U * np.sqrt(variances[:K] - sigma2)
projected = mean + (rows - mean) @ U @ U.T

Path(__file__).with_name("principalComponents.json").write_text(
    json.dumps(
        {
            "rows": numbers(rows), "shape": [N, D], "latent": K,
            "mean": numbers(mean), "directions": numbers(directions[:K]), "variances": numbers(variances), "sigma2": float(sigma2),
            "codes": numbers((rows - mean) @ U / np.sqrt(variances[:K] - sigma2)),
            "reconstructions": numbers(projected),
            "sampleCovariance": numbers(W @ W.T + sigma2 * np.eye(D)),
        }
    )
    + "\n"
)
