"""Prints the rational approximations of logGamma.ts and digamma.ts on [1/2, 3], with their largest relative errors.

    python fit_special_functions.py          (numpy and mpmath)

Least squares of the linearized quotient, weighted again and again toward the largest error (Lawson's iteration); the error is that of the
coefficients rounded to float32. digamma's are divided by 1000, so that they are near 1.
"""

import mpmath as mp
import numpy as np

mp.mp.dps = 30
LOW, HIGH = 0.5, 3.0


def fit(f, numerator, denominator, rounds=400):
    x = (LOW + HIGH) / 2 + (HIGH - LOW) / 2 * np.cos(np.pi * (np.arange(2000) + 0.5) / 2000)
    y = np.array([float(f(v)) for v in x])
    weight, below, best = np.ones_like(x), np.ones_like(x), None
    for _ in range(rounds):
        columns = [np.vander(x, numerator + 1, increasing=True) / (y * below)[:, None]]
        columns.append(-np.vander(x, denominator + 1, increasing=True)[:, 1:] / below[:, None])
        root = np.sqrt(weight)
        solution, *_ = np.linalg.lstsq(np.hstack(columns) * root[:, None], root / below, rcond=None)
        p, q = solution[: numerator + 1], np.concatenate([[1], solution[numerator + 1 :]])
        below = np.polyval(q[::-1], x)
        error = np.abs(np.polyval(p[::-1], x) / below / y - 1)
        if best is None or error.max() < best[0]:
            best = (error.max(), p, q)
        weight *= np.sqrt(error / error.max() + 1e-3)
        weight /= weight.mean()
    return best


root = mp.findroot(mp.digamma, 1.46)
single = np.float32(float(root))
print("zero of digamma:", repr(float(single)), "+", mp.nstr(root - mp.mpf(float(single)), 10))
for name, f, degrees, scale in [
    ("logGamma(x) / ((x - 1)(x - 2))", lambda v: mp.loggamma(v) / ((mp.mpf(v) - 1) * (mp.mpf(v) - 2)), (3, 4), 1),
    ("digamma(x) / (x - zero)", lambda v: mp.digamma(v) / (mp.mpf(v) - root), (3, 3), 1000),
]:
    error, p, q = fit(f, *degrees)
    print(name, f"relative error {error:.1e}")
    for label, coefficients in (("above", p), ("below", q)):
        print(" ", label, [float(f"{c / scale:.8g}") for c in coefficients])
