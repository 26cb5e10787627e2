"""Writes totalCorrelationOracles.json: the decomposition of beta-TC-VAE (Chen et al. 2018, section 4.1, appendix C) by loops over pairs in float64.

    python total_correlation_oracles.py          (numpy)

Gradients are by complex steps. Inputs are float32 numbers, widened.
"""

import json
from pathlib import Path

import numpy as np

rng = np.random.default_rng(20180214)
LOG_2_PI = np.log(2 * np.pi)


def single(array):
    return np.asarray(array, dtype=np.float32).astype(np.float64)


def numbers(array):
    return [float(f"{v:.12g}") for v in np.asarray(array).reshape(-1)]


def log_normal(z, mean, log_var):
    return -0.5 * (LOG_2_PI + log_var + (z - mean) ** 2 * np.exp(-log_var))


def log_sum(terms):
    """log of the sum of c*exp(a) over pairs (c, a)."""
    top = max(a.real for _, a in terms)
    return top + np.log(sum(c * np.exp(a - top) for c, a in terms))


def estimate(log_q, i, present, size, estimator):
    """log q(z_i) from log_q[j] = log q(z_i | x_j): of the whole code, or of one of its dimensions."""
    if estimator == "weighted":
        return log_sum([(1 / (size * len(present)), log_q[j]) for j in present])
    others = [j for j in present if j != i]
    m = len(others)
    # Appendix C.2: 1/N for the example itself, 1/M for all others but one, (N - M)/(N M) for that one; the mean over which one it is.
    total = []
    for last in others:
        total.append((1 / size / m, log_q[i]))
        for j in others:
            total.append((((size - m) / (size * m) if j == last else 1 / m) / m, log_q[j]))
    return log_sum(total)


def judge(case, mean, log_var, class_mean):
    rows, width = mean.shape
    z = mean + np.exp(log_var / 2) * case["eps"]
    shift = class_mean[case["labels"]] if case["labels"] is not None else np.zeros((rows, width))
    log_width = case["logWidth"][case["labels"]] if case["labels"] is not None else np.zeros((rows, width))
    r, m, v = (z - shift) * np.exp(-log_width / 2), (mean - shift) * np.exp(-log_width / 2), log_var - log_width
    present = [i for i in range(rows) if case["weight"][i] > 0]
    terms = np.zeros((3, rows), dtype=complex)
    for i in present:
        # With classes, q is that of the class: its examples in the batch, and as many in the data as these say.
        mates = [j for j in present if case["labels"] is None or case["labels"][j] == case["labels"][i]]
        size = case["dataSize"] * len(mates) / len(present)
        pairs = np.array([[log_normal(r[i, k], m[j, k], v[j, k]) for k in range(width)] for j in range(rows)])
        joint = estimate(pairs.sum(1), i, mates, size, case["estimator"])
        marginals = sum(estimate(pairs[:, k], i, mates, size, case["estimator"]) for k in range(width))
        terms[0, i] = pairs[i].sum() - joint
        terms[1, i] = joint - marginals
        terms[2, i] = marginals - sum(log_normal(r[i, k], 0, 0) for k in range(width))
    loss = sum(factor * terms[k, present].sum() for k, factor in enumerate(case["factors"])) / len(present)
    return loss, terms


def make(name, estimator, rows=5, width=2, weight=None, labels=None, data_size=50):
    case = {
        "name": name,
        "estimator": estimator,
        "factors": [0.5, 6.0, 2.0],
        "dataSize": data_size,
        "weight": weight or [1] * rows,
        "labels": labels,
        "eps": single(rng.normal(size=(rows, width))),
        "logWidth": single(rng.normal(size=(2, width)) / 2),
    }
    inputs = [single(rng.normal(size=(rows, width))), single(rng.normal(size=(rows, width)) - 1), single(rng.normal(size=(2, width)))]
    loss, terms = judge(case, *inputs)
    gradients = []
    for which, tensor in enumerate(inputs):
        gradient = np.zeros(tensor.shape)
        for at in np.ndindex(tensor.shape):
            moved = [value.astype(complex) for value in inputs]
            moved[which][at] += 1e-30j
            gradient[at] = judge(case, *moved)[0].imag / 1e-30
        gradients.append(numbers(gradient))
    return {
        **case,
        "shape": [rows, width],
        "eps": numbers(case["eps"]),
        "logWidth": numbers(case["logWidth"]),
        "mean": numbers(inputs[0]),
        "logVar": numbers(inputs[1]),
        "classMean": numbers(inputs[2]),
        "loss": float(loss.real),
        "mutualInformation": numbers(terms[0].real),
        "totalCorrelation": numbers(terms[1].real),
        "dimensionWise": numbers(terms[2].real),
        "gradients": {"mean": gradients[0], "logVar": gradients[1], "classMean": gradients[2]},
    }


cases = []
for estimator in ["weighted", "stratified"]:
    cases.append(make(f"{estimator}", estimator))
    cases.append(make(f"{estimator}, three dimensions, padded", estimator, rows=6, width=3, weight=[1, 1, 0, 1, 1, 0]))
    cases.append(make(f"{estimator}, class means and widths", estimator, labels=[0, 1, 1, 0, 1]))
    cases.append(make(f"{estimator}, the batch is the data set", estimator, data_size=5))
    cases.append(make(f"{estimator}, classes, padded", estimator, rows=7, weight=[1, 1, 0, 1, 1, 0, 1], labels=[0, 1, 1, 0, 1, 0, 1]))
Path(__file__).with_name("totalCorrelationOracles.json").write_text(json.dumps(cases) + "\n")
