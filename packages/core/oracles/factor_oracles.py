"""Writes factorOracles.json: the two losses of FactorVAE (Kim and Mnih 2018, equations 2 and 3, algorithm 2) by loops in float64.

    python factor_oracles.py          (numpy)

Gradients are by complex steps. Inputs are float32 numbers, widened.
"""

import json
from pathlib import Path

import numpy as np

rng = np.random.default_rng(20180216)


def single(array):
    return np.asarray(array, dtype=np.float32).astype(np.float64)


def numbers(array):
    return [float(f"{v:.12g}") for v in np.asarray(array).reshape(-1)]


def log_probability(logit):
    return -np.log(1 + np.exp(-logit))


def judge(case, z, class_mean, kernel0, bias0, kernel1, bias1):
    rows, width = z.shape
    labels = case["labels"]
    r = z - class_mean[labels] if labels is not None else z
    present = [i for i in range(rows) if case["weight"][i] > 0]

    def logit(code, i):
        label = [] if labels is None else np.eye(len(class_mean))[labels[i]]
        return (np.tanh(np.concatenate([code, label]) @ kernel0 + bias0) @ kernel1 + bias1)[0]

    real = {i: logit(r[i], i) for i in present}
    model, discriminator = 0, 0
    for place, i in enumerate(present):
        permuted = np.array([r[present[(place + k + 1) % len(present)], k] for k in range(width)])
        model += real[i]
        discriminator -= (log_probability(real[i]) + log_probability(-logit(permuted, i))) / 2
    return case["gamma"] * model / len(present), discriminator / len(present), real


def make(name, rows=5, width=3, weight=None, labels=None):
    case = {"name": name, "gamma": 2.5, "weight": weight or [1] * rows, "labels": labels}
    inputs = {
        "z": single(rng.normal(size=(rows, width))),
        "classMean": single(rng.normal(size=(2, width))),
        "kernel0": single(rng.normal(size=(width + (0 if labels is None else 2), 4))),
        "bias0": single(rng.normal(size=4)),
        "kernel1": single(rng.normal(size=(4, 1))),
        "bias1": single(rng.normal(size=1)),
    }
    model, discriminator, real = judge(case, *inputs.values())
    gradients = {}
    for which, tensor in inputs.items():
        gradient = np.zeros(tensor.shape)
        # The discriminator's loss moves its own weights, the model's everything else.
        player = 0 if which in ("z", "classMean") else 1
        for at in np.ndindex(tensor.shape):
            moved = {key: value.astype(complex) for key, value in inputs.items()}
            moved[which][at] += 1e-30j
            gradient[at] = np.imag(judge(case, *moved.values())[player]) / 1e-30
        gradients[which] = numbers(gradient)
    return {
        **case,
        "shape": [rows, width],
        **{key: numbers(value) for key, value in inputs.items()},
        "model": float(model),
        "discriminator": float(discriminator),
        "logits": [float(real.get(i, 0)) for i in range(rows)],
        "gradients": gradients,
    }


cases = [
    make("two players"),
    make("padded rows are stepped over", rows=7, weight=[1, 0, 1, 1, 0, 1, 0]),
    make("more dimensions than examples", rows=4, width=6, weight=[1, 1, 1, 0]),
    make("with classes", labels=[0, 1, 1, 0, 1]),
]
Path(__file__).with_name("factorOracles.json").write_text(json.dumps(cases) + "\n")
