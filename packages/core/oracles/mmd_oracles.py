"""Writes mmdOracles.json: the maximum mean discrepancy (Gretton et al. 2012, lemma 6, equation 4) by loops over pairs in float64.

    python mmd_oracles.py          (numpy)

Gradients are by complex steps. Inputs are float32 numbers, widened.
"""

import json
from pathlib import Path

import numpy as np

rng = np.random.default_rng(20171105)
SCALES = [0.1, 0.2, 0.5, 1, 2, 5, 10]


def single(array):
    return np.asarray(array, dtype=np.float32).astype(np.float64)


def numbers(array):
    return [float(f"{v:.12g}") for v in np.asarray(array).reshape(-1)]


def kernel(name, a, b, scales):
    squared = sum((a[k] - b[k]) ** 2 for k in range(len(a)))
    c = 2 * len(a)
    if name == "gaussian":
        return sum(np.exp(-squared / (c * s)) for s in scales)
    return sum(c * s / (c * s + squared) for s in scales)


def judge(case, z, class_mean):
    rows, width = z.shape
    labels = case["labels"]
    shift = class_mean[labels] if labels is not None else np.zeros((rows, width))
    spread = np.exp(case["logWidth"][labels] / 2) if labels is not None else np.ones((rows, width))
    # A draw from the prior is shift + spread * eps; seen from its class, eps.
    r, p = (z - shift) / spread, case["eps"]
    total, count = 0, 0
    for i in range(rows):
        for j in range(rows):
            if i == j or not case["weight"][i] or not case["weight"][j]:
                continue
            count += 1
            if labels is not None and labels[i] != labels[j]:
                continue
            k = lambda a, b: kernel(case["kernel"], a, b, case["scales"])
            total += k(r[i], r[j]) + k(p[i], p[j]) - k(r[i], p[j]) - k(p[i], r[j])
    return total / count


def make(name, kernel_name="inverseMultiquadratic", rows=5, width=2, weight=None, labels=None, scales=SCALES):
    case = {
        "name": name,
        "kernel": kernel_name,
        "scales": scales,
        "weight": weight or [1] * rows,
        "labels": labels,
        "eps": single(rng.normal(size=(rows, width))),
        "logWidth": single(rng.normal(size=(2, width)) / 2),
    }
    inputs = [single(2 * rng.normal(size=(rows, width))), single(rng.normal(size=(2, width)))]
    gradients = []
    for which, tensor in enumerate(inputs):
        gradient = np.zeros(tensor.shape)
        for at in np.ndindex(tensor.shape):
            moved = [value.astype(complex) for value in inputs]
            moved[which][at] += 1e-30j
            gradient[at] = np.imag(judge(case, *moved)) / 1e-30
        gradients.append(numbers(gradient))
    return {
        **case,
        "shape": [rows, width],
        "eps": numbers(case["eps"]),
        "logWidth": numbers(case["logWidth"]),
        "z": numbers(inputs[0]),
        "classMean": numbers(inputs[1]),
        "mmd": float(judge(case, *inputs)),
        "gradients": {"z": gradients[0], "classMean": gradients[1]},
    }


cases = [
    make("all scales"),
    make("one scale, padded", rows=6, width=3, weight=[1, 0, 1, 1, 1, 0], scales=[1]),
    make("gaussian", "gaussian", scales=[0.5, 2]),
    make("classes with means and widths", rows=6, labels=[0, 1, 1, 0, 1, 0]),
    make("classes, padded", "gaussian", rows=6, labels=[0, 1, 1, 0, 1, 0], weight=[1, 1, 1, 1, 0, 0]),
]
Path(__file__).with_name("mmdOracles.json").write_text(json.dumps(cases) + "\n")
