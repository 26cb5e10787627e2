"""Oracles of adversarialCodes: a deterministic linear autoencoder of gray values against a discriminator of residuals and labels, in float64."""

import json
from pathlib import Path

import numpy as np

rng = np.random.default_rng(20160525)
rows, event, latent, hidden = 5, 4, 2, 3
draw = lambda *shape: rng.normal(0, 0.7, shape).astype(np.float32).astype(float)
variables = {
    "encoder/code/kernel": draw(event, latent),
    "encoder/code/bias": draw(latent),
    "decoder/logits/kernel": draw(latent, event),
    "decoder/logits/bias": draw(event),
    "prior/means": draw(2, latent),
    "objective/discriminator/hidden0/kernel": draw(latent + 2, hidden),
    "objective/discriminator/hidden0/bias": draw(hidden),
    "objective/discriminator/logit/kernel": draw(hidden, 1),
    "objective/discriminator/logit/bias": draw(1),
}
x = rng.uniform(0, 1, (rows, event)).astype(np.float32).astype(float)
eps = draw(rows, latent)
labels = np.array([0, 1, 1, 0, 1])
weight = np.array([1, 1, 1, 1, 0.0])
onehot = np.eye(2)[labels]
softplus = lambda v: np.logaddexp(0, v)


def logit(v, r):
    h = np.tanh(np.concatenate([r, onehot], 1) @ v["objective/discriminator/hidden0/kernel"] + v["objective/discriminator/hidden0/bias"])
    return (h @ v["objective/discriminator/logit/kernel"] + v["objective/discriminator/logit/bias"])[:, 0]


def losses(v):
    z = x @ v["encoder/code/kernel"] + v["encoder/code/bias"]
    logits = z @ v["decoder/logits/kernel"] + v["decoder/logits/bias"]
    reconstruction = np.sum(softplus(logits) - x * logits, 1)
    made = logit(v, z - onehot @ v["prior/means"])
    real = logit(v, eps)
    average = lambda each: float(np.average(each, weights=weight))
    return {
        "model": average(reconstruction + 3 * softplus(-made)),
        "discriminator": average(softplus(-real) + softplus(made)),
    }


def gradients(player, h=1e-5):
    found = {}
    for name, value in variables.items():
        if name.startswith("objective/") != (player == "discriminator"):
            continue
        slopes = np.zeros_like(value)
        for i in np.ndindex(value.shape):
            step = np.zeros_like(value)
            step[i] = h
            up, down = (losses({**variables, name: value + s})[player] for s in (step, -step))
            slopes[i] = (up - down) / (2 * h)
        found[name] = slopes.round(8).ravel().tolist()
    return found


flat = lambda a: np.asarray(a).ravel().tolist()
oracle = {
    "x": flat(x),
    "eps": flat(eps),
    "labels": flat(labels),
    "weight": flat(weight),
    "variables": {name: flat(value) for name, value in variables.items()},
    "losses": losses(variables),
    "gradients": {player: gradients(player) for player in ("model", "discriminator")},
}
Path(__file__).with_name("adversarialCodesOracles.json").write_text(json.dumps(oracle) + "\n")
