"""Oracles of covariancePenalty: NumPy's covariance in float64, and gradients by central differences of it."""

import json
from pathlib import Path

import numpy as np

rng = np.random.default_rng(20180605)


def penalty(mu, log_var, weight, off, on):
    covariance = np.cov(mu.T, bias=True, aweights=weight)
    if log_var is not None:
        covariance = covariance + np.diag(np.average(np.exp(log_var), axis=0, weights=weight))
    variances = np.diag(covariance)
    covariances = covariance - np.diag(variances)
    return off * np.sum(covariances**2) + on * np.sum((variances - 1) ** 2)


def slopes(f, at, h=1e-5):
    found = np.zeros_like(at)
    for i in np.ndindex(at.shape):
        step = np.zeros_like(at)
        step[i] = h
        found[i] = (f(at + step) - f(at - step)) / (2 * h)
    return found


cases = []
for name, of_codes, weight in (
    ("means", False, None),
    ("codes", True, None),
    ("codes, the last two rows padding", True, [1, 1, 1, 1, 0, 0]),
):
    mu = rng.normal(0.4, 1.3, (6, 3)).astype(np.float32).astype(float)
    log_var = rng.normal(-1, 0.5, (6, 3)).astype(np.float32).astype(float) if of_codes else None
    w = np.ones(6) if weight is None else np.array(weight, float)
    f = lambda m, l: penalty(m, l, w, 3.0, 7.0)
    cases.append(
        {
            "name": name,
            "mu": mu.tolist(),
            "logVar": None if log_var is None else log_var.tolist(),
            "weight": weight,
            "offDiagonal": 3,
            "diagonal": 7,
            "value": f(mu, log_var),
            "slopeOfMu": slopes(lambda m: f(m, log_var), mu).round(7).tolist(),
            "slopeOfLogVar": None if log_var is None else slopes(lambda l: f(mu, l), log_var).round(7).tolist(),
        }
    )
Path(__file__).with_name("covariancePenaltyOracles.json").write_text(json.dumps(cases, indent=1) + "\n")
