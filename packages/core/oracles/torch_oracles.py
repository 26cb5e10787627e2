"""Writes optimizerOracles.json and vaeOracles.json: 20 steps of every optimizer, and whole VAE steps with all gradients, by PyTorch in float64.

    python torch_oracles.py          (numpy and torch, CPU)

Inputs are float32 numbers, widened.
"""

import json
import math
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
rng = np.random.default_rng(20131220)
here = Path(__file__)


def single(array):
    return np.asarray(array, dtype=np.float32).astype(np.float64)


def numbers(tensor):
    return [float(f"{v:.12g}") for v in torch.as_tensor(tensor).detach().reshape(-1).tolist()]


def write(name, value):
    here.with_name(name).write_text(json.dumps(value) + "\n")


# Optimizers: logistic regression with a badly scaled quadratic beside it, w [3, 2] and b [2].
features, labels = single(rng.normal(size=(8, 3))), single(rng.integers(0, 2, size=(8, 2)))
w0, b0 = single(rng.normal(size=(3, 2))), single(rng.normal(size=2))
scale = single([[4, 0.01], [0.5, 30], [1, 1e-4]])


def loss_of(w, b):
    logits = torch.tensor(features) @ w + b
    return F.binary_cross_entropy_with_logits(logits, torch.tensor(labels)) + 0.5 * (torch.tensor(scale) * w * w).sum() + 1e-5 * b[0] - 2 * b[1] * b[1].abs()


def run(make, before=None):
    w, b = torch.tensor(w0, requires_grad=True), torch.tensor(b0, requires_grad=True)
    optimizer = make([w, b])
    path = []
    for _ in range(20):
        optimizer.zero_grad()
        loss_of(w, b).backward()
        if before:
            before([w, b])
        optimizer.step()
        path.append({"w": numbers(w), "b": numbers(b)})
    return path


def value_then_norm(value, norm):
    def clip(parameters):
        if value:
            torch.nn.utils.clip_grad_value_(parameters, value)
        if norm:
            torch.nn.utils.clip_grad_norm_(parameters, norm)

    return clip


cases = [
    ("adam", {"learningRate": 0.05}, lambda p: torch.optim.Adam(p, lr=0.05, eps=1e-8)),
    ("adam", {"learningRate": 0.05, "beta1": 0.5, "beta2": 0.9, "epsilon": 1e-3}, lambda p: torch.optim.Adam(p, lr=0.05, betas=(0.5, 0.9), eps=1e-3)),
    ("adamw", {"learningRate": 0.05, "weightDecay": 0.2}, lambda p: torch.optim.AdamW(p, lr=0.05, weight_decay=0.2)),
    ("adamax", {"learningRate": 0.05}, lambda p: torch.optim.Adamax(p, lr=0.05)),
    ("rmsprop", {"learningRate": 0.01, "epsilon": 1e-7}, lambda p: torch.optim.RMSprop(p, lr=0.01, alpha=0.9, eps=1e-7)),
    ("rmsprop", {"learningRate": 0.01, "rho": 0.99, "epsilon": 1e-3, "momentum": 0.8}, lambda p: torch.optim.RMSprop(p, lr=0.01, alpha=0.99, eps=1e-3, momentum=0.8)),
    ("sgd", {"learningRate": 0.02}, lambda p: torch.optim.SGD(p, lr=0.02)),
    ("sgd", {"learningRate": 0.02, "momentum": 0.9}, lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9)),
    ("sgd", {"learningRate": 0.02, "momentum": 0.9, "nesterov": True}, lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9, nesterov=True)),
    ("sgd", {"learningRate": 0.02, "clipNorm": 0.7}, lambda p: torch.optim.SGD(p, lr=0.02), value_then_norm(None, 0.7)),
    ("sgd", {"learningRate": 0.02, "clipValue": 0.3}, lambda p: torch.optim.SGD(p, lr=0.02), value_then_norm(0.3, None)),
    ("adam", {"learningRate": 0.05, "clipValue": 0.4, "clipNorm": 0.5}, lambda p: torch.optim.Adam(p, lr=0.05), value_then_norm(0.4, 0.5)),
]
write(
    "optimizerOracles.json",
    {
        "features": numbers(torch.tensor(features)),
        "labels": numbers(torch.tensor(labels)),
        "scale": numbers(torch.tensor(scale)),
        "w": numbers(torch.tensor(w0)),
        "b": numbers(torch.tensor(b0)),
        "cases": [{"kind": kind, "options": options, "path": run(make, *rest)} for kind, options, make, *rest in cases],
    },
)

# VAEs: 6-5-3-5-6 with tanh, four rows of which the last is padding, by objective.
HALF_LOG_2PI = 0.5 * math.log(2 * math.pi)
shapes = {
    "encoder/hidden0/kernel": (6, 5), "encoder/hidden0/bias": (5,), "encoder/mean/kernel": (5, 3), "encoder/mean/bias": (3,),
    "encoder/logVar/kernel": (5, 3), "encoder/logVar/bias": (3,), "decoder/hidden0/kernel": (3, 5), "decoder/hidden0/bias": (5,),
    "decoder/output/kernel": (5, 6), "decoder/output/bias": (6,), "prior/means": (2, 3), "likelihood/logVar": (1,),
}
weights = {name: single(rng.normal(scale=0.6, size=shape)) for name, shape in shapes.items()}
x = single(rng.uniform(size=(4, 6)))
y = [0, 1, 1, 0]
rows = torch.tensor([1.0, 1, 1, 0])
eps = single(rng.normal(size=(4, 4, 3)))  # [batch, samples, latent]


def log_normal(z, mean, log_var):
    return -0.5 * (2 * HALF_LOG_2PI + log_var + (z - mean) ** 2 / log_var.exp()).sum(-1)


def vae_case(name, samples, beta, prior, likelihood, bound):
    p = {key: torch.tensor(value, requires_grad=True) for key, value in weights.items()}
    hidden = torch.tanh(torch.tensor(x) @ p["encoder/hidden0/kernel"] + p["encoder/hidden0/bias"])
    mean = hidden @ p["encoder/mean/kernel"] + p["encoder/mean/bias"]
    log_var = hidden @ p["encoder/logVar/kernel"] + p["encoder/logVar/bias"]
    m, v = mean[:, None], log_var[:, None]
    z = m + torch.exp(0.5 * v) * torch.tensor(eps[:, :samples])
    out = torch.tanh(z @ p["decoder/hidden0/kernel"] + p["decoder/hidden0/bias"]) @ p["decoder/output/kernel"] + p["decoder/output/bias"]
    target = torch.tensor(x)[:, None].expand_as(out)
    if likelihood == "bernoulli":
        nll = F.binary_cross_entropy_with_logits(out, target, reduction="none").sum(-1)
    else:
        nll = -log_normal(target, out, p["likelihood/logVar"].expand_as(out))
    center = p["prior/means"][y] if prior == "classMeans" else torch.zeros(4, 3)
    reconstruction = nll.mean(1)
    if bound == "elbo":
        kl = 0.5 * (log_var.exp() + (mean - center) ** 2 - log_var - 1).sum(-1)
        terms = {"reconstruction": reconstruction, "kl": kl}
        per_example = reconstruction + beta * kl
    else:
        ratio = log_normal(z, m.expand_as(z), v.expand_as(z)) - log_normal(z, center[:, None].expand_as(z), torch.zeros_like(z))
        per_example = -(torch.logsumexp(-nll - ratio, 1) - math.log(samples))
        kl = ratio.mean(1)
        terms = {"reconstruction": reconstruction, "kl": kl, "tightening": per_example - reconstruction - kl}
    loss = (per_example * rows).sum() / rows.sum()
    names = [n for n in p if (n != "prior/means" or prior == "classMeans") and (n != "likelihood/logVar" or likelihood == "gaussian")]
    gradients = torch.autograd.grad(loss, [p[n] for n in names])
    return {
        "name": name, "samples": samples, "beta": beta, "prior": prior, "likelihood": likelihood, "bound": bound,
        "loss": float(loss.detach()), "terms": {key: numbers(value) for key, value in terms.items()},
        "gradients": {n: numbers(g) for n, g in zip(names, gradients)},
    }


write(
    "vaeOracles.json",
    {
        "weights": {key: numbers(torch.tensor(value)) for key, value in weights.items()},
        "x": numbers(torch.tensor(x)), "y": y, "weight": rows.tolist(), "eps": numbers(torch.tensor(eps)),
        "cases": [
            vae_case("elbo", 1, 1, "standardNormal", "bernoulli", "elbo"),
            vae_case("beta-ELBO of four draws", 4, 0.5, "classMeans", "gaussian", "elbo"),
            vae_case("importance-weighted bound of four draws", 4, 1, "standardNormal", "bernoulli", "iwae"),
            vae_case("importance-weighted bound under class means", 4, 1, "classMeans", "gaussian", "iwae"),
        ],
    },
)
