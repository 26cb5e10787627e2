"""Writes mixtureBicOracles.json: Schwarz's criterion (BIC) of mixtures of diagonal normals by scikit-learn's GaussianMixture.

    python mixture_bic_oracles.py          (numpy, scikit-learn)

`fits` have a start of their own, from which EM is run to the end; `chosen` is the number of components with the least BIC, each the best of 50 starts.
"""

import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.mixture import GaussianMixture

rng = np.random.default_rng(19780461)


def single(array):
    return np.asarray(array, dtype=np.float32).astype(np.float64)


def numbers(array):
    return [float(f"{v:.9g}") for v in np.asarray(array).reshape(-1)]


def drawn(centers, deviations, counts):
    codes = single(np.concatenate([rng.normal(c, d, size=(n, len(c))) for c, d, n in zip(centers, deviations, counts)]))
    rng.shuffle(codes)
    return codes


def made(codes):
    fits = []
    for components in (1, 3):
        means = codes[rng.choice(len(codes), components, replace=False)]
        precisions = np.tile(1 / codes.var(axis=0), (components, 1))
        weights = np.full(components, 1 / components)
        fit = GaussianMixture(
            components, covariance_type="diag", tol=1e-12, reg_covar=0, max_iter=5000, means_init=means, weights_init=weights, precisions_init=precisions
        ).fit(codes)
        assert fit.converged_
        fits.append({"components": components, "start": numbers(means), "bic": float(fit.bic(codes))})
    criteria = [
        GaussianMixture(k, covariance_type="diag", reg_covar=1e-6, max_iter=500, n_init=50, init_params="k-means++", random_state=1).fit(codes).bic(codes)
        for k in range(1, 7)
    ]
    print([round(c, 1) for c in criteria])
    return {"rows": len(codes), "codes": numbers(codes), "fits": fits, "chosen": int(np.argmin(criteria)) + 1}


value = {
    "scikit-learn": sklearn.__version__,
    "sets": [
        made(drawn([[0, 0], [4, 1], [-3, 5]], [[1, 0.5], [0.7, 1.2], [0.4, 0.4]], [60, 50, 40])),
        made(drawn([[1, 2]], [[1, 2]], [80])),
        made(drawn([[0, 0], [6, 0], [0, 6], [6, 6], [3, 12]], [[0.7, 0.7]] * 5, [40] * 5)),
    ],
}
Path(__file__).with_name("mixtureBicOracles.json").write_text(json.dumps(value) + "\n")
