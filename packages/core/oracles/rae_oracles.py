"""Oracles of raeL2 and raeGp: a decoder D(z) = W2 tanh(W1 z + b1) + b2 in float64, its Jacobian in closed form, gradients by central differences."""

import json
from pathlib import Path

import numpy as np

rng = np.random.default_rng(20200430)
rows, event, latent, hidden = 4, 5, 2, 3
draw = lambda *shape: rng.normal(0, 0.7, shape).astype(np.float32).astype(float)
weights = {
    "encoder/code/kernel": draw(event, latent),
    "encoder/code/bias": draw(latent),
    "decoder/hidden0/kernel": draw(latent, hidden),
    "decoder/hidden0/bias": draw(hidden),
    "decoder/mean/kernel": draw(hidden, event),
    "decoder/mean/bias": draw(event),
}
x = draw(rows, event)
weight = np.array([1, 1, 0, 1.0])
u = rng.uniform(0.05, 0.95, (rows, event)).astype(np.float32).astype(float)
signs = np.where(u >= 0.5, 1.0, -1.0)


def codes(w):
    return x @ w["encoder/code/kernel"] + w["encoder/code/bias"]


def jacobian(w):
    h = np.tanh(codes(w) @ w["decoder/hidden0/kernel"] + w["decoder/hidden0/bias"])
    return np.einsum("ha,rh,zh->raz", w["decoder/mean/kernel"], 1 - h**2, w["decoder/hidden0/kernel"])


def slope(v):
    return lambda w: np.sum(np.einsum("raz,ra->rz", jacobian(w), v) ** 2, 1)


terms = {
    "code": lambda w: 0.5 * np.sum(codes(w) ** 2, 1),
    "decoderPenalty": lambda w: np.full(rows, sum(np.sum(v**2) for k, v in w.items() if k.startswith("decoder/"))),
    "hutchinson": slope(signs),
    "sum": slope(np.ones((rows, event))),
}


def gradients(f, h=1e-5):
    found = {}
    for name, value in weights.items():
        slopes = np.zeros_like(value)
        for i in np.ndindex(value.shape):
            step = np.zeros_like(value)
            step[i] = h
            up, down = ({**weights, name: value + s} for s in (step, -step))
            slopes[i] = (np.average(f(up), weights=weight) - np.average(f(down), weights=weight)) / (2 * h)
        found[name] = slopes.round(8).ravel().tolist()
    return found


flat = lambda a: np.asarray(a).ravel().tolist()
oracle = {
    "x": flat(x),
    "weight": flat(weight),
    "u": flat(u),
    "weights": {name: flat(value) for name, value in weights.items()},
    "squaredJacobian": flat(np.sum(jacobian(weights) ** 2, (1, 2))),
    "terms": {name: {"values": flat(f(weights)), "gradients": gradients(f)} for name, f in terms.items()},
}
Path(__file__).with_name("raeOracles.json").write_text(json.dumps(oracle) + "\n")
