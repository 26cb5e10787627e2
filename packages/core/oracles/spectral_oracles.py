"""Spectral normalization by NumPy: outputs, directions and gradients of three passes. Writes spectralOracles.json beside itself.

The gradient is that of sum(y^2) for the kernel, by the chain rule with u and v held: d sigma / dW = v u^T.
"""

import json
from pathlib import Path

import numpy as np

rng = np.random.default_rng(5)
unit = lambda vector: vector / np.linalg.norm(vector)


def case(shape, kernel_shape, activation):
    x = rng.normal(size=shape)
    kernel = rng.normal(size=kernel_shape)
    bias = rng.normal(size=3) / 10
    matrix = kernel.reshape(-1, 3)
    if len(shape) == 4:
        n, h, w, _ = shape
        patches = np.stack([x[:, i : i + 2, j : j + 2].reshape(n, -1) for i in range(h - 1) for j in range(w - 1)], 1)
    else:
        patches = x
    forward = lambda scaled: activation[0](patches @ scaled + bias)
    u = unit(np.ones(3))
    passes = []
    for _ in range(3):
        v = unit(matrix @ u)
        u = unit(matrix.T @ v)
        sigma = v @ matrix @ u
        pre = patches @ (matrix / sigma) + bias
        y = activation[0](pre)
        upstream = 2 * y * activation[1](pre)
        of_scaled = np.tensordot(patches.reshape(-1, matrix.shape[0]), upstream.reshape(-1, 3), (0, 0))
        gradient = of_scaled / sigma - np.sum(of_scaled * matrix) / sigma**2 * np.outer(v, u)
        passes.append({"y": y.ravel().tolist(), "loss": float((y**2).sum()), "gradient": gradient.ravel().tolist(), "direction": u.tolist()})
    v = unit(matrix @ u)
    evaluated = forward(matrix / (v @ matrix @ u))
    return {
        "shape": list(shape), "x": x.ravel().tolist(), "kernel": kernel.ravel().tolist(), "bias": bias.tolist(),
        "passes": passes, "evaluated": evaluated.ravel().tolist(),
    }  # fmt: skip


tanh = (np.tanh, lambda pre: 1 - np.tanh(pre) ** 2)
linear = (lambda pre: pre, np.ones_like)
out = {"dense": case((4, 4), (4, 3), tanh), "conv": case((2, 3, 3, 2), (2, 2, 2, 3), linear)}
rounded = json.loads(json.dumps(out), parse_float=lambda text: float(f"{float(text):.9g}"))
(Path(__file__).parent / "spectralOracles.json").write_text(json.dumps(rounded) + "\n")
