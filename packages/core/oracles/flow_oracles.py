"""Writes flowOracles.json: planar, radial, inverse and masked autoregressive flows in NumPy float64, with log-determinants of Jacobians by complex steps.

    python flow_oracles.py          (numpy)

A complex step of 1e-30 gives derivatives to the last digit, with no formula for the determinant. Inputs are float32 numbers, widened.
"""

import json
from pathlib import Path

import numpy as np

rng = np.random.default_rng(20150521)
SHIFT = np.log(np.e - 1)


def single(array):
    return np.asarray(array, dtype=np.float32).astype(np.float64)


def numbers(array):
    return [float(f"{v:.12g}") for v in np.asarray(array).reshape(-1)]


def softplus(x):
    return np.log1p(np.exp(x))


def planar(z, parameters):
    """Rezende and Mohamed 2015, equation 10, u moved as in appendix A.1 to where w.u is m(w.u)."""
    d = len(z)
    u, w, b = parameters[:d], parameters[d : 2 * d], parameters[2 * d]
    s = w @ u
    u = u + (softplus(s + SHIFT) - 1 - s) * w / (w @ w)
    return z + u * np.tanh(w @ z + b)


def radial(z, parameters):
    """Rezende and Mohamed 2015, equation 14."""
    d = len(z)
    center, alpha = parameters[:d], softplus(parameters[d] + SHIFT)
    beta = alpha * (softplus(parameters[d + 1] + SHIFT) - 1)
    away = z - center
    return z + beta * away / (alpha + np.sqrt(away @ away))


def masked_network(weights, x, context, order):
    """One hidden layer; which unit sees which input is written out unit by unit."""
    d, units = len(x), len(weights["hiddenBias"])
    rank = list(range(1, d + 1)) if order == "forward" else list(range(d, 0, -1))
    h = []
    for j in range(units):
        seen = [i for i in range(d) if rank[i] <= j % d]
        total = weights["hiddenBias"][j] + context @ weights["context"][:, j]
        h.append(np.tanh(total + sum(x[i] * weights["hiddenKernel"][i, j] for i in seen)))
    outputs = []
    for name in ("first", "second"):
        outputs.append(
            np.array(
                [
                    weights[f"{name}Bias"][k] + sum(h[j] * weights[f"{name}Kernel"][j, k] for j in range(units) if j % d < rank[k])
                    for k in range(d)
                ]
            )
        )
    return outputs


def inverse_autoregressive(z, steps, context):
    """Kingma et al. 2016, algorithm 1."""
    for step, weights in enumerate(steps):
        m, s = masked_network(weights, z, context, "forward" if step % 2 == 0 else "backward")
        gate = 1 / (1 + np.exp(-(s + 1)))
        z = gate * z + (1 - gate) * m
    return z


def masked_autoregressive(z, steps, context):
    """Papamakarios et al. 2017, equation 4, from codes to noise."""
    for step, weights in enumerate(steps):
        m, s = masked_network(weights, z, context, "forward" if step % 2 == 0 else "backward")
        z = (z - m) * np.exp(-s)
    return z


def log_determinant(flow, z):
    d = len(z)
    jacobian = np.array([np.imag(flow(z + 1e-30j * np.eye(d)[i])) / 1e-30 for i in range(d)]).T
    return np.linalg.slogdet(jacobian)[1]


def evaluated(flow, points):
    return {"z0": numbers(points), "z": numbers([flow(z) for z in points]), "logDet": numbers([log_determinant(flow, z) for z in points])}


def plain(name, flow, d, width, scale):
    parameters, points = single(rng.normal(scale=scale, size=width)), single(rng.normal(size=(4, d)) * 1.5)
    return {"name": name, "d": d, "parameters": numbers(parameters), **evaluated(lambda z: flow(z, parameters), points)}


def masked(name, flow, d, units, seen):
    def weights():
        shapes = {"hiddenKernel": (d, units), "hiddenBias": units, "context": (seen, units), "firstKernel": (units, d), "firstBias": d, "secondKernel": (units, d), "secondBias": d}
        return {key: single(rng.normal(scale=0.6, size=shape)) for key, shape in shapes.items()}

    steps, context = [weights(), weights()], single(rng.normal(size=seen))
    points = single(rng.normal(size=(4, d)))
    return {
        "name": name, "d": d, "units": units, "context": numbers(context),
        "steps": [{key: numbers(value) for key, value in step.items()} for step in steps],
        **evaluated(lambda z: flow(z, steps, context), points),
    }


Path(__file__).with_name("flowOracles.json").write_text(
    json.dumps(
        {
            "plain": [
                plain("planar", planar, 2, 5, 1), plain("planar", planar, 5, 11, 0.7), plain("planar", planar, 3, 7, 2),
                plain("radial", radial, 2, 4, 1), plain("radial", radial, 5, 7, 1), plain("radial", radial, 3, 5, 2),
            ],
            "masked": [
                masked("inverseAutoregressive", inverse_autoregressive, 3, 5, 2),
                masked("maskedAutoregressive", masked_autoregressive, 3, 5, 2),
            ],
        }
    )
    + "\n"
)
