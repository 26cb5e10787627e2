"""Log-densities and posteriors by SciPy and by the formulas of the joint normal distribution, with full covariance matrices, where the package uses matrices of the size
of z or x, whichever is smaller. Run: python densities.py > densities.json"""
import json

import numpy as np
from scipy.special import logsumexp
from scipy.stats import multivariate_normal

rng = np.random.default_rng(20240)


def linear(d, k, sigma, scale=1.0):
    w, b = rng.normal(size=(d, k)) * scale, rng.normal(size=d)
    x = (rng.normal(size=(6, k)) @ w.T + b + sigma * rng.normal(size=(6, d))).astype(np.float32).astype(np.float64)
    x[0] = b.astype(np.float32)
    x[1] += 5
    x = x.astype(np.float32).astype(np.float64)
    c = w @ w.T + sigma**2 * np.eye(d)
    inverse = np.linalg.inv(c)
    return {
        "noise": sigma,
        "weights": w.tolist(),
        "bias": b.tolist(),
        "x": x.tolist(),
        "logLikelihood": multivariate_normal(b, c).logpdf(x).tolist(),
        "expected": -float(multivariate_normal(b, c).entropy()),
        # p(z, x) is normal with covariance W of z and x: the conditional mean and covariance.
        "mean": ((x - b) @ inverse @ w).tolist(),
        "covariance": (np.eye(k) - w.T @ inverse @ w).tolist(),
    }


def eight(radius, deviation):
    angles = 2 * np.pi * np.arange(8) / 8
    means = radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    x = np.concatenate([rng.normal(size=(6, 2)) * radius, [[0, 0], [50, -80]]]).astype(np.float32).astype(np.float64)
    parts = [multivariate_normal(m, deviation**2 * np.eye(2)).logpdf(x) for m in means]
    return {"radius": radius, "deviation": deviation, "x": x.tolist(), "logLikelihood": (logsumexp(parts, axis=0) - np.log(8)).tolist()}


linears = [linear(1, 1, 0.7), linear(3, 2, 0.5), linear(8, 2, 0.01), linear(5, 5, 1.5), linear(2, 4, 0.3), linear(20, 3, 0.1, 10)]
eights = [eight(2, 0.2), eight(1, 3), eight(4, 0.05)]
# More latent variables than dimensions, and hardly any noise.
linears += [linear(1, 3, 1e-7), linear(2, 6, 1e-9)]
print(json.dumps({"linearGaussian": linears, "eightGaussians": eights}, indent=1))
