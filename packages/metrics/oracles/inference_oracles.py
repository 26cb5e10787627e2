"""Writes inferenceOracles.json: the best diagonal normal for each example, its rate and distortion, and log p(x); rate-distortion curves of two decoders.

Of a linear decoder with normal noise in closed form, of the small nonlinear model of likelihoodOracles.json by Gauss-Hermite quadrature and SciPy's minimizer.

    python inference_oracles.py          (numpy and scipy)
"""

import json
from pathlib import Path

import numpy as np
from scipy.optimize import brentq, minimize

here = Path(__file__)
rng = np.random.default_rng(1906)
D, Z, SIGMA = 5, 2, 0.6
BETAS = [0.5, 1, 3]


def f32(values):
    return np.asarray(values, np.float32).astype(np.float64)


def kl(mean, variance):
    return 0.5 * (mean**2 + variance - 1 - np.log(variance)).sum()


# x | z is N(W z + b, sigma^2 I): the posterior at weight beta of the rate has the precision I + W'W / (beta sigma^2), and of diagonal normals the best has its mean and the
# inverse of that precision's diagonal.
W, b, xs = f32(rng.normal(0, 1, (D, Z))), f32(rng.normal(0, 0.3, D)), f32(rng.normal(0, 1.2, (6, D)))
linear = {"weight": W.T.ravel().tolist(), "bias": b.tolist(), "sigma": SIGMA, "x": xs.ravel().tolist(), "rows": len(xs)}
covariance = W @ W.T + SIGMA**2 * np.eye(D)
linear["logLikelihood"] = [
    float(-0.5 * (D * np.log(2 * np.pi) + np.linalg.slogdet(covariance)[1] + (x - b) @ np.linalg.solve(covariance, x - b))) for x in xs
]
linear["curve"] = []
for beta in BETAS:
    precision = np.eye(Z) + W.T @ W / (beta * SIGMA**2)
    variance = 1 / np.diag(precision)
    rates, distortions = [], []
    for x in xs:
        mean = np.linalg.solve(precision, W.T @ (x - b)) / (beta * SIGMA**2)
        rates.append(float(kl(mean, variance)))
        squared = ((x - b - W @ mean) ** 2).sum() + (W**2 @ variance).sum()
        distortions.append(float(0.5 * D * np.log(2 * np.pi * SIGMA**2) + squared / (2 * SIGMA**2)))
    linear["curve"].append({"beta": beta, "rate": float(np.mean(rates)), "distortion": float(np.mean(distortions))})

# The nonlinear decoder: expectations by 30 x 30 Gauss-Hermite nodes.
other = json.loads(here.with_name("likelihoodOracles.json").read_text())
weights = {name: np.array(values) for name, values in other["plain"]["weights"].items()}
bits = np.array(other["x"], float)
nodes, masses = np.polynomial.hermite_e.hermegauss(30)
masses = masses / masses.sum()
grid = np.stack(np.meshgrid(nodes, nodes, indexing="ij"), -1).reshape(-1, 2)
mass = np.outer(masses, masses).ravel()


def dense(inputs, name, width):
    kernel = weights[f"{name}/kernel"].reshape(-1, width)
    return inputs @ kernel + weights[f"{name}/bias"]


def negative_elbo(theta, x):
    mean, log_var = theta[:2], theta[2:]
    z = mean + np.exp(log_var / 2) * grid
    logits = dense(np.tanh(dense(z, "decoder/hidden0", 5)), "decoder/logits", 6)
    distortion = mass @ (np.logaddexp(0, logits) - x * logits).sum(1)
    return kl(mean, np.exp(log_var)) + distortion


def encoder(x):
    hidden = np.tanh(dense(x, "encoder/hidden0", 5))
    return np.concatenate([dense(hidden, "encoder/mean", 2), dense(hidden, "encoder/logVar", 2)])


nonlinear = {"elbo": [], "bestElbo": []}
for x in bits:
    start = encoder(x)
    nonlinear["elbo"].append(float(-negative_elbo(start, x)))
    nonlinear["bestElbo"].append(float(-minimize(negative_elbo, start, args=(x,), method="BFGS", options={"gtol": 1e-9}).fun))

# Two decoders x = diag(a) z + noise of 20 numbers, the second with 1.15 times the noise. Number by number the best posterior has the variance v = 1 / (1 + a^2 / (beta s^2)) and a mean of
# v a x / (beta s^2); x is drawn from the decoder, so that its variance is a^2 + s^2.
SCALES = np.geomspace(0.9, 0.09, 20)


def expected(sigma, beta):
    v = 1 / (1 + SCALES**2 / (beta * sigma**2))
    c = v * SCALES / (beta * sigma**2)
    power = SCALES**2 + sigma**2
    rate = 0.5 * (c**2 * power + v - 1 - np.log(v)).sum()
    distortion = 0.5 * np.log(2 * np.pi * sigma**2) * 20 + (((1 - SCALES * c) ** 2 * power + SCALES**2 * v) / (2 * sigma**2)).sum()
    return float(rate), float(distortion)


def curve(sigma):
    return [dict(zip(["beta", "rate", "distortion"], [beta, *expected(sigma, beta)])) for beta in [10, 4, 2, 1, 0.5, 0.25, 0.1]]


def exact_at(sigma, rate):
    return expected(sigma, brentq(lambda beta: expected(sigma, beta)[0] - rate, 0.01, 100, xtol=1e-13))[1]


decoders = {"a": curve(0.1), "b": curve(0.115), "differences": []}
for first, second, other in [("a", "b", 0.115), ("b", "a", 0.1)]:
    rates = [point["rate"] for point in decoders[second]]
    for point in decoders[first]:
        if rates[0] <= point["rate"] <= rates[-1]:
            difference = point["distortion"] - exact_at(other, point["rate"])
            decoders["differences"].append({"of": first, "beside": second, "rate": point["rate"], "difference": difference})
everything = {"linear": linear, "nonlinear": nonlinear, "decoders": decoders}
here.with_name("inferenceOracles.json").write_text(json.dumps(everything) + "\n")
