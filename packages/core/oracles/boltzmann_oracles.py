"""Writes boltzmannOracles.json: small restricted Boltzmann machines by enumeration of all their states, and their contrastive divergence, in float64.

    python boltzmann_oracles.py          (numpy)

Inputs are float32 numbers, widened.
"""

import itertools
import json
from pathlib import Path

import numpy as np

rng = np.random.default_rng(20060728)
V, H = 4, 3


def single(array):
    return np.asarray(array, dtype=np.float32).astype(np.float64)


def numbers(array):
    return [float(f"{v:.12g}") for v in np.asarray(array).reshape(-1)]


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


W, b, c = (single(rng.normal(scale=0.8, size=shape)) for shape in ((V, H), (V,), (H,)))
states = np.array(list(itertools.product([0, 1], repeat=V)), dtype=float)
hiddens = np.array(list(itertools.product([0, 1], repeat=H)), dtype=float)
data = np.array([[1, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 0], [1, 0, 1, 1], [0, 1, 0, 1], [0, 1, 0, 0]], dtype=float)
gray = single(rng.uniform(size=(3, V)))


def log_sum_exp(a, axis=None):
    top = np.max(a, axis=axis, keepdims=True)
    return np.squeeze(top + np.log(np.sum(np.exp(a - top), axis=axis, keepdims=True)), axis=axis)


# The energy of every pair of states, not a formula for its sum over h.
energy = np.array([[-(b @ v) - (c @ h) - v @ W @ h for h in hiddens] for v in states])
free = -log_sum_exp(-energy, axis=1)
log_z = log_sum_exp(-energy)
index = (data @ (2 ** np.arange(V)[::-1])).astype(int)
log_likelihood = -free[index] - log_z
p_v = np.exp(-free - log_z)
p_h = np.exp(-energy) / np.exp(-energy).sum(1, keepdims=True)


def statistics(weights):
    """E[v hᵀ], E[v], E[h] under a distribution of v."""
    mean_h = p_h @ hiddens
    return np.concatenate([((states * weights[:, None]).T @ mean_h).ravel(), weights @ states, weights @ mean_h])


p_data = np.bincount(index, minlength=len(states)) / len(data)
# One Gibbs step from the data as a matrix of transition probabilities: p(v₁|v) = Σ_h p(v₁|h) p(h|v).
p_v_h = np.array([np.prod(np.where(states == 1, sigmoid(b + W @ h), 1 - sigmoid(b + W @ h)), axis=1) for h in hiddens])
step = p_h @ p_v_h

# Normal hidden units: the integral over h by a fine grid, one unit after the other (they are independent given v).
grid = np.linspace(-30, 30, 60001)


def free_gaussian_hidden(v):
    total = -(b @ v)
    for j in range(H):
        a = v @ W[:, j]
        total -= log_sum_exp(-0.5 * (grid - c[j]) ** 2 + grid * a) + np.log(grid[1] - grid[0]) - 0.5 * np.log(2 * np.pi)
    return total


# Normal visible units: a sum over the hidden states.
def free_gaussian_visible(v):
    return -log_sum_exp(np.array([-0.5 * np.sum((v - b) ** 2) + c @ h + v @ W @ h for h in hiddens]))


# One step of CD-2 with given uniform numbers.
noise = {f"{kind}{k}": single(rng.uniform(size=(3, n))) for k in range(2) for kind, n in (("hidden", H), ("visible", V))}
v = gray
for k in range(2):
    h = (noise[f"hidden{k}"] < sigmoid(c + v @ W)).astype(float)
    v = (noise[f"visible{k}"] < sigmoid(b + h @ W.T)).astype(float)
weight = np.array([1.0, 1, 0])


def moments(x):
    mean_h = sigmoid(c + x @ W)
    return [np.einsum("n,ni,nj->ij", weight, x, mean_h), weight @ x, weight @ mean_h]


# d F/dθ = −E[…|v], so the gradient of F(v) − F(v_k) is the difference of the moments, the data's last.
gradient = [(model - given) / weight.sum() for given, model in zip(moments(gray), moments(v))]

Path(__file__).with_name("boltzmannOracles.json").write_text(
    json.dumps(
        {
            "kernel": numbers(W), "visibleBias": numbers(b), "hiddenBias": numbers(c), "visible": V, "hidden": H,
            "states": numbers(states), "free": numbers(free), "logZ": float(log_z),
            "data": numbers(data), "logLikelihood": numbers(log_likelihood),
            "likelihoodGradient": numbers(statistics(p_data) - statistics(p_v)),
            "contrastiveGradient": numbers(statistics(p_data) - statistics(p_data @ step)),
            "gray": numbers(gray),
            "freeGaussianHidden": numbers([free_gaussian_hidden(v) for v in gray]),
            "freeGaussianVisible": numbers([free_gaussian_visible(v) for v in gray]),
            "noise": {name: numbers(value) for name, value in noise.items()}, "weight": weight.tolist(), "fantasy": numbers(v),
            "gradient": [numbers(g) for g in gradient],
        }
    )
    + "\n"
)
