"""Writes averageOracles.json: 20 steps of a logistic regression in float64 with PyTorch's exponential moving average of the weights.

    python average_oracles.py          (numpy and torch, CPU)

The average takes the weights once before the first step, so that it begins there, and after every step. Inputs are float32 numbers, widened.
"""

import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

torch.set_default_dtype(torch.float64)
rng = np.random.default_rng(1992)


def single(array):
    return np.asarray(array, dtype=np.float32).astype(np.float64)


def numbers(tensor):
    return [float(f"{v:.12g}") for v in torch.as_tensor(tensor).detach().reshape(-1).tolist()]


features, labels = single(rng.normal(size=(8, 3))), single(rng.integers(0, 2, size=(8, 2)))
w0, b0 = single(rng.normal(size=(3, 2))), single(rng.normal(size=2))


class Regression(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.w, self.b = torch.nn.Parameter(torch.tensor(w0)), torch.nn.Parameter(torch.tensor(b0))

    def loss(self):
        logits = torch.tensor(features) @ self.w + self.b
        return F.binary_cross_entropy_with_logits(logits, torch.tensor(labels), reduction="none").sum(1).mean()


def case(kind, options, decay, make):
    model = Regression()
    average = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(decay))
    optimizer = make(model.parameters())
    average.update_parameters(model)
    path = []
    for _ in range(20):
        optimizer.zero_grad()
        model.loss().backward()
        optimizer.step()
        average.update_parameters(model)
        path.append({
            "w": numbers(model.w), "b": numbers(model.b),
            "averageW": numbers(average.module.w), "averageB": numbers(average.module.b), "averageLoss": float(average.module.loss().detach()),
        })
    return {"kind": kind, "options": options, "decay": decay, "path": path}


value = {
    "features": numbers(torch.tensor(features)), "labels": numbers(torch.tensor(labels)), "w": numbers(torch.tensor(w0)), "b": numbers(torch.tensor(b0)),
    "cases": [
        case("adam", {"learningRate": 0.05}, 0.9, lambda p: torch.optim.Adam(p, lr=0.05, eps=1e-8)),
        case("sgd", {"learningRate": 0.5, "momentum": 0.9}, 0.999, lambda p: torch.optim.SGD(p, lr=0.5, momentum=0.9)),
        case("rmsprop", {"learningRate": 0.02, "epsilon": 1e-7}, 0.3, lambda p: torch.optim.RMSprop(p, lr=0.02, alpha=0.9, eps=1e-7)),
    ],
}
Path(__file__).with_name("averageOracles.json").write_text(json.dumps(value) + "\n")
