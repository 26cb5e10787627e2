"""Writes mixtureOracles.json: mixtures by scikit-learn's GaussianMixture(covariance_type='diag') from given means, and the density of a mixture with its
gradients by PyTorch, all in float64.

    python mixture_oracles.py          (numpy, scikit-learn and torch, CPU)

Inputs are float32 numbers, widened. EM starts at equal weights and the variances of all codes, without anything added to variances.
"""

import json
from pathlib import Path

import numpy as np
import sklearn
import torch
from sklearn.mixture import GaussianMixture
from torch.distributions import Categorical, Independent, MixtureSameFamily, Normal

torch.set_default_dtype(torch.float64)
rng = np.random.default_rng(19770039)


def single(array):
    return np.asarray(array, dtype=np.float32).astype(np.float64)


def numbers(array):
    return [float(f"{v:.12g}") for v in np.asarray(array).reshape(-1).tolist()]


def fitted(centers, deviations, counts):
    codes = single(np.concatenate([rng.normal(c, d, size=(n, len(c))) for c, d, n in zip(centers, deviations, counts)]))
    rng.shuffle(codes)
    components = len(centers)
    means = codes[rng.choice(len(codes), components, replace=False)]
    variances = np.tile(codes.var(axis=0), (components, 1))
    model = GaussianMixture(
        components, covariance_type="diag", tol=1e-12, reg_covar=0, max_iter=5000, means_init=means, weights_init=np.full(components, 1 / components), precisions_init=1 / variances
    ).fit(codes)
    assert model.converged_
    return {
        "rows": len(codes),
        "components": components,
        "codes": [float(f"{v:.9g}") for v in codes.reshape(-1).tolist()],
        "start": numbers(means),
        "logLikelihood": float(model.score(codes)),
        "weights": numbers(model.weights_),
        "means": numbers(model.means_),
        "variances": numbers(model.covariances_),
    }


def density():
    components, latent, rows = 4, 3, 5
    logits, means, log_vars, z = (torch.tensor(single(rng.normal(size=s)), requires_grad=True) for s in [(components,), (components, latent), (components, latent), (rows, latent)])
    weights = single(rng.normal(size=rows))
    value = MixtureSameFamily(Categorical(logits=logits), Independent(Normal(means, torch.exp(log_vars / 2)), 1)).log_prob(z)
    (torch.tensor(weights) * value).sum().backward()
    inputs = {"logits": logits, "means": means, "logVars": log_vars, "z": z}
    return {
        "rows": rows,
        "components": components,
        "inputs": {name: numbers(v.detach()) for name, v in inputs.items()},
        "rowWeights": numbers(weights),
        "logDensity": numbers(value.detach()),
        "gradients": {name: numbers(v.grad) for name, v in inputs.items()},
    }


value = {
    "scikit-learn": sklearn.__version__,
    "torch": torch.__version__.split("+")[0],
    "density": density(),
    "fits": [
        fitted([[0, 0], [4, 1], [-3, 5]], [[1, 0.5], [0.7, 1.2], [0.4, 0.4]], [60, 50, 40]),
        fitted([[0, 0, 0], [2, 2, 0], [0, -2.5, 2], [-3, 1, 1]], [[0.5, 1, 0.3], [0.6, 0.4, 1], [1, 0.5, 0.5], [0.4, 0.8, 0.6]], [60, 40, 50, 50]),
        fitted([[1.5]], [[2]], [30]),
    ],
}
Path(__file__).with_name("mixtureOracles.json").write_text(json.dumps(value) + "\n")
for fit in value["fits"]:
    print(fit["logLikelihood"], fit["weights"])
