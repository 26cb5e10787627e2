"""Writes batchNormBiasOracles.json: Linear layers with a bias and BatchNorm1d behind them, evaluated as PyTorch defines them, by NumPy in float64.

    python batch_norm_bias_oracles.py          (numpy)

`eps` is that of the layers here, 1e-3. Names and layouts of the weights are PyTorch's: `y = (W x + b - running_mean) / sqrt(running_var + eps) * weight + bias`.
"""

import json
from pathlib import Path

import numpy as np

rng = np.random.default_rng(59)
INPUT, HIDDEN, LATENT, EPS = 5, 4, 2, 1e-3


def single(array):
    return np.asarray(array, dtype=np.float32).astype(np.float64)


def linear(name, inputs, outputs):
    return {f"{name}.weight": single(rng.normal(0, 0.6, (outputs, inputs))), f"{name}.bias": single(rng.normal(0, 1, outputs))}


def norm(name, width):
    return {
        f"{name}.weight": single(rng.uniform(0.5, 1.5, width)),
        f"{name}.bias": single(rng.normal(0, 0.5, width)),
        f"{name}.running_mean": single(rng.normal(0, 1, width)),
        f"{name}.running_var": single(rng.uniform(0.2, 2, width)),
    }


w = {
    **linear("enc.0", INPUT, HIDDEN),
    **norm("enc.1", HIDDEN),
    **linear("fc_mu", HIDDEN, LATENT),
    **linear("fc_var", HIDDEN, LATENT),
    **linear("dec.0", LATENT, HIDDEN),
    **norm("dec.1", HIDDEN),
    **linear("dec.3", HIDDEN, INPUT),
}


def apply(name, x):
    return x @ w[f"{name}.weight"].T + w[f"{name}.bias"]


def normalized(name, x):
    scaled = (x - w[f"{name}.running_mean"]) / np.sqrt(w[f"{name}.running_var"] + EPS)
    return scaled * w[f"{name}.weight"] + w[f"{name}.bias"]


def relu(x):
    return np.maximum(x, 0)


x = single(rng.normal(0, 1, (3, INPUT)))
h = relu(normalized("enc.1", apply("enc.0", x)))
mean = apply("fc_mu", h)
output = apply("dec.3", relu(normalized("dec.1", apply("dec.0", mean))))
listed = lambda a: {"shape": list(a.shape), "data": [float(f"{v:.9g}") for v in a.ravel()]}
result = {"weights": {name: listed(value) for name, value in w.items()}, "x": listed(x), "mean": listed(mean), "output": listed(output)}
Path(__file__).with_name("batchNormBiasOracles.json").write_text(json.dumps(result, separators=(",", ":")) + "\n")
