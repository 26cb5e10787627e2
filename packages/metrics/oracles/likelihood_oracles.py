"""Writes likelihoodOracles.json: log p(x) of a small nonlinear VAE by quadrature over its two codes, and importance-sampled estimates with given noise, in float64.

    python likelihood_oracles.py          (numpy and scipy)
"""

import json
from pathlib import Path

import numpy as np
from scipy.special import logsumexp

rng = np.random.default_rng(2016)
D, H, Z, C = 6, 5, 2, 3


def f32(values):
    return np.round(np.asarray(values, np.float32).astype(np.float64), 6).astype(np.float32).astype(np.float64)


def dense(rows, columns, scale):
    return f32(rng.normal(0, scale, (rows, columns))), f32(rng.normal(0, 0.3, columns))


def network(extra):
    weights = {
        "encoder/hidden0": dense(D + extra, H, 0.8),
        "encoder/mean": dense(H, Z, 0.7),
        "encoder/logVar": dense(H, Z, 0.3),
        "decoder/hidden0": dense(Z + extra, H, 1.2),
        "decoder/logits": dense(H, D, 1.4),
    }
    return weights


def apply(weights, owner, inputs, heads):
    hidden = np.tanh(inputs @ weights[f"{owner}/hidden0"][0] + weights[f"{owner}/hidden0"][1])
    return [hidden @ weights[f"{owner}/{head}"][0] + weights[f"{owner}/{head}"][1] for head in heads]


def log_bernoulli(logits, x):
    return (x * logits - np.logaddexp(0, logits)).sum(-1)


def with_condition(values, y, extra):
    if extra == 0:
        return values
    return np.concatenate([values, np.tile(np.eye(extra)[y], (len(values), 1))], 1)


def exact(weights, x, y=0, extra=0):
    grid = np.linspace(-8, 8, 641)
    z = np.stack(np.meshgrid(grid, grid, indexing="ij"), -1).reshape(-1, 2)
    (logits,) = apply(weights, "decoder", with_condition(z, y, extra), ["logits"])
    log_prior = -0.5 * (z**2).sum(1) - np.log(2 * np.pi)
    return float(logsumexp(log_prior + log_bernoulli(logits, x)) + 2 * np.log(grid[1] - grid[0]))


def importance(weights, x, eps):
    mean, log_var = apply(weights, "encoder", x[None], ["mean", "logVar"])
    z = mean + np.exp(log_var / 2) * eps
    (logits,) = apply(weights, "decoder", z, ["logits"])
    log_q = (-0.5 * eps**2 - 0.5 * np.log(2 * np.pi) - log_var / 2).sum(1)
    log_p = -0.5 * (z**2).sum(1) - np.log(2 * np.pi)
    log_w = log_p + log_bernoulli(logits, x) - log_q
    w = np.exp(log_w - log_w.max())
    n = len(w)
    return {
        "logMean": float(logsumexp(log_w) - np.log(n)),
        "variance": float(w.var(ddof=1) / n / w.mean() ** 2),
        "effectiveSize": float(w.sum() ** 2 / (w**2).sum()),
        "bound1": float(log_w.mean()),
    }


def packed(weights):
    flat = {}
    for name, (kernel, bias) in weights.items():
        flat[f"{name}/kernel"] = kernel.ravel().tolist()
        flat[f"{name}/bias"] = bias.tolist()
    return flat


xs = rng.integers(0, 2, (4, D)).astype(np.float64)
plain, conditional = network(0), network(C)
eps = [f32(rng.normal(size=(40, Z))) for _ in xs]
p_y = [0.5, 0.3, 0.2]
result = {
    "x": xs.astype(int).tolist(),
    "plain": {
        "weights": packed(plain),
        "exact": [exact(plain, x) for x in xs],
        "eps": [e.ravel().tolist() for e in eps],
        "importance": [importance(plain, x, e) for x, e in zip(xs, eps)],
    },
    "conditional": {
        "weights": packed(conditional),
        "classProbabilities": p_y,
        "exact": [[exact(conditional, x, y, C) for y in range(C)] for x in xs],
        "summed": [float(logsumexp([np.log(p_y[y]) + exact(conditional, x, y, C) for y in range(C)])) for x in xs],
    },
}
Path(__file__).with_name("likelihoodOracles.json").write_text(json.dumps(result) + "\n")
