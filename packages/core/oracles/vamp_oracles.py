"""Writes vampOracles.json: log 1/K Σ q(z|u_k) of a small encoder at sigmoid pseudo-inputs, with all gradients, by PyTorch in float64.

    python vamp_oracles.py          (numpy and torch, CPU)

Inputs are float32 numbers, widened. The gradients are those of Σ_rows w·log p(z) with the weights w of the rows.
"""

import json
from pathlib import Path

import numpy as np
import torch
from torch.distributions import Categorical, Independent, MixtureSameFamily, Normal

torch.set_default_dtype(torch.float64)
rng = np.random.default_rng(20180409)
EVENT, HIDDEN, LATENT, COMPONENTS, ROWS = 4, 3, 2, 5, 6


def single(*shape):
    return torch.tensor(rng.normal(size=shape).astype(np.float32).astype(np.float64), requires_grad=True)


def numbers(tensor):
    return [float(f"{v:.12g}") for v in tensor.detach().reshape(-1).tolist()]


variables = {
    "encoder/hidden0/kernel": single(EVENT, HIDDEN),
    "encoder/hidden0/bias": single(HIDDEN),
    "encoder/mean/kernel": single(HIDDEN, LATENT),
    "encoder/mean/bias": single(LATENT),
    "encoder/logVar/kernel": single(HIDDEN, LATENT),
    "encoder/logVar/bias": single(LATENT),
    "prior/pseudoInputs": single(COMPONENTS, EVENT),
}
z = single(ROWS, LATENT)
weights = torch.tensor(rng.normal(size=ROWS).astype(np.float32).astype(np.float64))
h = torch.tanh(torch.sigmoid(variables["prior/pseudoInputs"]) @ variables["encoder/hidden0/kernel"] + variables["encoder/hidden0/bias"])
mean = h @ variables["encoder/mean/kernel"] + variables["encoder/mean/bias"]
log_var = h @ variables["encoder/logVar/kernel"] + variables["encoder/logVar/bias"]
mixture = MixtureSameFamily(Categorical(logits=torch.zeros(COMPONENTS)), Independent(Normal(mean, torch.exp(log_var / 2)), 1))
log_density = mixture.log_prob(z)
(weights * log_density).sum().backward()

value = {
    "torch": torch.__version__.split("+")[0],
    "components": COMPONENTS,
    "variables": {name: {"shape": list(v.shape), "data": numbers(v)} for name, v in variables.items()},
    "z": numbers(z),
    "weights": numbers(weights),
    "logDensity": numbers(log_density),
    "gradients": {**{name: numbers(v.grad) for name, v in variables.items()}, "z": numbers(z.grad)},
}
Path(__file__).with_name("vampOracles.json").write_text(json.dumps(value) + "\n")
