"""Writes poincareCases.json: the Poincare ball in 50 digits.

    python poincare_oracles.py          (mpmath, numpy)

Distances are by the formula with arcosh, exponential maps by walking along the geodesic's ordinary differential equation's closed solution through
the hyperboloid, not through Moebius addition. Inputs are float32 numbers, widened.
"""

import json
from pathlib import Path

import mpmath as mp
import numpy as np

mp.mp.dps = 50
rng = np.random.default_rng(20190117)


def single(array):
    return np.asarray(array, dtype=np.float32).astype(np.float64)


def numbers(array):
    return [float(f"{float(v):.10g}") for v in array]


def dot(a, b):
    return mp.fsum(x * y for x, y in zip(a, b))


def lifted(x, c):
    """The point of the hyperboloid -t^2 + |s|^2 = -1/c."""
    root = mp.sqrt(c)
    square = c * dot(x, x)
    return [(1 + square) / (1 - square) / root] + [2 * v / (1 - square) for v in x]


def lorentz(a, b):
    return -a[0] * b[0] + dot(a[1:], b[1:])


def distance(x, y, c):
    return mp.acosh(-c * lorentz(lifted(x, c), lifted(y, c))) / mp.sqrt(c)


def exponential(mean, v, c):
    """From the mean along v, a tangent of the ball whose metric length is lambda |v|, lambda = 2/(1 - c|mean|^2)."""
    step = mp.mpf(10) ** -20
    here = lifted(mean, c)
    ahead = lifted([m + step * d for m, d in zip(mean, v)], c)
    tangent = [(a - b) / step for a, b in zip(ahead, here)]
    length = mp.sqrt(lorentz(tangent, tangent))
    angle = mp.sqrt(c) * length
    point = [mp.cosh(angle) * h + mp.sinh(angle) / angle * t for h, t in zip(here, tangent)]
    return [s / (1 + mp.sqrt(c) * point[0]) for s in point[1:]]


def case(d, c, spread):
    c = mp.mpf(float(single(c)))
    radius = 1 / np.sqrt(float(c))
    mean = rng.normal(size=d)
    mean = single(mean / np.linalg.norm(mean) * radius * rng.uniform(0.1, 0.9))
    v = single(rng.normal(size=d) * spread)
    log_var = single(rng.normal(size=d) * 0.5)
    m, t = [mp.mpf(float(a)) for a in mean], [mp.mpf(float(a)) for a in v]
    factor = 2 / (1 - c * dot(m, m))
    z = exponential(m, [a / factor for a in t], c)
    # float32 of the point: what the density is asked about.
    z = [mp.mpf(float(a)) for a in single([float(a) for a in z])]
    r = distance(m, z, c)
    angle = mp.sqrt(c) * r
    return {
        "d": d,
        "c": float(c),
        "mean": numbers(mean),
        "v": numbers(v),
        "logVar": numbers(log_var),
        "z": numbers(z),
        "distance": float(r),
        "logVolume": float((d - 1) * mp.log(mp.sinh(angle) / angle)),
        # The metric length of v is |v|, so that the distance of the point from the mean is too.
        "length": float(mp.sqrt(dot(t, t))),
    }


out = [case(d, c, s) for d in (2, 3, 10) for c in (0.2, 1.0, 1.9) for s in (0.01, 0.5, 1.0)]
Path(__file__).with_name("poincareCases.json").write_text(json.dumps(out) + "\n")
