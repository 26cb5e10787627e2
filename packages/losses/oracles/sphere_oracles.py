"""Writes sphereCases.json: the area of spheres, densities of von Mises-Fisher distributions, and how their draws move with the concentration.

    python sphere_oracles.py          (mpmath, numpy, scipy)

Densities are by mpmath's Bessel function. The slope of a draw is by quadrature of the tail, on the side where it is smaller. Inputs are
float32 numbers, widened.
"""

import json
from pathlib import Path

import mpmath as mp
import numpy as np
from scipy import integrate
from scipy.special import gammaln, ive

rng = np.random.default_rng(20180404)
KAPPAS = [1e-3, 0.1, 1.0, 10.0, 100.0, 1e3, 1e4]


def single(array):
    return np.asarray(array, dtype=np.float32).astype(np.float64)


def numbers(array):
    return [float(f"{v:.9g}") for v in np.asarray(array).reshape(-1)]


def log_bessel(v, k):
    return float(mp.log(mp.besseli(v, k)))


def area(m):
    return np.log(2) + m / 2 * np.log(np.pi) - gammaln(m / 2)


def slope(w, k, m):
    """Over the angle: t = cos(theta), so that (1 - t^2)^((m-3)/2) dt = sin(theta)^(m-2) dtheta."""
    a = ive(m / 2, k) / ive(m / 2 - 1, k) if k > 1 else float(mp.besseli(m / 2, k) / mp.besseli(m / 2 - 1, k))
    angle = np.arccos(w)
    here = np.log(1 - w * w) * (m - 3) / 2 + k * w

    def tail(theta):
        return (np.cos(theta) - a) * np.exp((m - 2) * np.log(np.maximum(np.sin(theta), 1e-300)) + k * np.cos(theta) - here)

    spread = 1 / np.sqrt(k + m)
    if w > a:
        return -integrate.quad(tail, 0, angle, epsabs=0, epsrel=1e-9, limit=500)[0]
    ends = [angle, *[e for e in (angle + spread, angle + 5 * spread, angle + 20 * spread) if e < np.pi], np.pi]
    return sum(integrate.quad(tail, lo, hi, epsabs=1e-13 * spread, epsrel=1e-9, limit=500)[0] for lo, hi in zip(ends, ends[1:]))


def cosines(k, m):
    """A few draws of the cosine, none in a far tail, by inversion on a grid of the angle."""
    theta = np.linspace(0, np.pi, 2_000_001)[1:-1]
    log_f = (m - 2) * np.log(np.sin(theta)) + k * (np.cos(theta) - 1)
    mass = np.cumsum(np.exp(log_f - log_f.max()))
    return 1 - np.cos(theta[np.searchsorted(mass / mass[-1], [0.02, 0.2, 0.5, 0.8, 0.98])])


def case(m, k):
    k = float(single(k))
    gap = single(cosines(k, m))
    mean = rng.normal(size=m)
    mean = single(mean / np.linalg.norm(mean))
    z = mean + 0.7 / np.sqrt(1 + k) * rng.normal(size=m)
    z = single(z / np.linalg.norm(z))
    # With 1 - |z - mean|^2 / 2 for the cosine: float32 points are of length 1 only to rounding.
    cosine = 1 - ((z - mean) ** 2).sum() / 2
    density = k * cosine + (m / 2 - 1) * np.log(k) - m / 2 * np.log(2 * np.pi) - log_bessel(m / 2 - 1, k)
    return {
        "m": m,
        "kappa": k,
        "z": numbers(z),
        "mean": numbers(mean),
        "density": density,
        "gap": numbers(gap),
        "slope": numbers([slope(1 - g, k, m) for g in gap]),
        "ratio": float(mp.besseli(m / 2, k) / mp.besseli(m / 2 - 1, k)),
    }


DIMENSIONS = [2, 3, 5, 20, 100]
out = {
    "area": [[m, area(m)] for m in [2, 3, 4, 7, 100]],
    "cases": [case(m, k) for m in DIMENSIONS for k in KAPPAS],
}
Path(__file__).with_name("sphereCases.json").write_text(json.dumps(out) + "\n")
