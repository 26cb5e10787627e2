"""Writes autoencoderOracles.json: the loss and the gradients of autoencoders (plain, noise on the code, denoising), by PyTorch in float64.

    python autoencoder_oracles.py          (numpy and torch, CPU)

Inputs are float32 numbers, widened.
"""

import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
rng = np.random.default_rng(20100312)


def single(array):
    return np.asarray(array, dtype=np.float32).astype(np.float64)


def numbers(tensor):
    return [float(f"{v:.12g}") for v in torch.as_tensor(tensor).detach().reshape(-1).tolist()]


# 6-5-3-5-6 with tanh, four rows of which the last is padding.
shapes = {
    "encoder/hidden0/kernel": (6, 5), "encoder/hidden0/bias": (5,), "encoder/code/kernel": (5, 3), "encoder/code/bias": (3,),
    "decoder/hidden0/kernel": (3, 5), "decoder/hidden0/bias": (5,), "decoder/logits/kernel": (5, 6), "decoder/logits/bias": (6,),
}
weights = {name: single(rng.normal(scale=0.6, size=shape)) for name, shape in shapes.items()}
x = single(rng.uniform(size=(4, 6)))
weight = torch.tensor([1.0, 1, 1, 0])
eps, u = single(rng.normal(size=(4, 3))), single(rng.uniform(size=(4, 6)))

corruptions = {
    "none": lambda: x,
    "masking": lambda: np.where(u < 0.4, 0, x),
    "saltAndPepper": lambda: np.where(u < 0.2, 0, np.where(u < 0.4, 1, x)),
}


def case(sigma, corruption):
    p = {name: torch.tensor(value, requires_grad=True) for name, value in weights.items()}
    shown = torch.tensor(corruptions[corruption]())
    code = torch.tanh(shown @ p["encoder/hidden0/kernel"] + p["encoder/hidden0/bias"]) @ p["encoder/code/kernel"] + p["encoder/code/bias"]
    z = code + sigma * torch.tensor(eps)
    logits = torch.tanh(z @ p["decoder/hidden0/kernel"] + p["decoder/hidden0/bias"]) @ p["decoder/logits/kernel"] + p["decoder/logits/bias"]
    reconstruction = F.binary_cross_entropy_with_logits(logits, torch.tensor(x), reduction="none").sum(1)
    loss = (reconstruction * weight).sum() / weight.sum()
    gradients = torch.autograd.grad(loss, list(p.values()))
    return {
        "sigma": sigma, "corruption": corruption, "shown": numbers(shown), "code": numbers(code), "z": numbers(z),
        "reconstruction": numbers(reconstruction), "loss": float(loss.detach()),
        "gradients": {name: numbers(g) for name, g in zip(p, gradients)},
    }


Path(__file__).with_name("autoencoderOracles.json").write_text(
    json.dumps(
        {
            "weights": {name: numbers(value) for name, value in weights.items()},
            "x": numbers(x), "weight": weight.tolist(), "eps": numbers(eps), "u": numbers(u), "rate": 0.4,
            "cases": [case(0, "none"), case(0.5, "none"), case(0, "masking"), case(0, "saltAndPepper")],
        }
    )
    + "\n"
)
