"""Writes contractiveOracles.json: squared Frobenius norms of encoders' Jacobians and their gradients, by central differences in float64.

    python contractive_oracles.py          (numpy)

Inputs are float32 numbers, widened.
"""

import json
from pathlib import Path

import numpy as np

rng = np.random.default_rng(20110628)
D, H, K, N = 6, 5, 3, 4


def single(array):
    return np.asarray(array, dtype=np.float32).astype(np.float64)


def numbers(array):
    return [float(f"{v:.10g}") for v in np.asarray(array).reshape(-1)]


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


x = single(rng.uniform(size=(N, D)))
u = single(rng.uniform(size=(N, K)))
signs = np.where(u >= 0.5, 1.0, -1.0)
weight = np.array([1.0, 1, 1, 0])
deep = {
    "encoder/hidden0/kernel": single(rng.normal(scale=0.7, size=(D, H))), "encoder/hidden0/bias": single(rng.normal(scale=0.3, size=H)),
    "encoder/code/kernel": single(rng.normal(scale=0.7, size=(H, K))), "encoder/code/bias": single(rng.normal(scale=0.3, size=K)),
}
shallow = {"W": single(rng.normal(scale=0.7, size=(D, K))), "b": single(rng.normal(scale=0.3, size=K))}


def code(p, row):
    h = np.tanh(row @ p["encoder/hidden0/kernel"] + p["encoder/hidden0/bias"])
    return h @ p["encoder/code/kernel"] + p["encoder/code/bias"]


def jacobian(f, row, step=1e-5):
    axes = np.eye(D) * step
    return np.stack([(f(row + axis) - f(row - axis)) / (2 * step) for axis in axes], axis=1)


def exact(p):
    return np.array([np.sum(jacobian(lambda r: code(p, r), row) ** 2) for row in x])


def hutchinson(p):
    return np.array([np.sum((jacobian(lambda r: code(p, r), row).T @ v) ** 2) for row, v in zip(x, signs)])


def gradients(penalty, step=1e-4):
    found = {}
    for name, value in deep.items():
        gradient = np.zeros_like(value)
        for place in np.ndindex(value.shape):
            sides = []
            for side in (step, -step):
                moved = dict(deep)
                moved[name] = value.copy()
                moved[name][place] += side
                sides.append(penalty(moved) @ weight / weight.sum())
            gradient[place] = (sides[0] - sides[1]) / (2 * step)
        found[name] = numbers(gradient)
    return found


h = sigmoid(x @ shallow["W"] + shallow["b"])
closed = ((h * (1 - h)) ** 2) @ (shallow["W"] ** 2).sum(0)

Path(__file__).with_name("contractiveOracles.json").write_text(
    json.dumps(
        {
            "x": numbers(x), "u": numbers(u), "weight": weight.tolist(),
            "weights": {name: numbers(value) for name, value in deep.items()},
            "exact": {"values": numbers(exact(deep)), "gradients": gradients(exact)},
            "hutchinson": {"values": numbers(hutchinson(deep)), "gradients": gradients(hutchinson)},
            "sigmoid": {"kernel": numbers(shallow["W"]), "bias": numbers(shallow["b"]), "values": numbers(closed)},
        }
    )
    + "\n"
)
