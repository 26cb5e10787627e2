"""Writes diffusionOracles.json, and diffusionMixture.json for the tests of onnx, where the compiled engine trains: a diffusion whose answers are known (Ho, Jain and Abbeel 2020, equations 5 to 12).

    python diffusion_oracles.py          (numpy, scipy)

`schedule`: the constants of T steps by the definitions, from the integral of the rate. `blind`: the expected variational bound, a number of a code, where the
network finds no noise at all, each term by the general formula of the divergence of two normals. The mixture: for codes of a mixture of two normals of one
dimension, E[noise | x_t] and the least mean squared error of a denoiser, by integration, and the entropy of the codes.
"""

import json
from pathlib import Path

import numpy as np
from scipy.integrate import quad
from scipy.stats import norm


def rate(s):
    return 0.1 + (20 - 0.1) * s


def schedule(steps):
    kept = [np.exp(-quad(rate, 0, (t + 1) / steps)[0]) for t in range(steps)]
    before = [1, *kept[:-1]]
    added = [1 - a / b for a, b in zip(kept, before)]
    back = [b * (1 - p) / (1 - a) for a, b, p in zip(kept, added, before)]
    return kept, added, [back[1], *back[1:]]


def divergence(mean, variance, other, width):
    """KL of two normals of one dimension."""
    return 0.5 * (variance / width + (mean - other) ** 2 / width - 1 - np.log(variance / width))


def blind(steps, u):
    """E over the noise of the bound of −log p(u), with the mean back u_t / sqrt(1 − beta)."""
    kept, added, back = schedule(steps)
    total = divergence(np.sqrt(kept[-1]) * u, 1 - kept[-1], 0, 1)
    eps, weights = np.polynomial.hermite_e.hermegauss(20)
    weights = weights / weights.sum()
    for t in range(steps):
        a, b, before = kept[t], added[t], 1 if t == 0 else kept[t - 1]
        for e, w in zip(eps, weights):
            noisy = np.sqrt(a) * u + np.sqrt(1 - a) * e
            guess = noisy / np.sqrt(1 - b)
            if t == 0:
                total -= w * norm.logpdf(u, guess, np.sqrt(back[0]))
            else:
                center = (np.sqrt(before) * b * u + np.sqrt(1 - b) * (1 - before) * noisy) / (1 - a)
                total += w * divergence(center, back[t], guess, back[t])
    return float(total)


WEIGHTS, MEANS, WIDTHS = np.array([0.3, 0.7]), np.array([-1.5, 0.8]), np.array([0.3, 0.4])
MEAN = float(WEIGHTS @ MEANS)
SPREAD = float(np.sqrt(WEIGHTS @ (WIDTHS**2 + MEANS**2) - MEAN**2))


def expected_noise(x, a):
    """E[noise | x_t = x], codes less their mean, divided by their deviation."""
    means, widths = (MEANS - MEAN) / SPREAD, WIDTHS / SPREAD
    variance = a * widths**2 + 1 - a
    joint = WEIGHTS * norm.pdf(x, np.sqrt(a) * means, np.sqrt(variance))
    return float((joint / joint.sum()) @ (np.sqrt(1 - a) * (x - np.sqrt(a) * means) / variance))


def density(x, a):
    means, widths = (MEANS - MEAN) / SPREAD, WIDTHS / SPREAD
    return float(WEIGHTS @ norm.pdf(x, np.sqrt(a) * means, np.sqrt(a * widths**2 + 1 - a)))


def mixture(steps):
    kept, _, _ = schedule(steps)
    grid = np.linspace(-7, 7, 2801)
    # E|eps − E[eps|x]|² = E eps² − E[E[eps|x]²]
    least = [1 - np.trapezoid([density(x, a) * expected_noise(x, a) ** 2 for x in grid], grid) for a in kept]
    _, added, back = schedule(steps)
    # The bound with the denoiser that finds E[noise | x_t], codes of mean 0 and deviation 1; then back on the codes' own scale.
    last = kept[-1]
    optimal = 0.5 * (last + (1 - last) - 1 - np.log(1 - last)) + 0.5 * np.log(2 * np.pi * back[0]) + np.log(SPREAD)
    optimal += sum(b**2 / (2 * v * (1 - b) * (1 - a)) * e for a, b, v, e in zip(kept, added, back, least))
    codes = lambda z: float(WEIGHTS @ norm.pdf(z, MEANS, WIDTHS))
    entropy = -quad(lambda z: codes(z) * np.log(codes(z)), -5, 5, limit=200)[0]
    points = [
        {"t": t, "kept": kept[t - 1], "x": x, "noise": expected_noise(x, kept[t - 1])}
        for t in (2, 5, 10, 20, 30)
        for x in (-1.5, -0.8, 0.2, 0.9)
        if density(x, kept[t - 1]) > 0.08
    ]
    return {
        "steps": steps,
        "weights": WEIGHTS.tolist(),
        "means": MEANS.tolist(),
        "widths": WIDTHS.tolist(),
        "mean": MEAN,
        "deviation": SPREAD,
        "least": float(np.mean(least)),
        "entropy": entropy,
        "bound": float(optimal),
        "points": points,
    }


kept, added, back = schedule(5)
value = {
    "schedule": {"steps": 5, "kept": kept, "added": added, "back": back},
    "blind": {"steps": 5, "codes": [0, 0.5, 2], "bounds": [blind(5, u) for u in (0, 0.5, 2)]},
}
here = Path(__file__)
here.with_name("diffusionOracles.json").write_text(json.dumps(value) + "\n")
onnx = here.parents[2] / "onnx" / "oracles"
onnx.mkdir(exist_ok=True)
(onnx / "diffusionMixture.json").write_text(json.dumps(mixture(40)) + "\n")
