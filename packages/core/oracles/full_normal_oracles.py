"""Writes fullNormalOracles.json: draws, densities and divergences of normals with a full covariance, with gradients, by PyTorch in float64.

    python full_normal_oracles.py          (numpy and torch, CPU)

Inputs are float32 numbers, widened.
"""

import json
from pathlib import Path

import numpy as np
import torch
from torch.distributions import MultivariateNormal, kl_divergence

torch.set_default_dtype(torch.float64)
rng = np.random.default_rng(20190606)


def single(array):
    return np.asarray(array, dtype=np.float32).astype(np.float64)


def numbers(tensor):
    return [float(f"{v:.12g}") for v in torch.as_tensor(tensor).detach().reshape(-1).tolist()]


def case(name, rows, d, spread):
    inputs = {
        "mean": single(rng.normal(scale=spread, size=(rows, d))),
        "logVar": single(rng.normal(scale=spread, size=(rows, d))),
        "lower": single(rng.normal(scale=spread / d**0.5, size=(rows, d * (d - 1) // 2))),
    }
    eps, other = single(rng.normal(size=(rows, d))), single(rng.normal(size=(rows, d)))
    class_mean, class_log_var = single(rng.normal(size=(rows, d))), single(rng.normal(size=(rows, d)))
    p = {key: torch.tensor(value, requires_grad=True) for key, value in inputs.items()}
    row, column = np.tril_indices(d, -1)
    below = torch.zeros(rows, d, d).index_put((torch.arange(rows)[:, None], torch.tensor(row)[None], torch.tensor(column)[None]), p["lower"])
    factor = below + torch.diag_embed(torch.exp(0.5 * p["logVar"]))
    q = MultivariateNormal(p["mean"], scale_tril=factor)
    values = {
        "z": p["mean"] + (factor @ torch.tensor(eps)[..., None])[..., 0],
        "logDensity": q.log_prob(torch.tensor(other)),
        "kl": kl_divergence(q, MultivariateNormal(torch.zeros(d), torch.eye(d))),
        "classKl": kl_divergence(q, MultivariateNormal(torch.tensor(class_mean), scale_tril=torch.diag_embed(torch.exp(0.5 * torch.tensor(class_log_var))))),
        "classMeanKl": kl_divergence(q, MultivariateNormal(torch.tensor(class_mean), torch.eye(d))),
    }
    gradients = {
        name: {key: numbers(g) for key, g in zip(p, torch.autograd.grad(value.square().sum() if name == "z" else value.sum(), list(p.values()), retain_graph=True, allow_unused=True))}
        for name, value in values.items()
    }
    return {
        "name": name, "rows": rows, "d": d, **{key: numbers(value) for key, value in inputs.items()}, "eps": numbers(eps), "other": numbers(other),
        "classMean": numbers(class_mean), "classLogVar": numbers(class_log_var),
        **{name: numbers(value) for name, value in values.items()}, "gradients": gradients,
    }


Path(__file__).with_name("fullNormalOracles.json").write_text(
    json.dumps([case("two numbers", 3, 2, 1), case("five numbers", 2, 5, 0.7), case("near the prior", 2, 4, 1e-3)]) + "\n"
)
