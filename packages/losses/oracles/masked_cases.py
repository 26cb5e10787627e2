"""The cases of an oracle file of masks: values and gradients where values are missing, by SciPy in float64.

Every likelihood is the sum of SciPy's log-probabilities over the elements that were observed, the others left out of the sum by their positions.
Gradients in the parameters are differences of fourth order; where a parameter belongs to missing elements only, they are 0 to the bit.
"""

import json
from pathlib import Path

import numpy as np
import scipy
from scipy import stats

rng = np.random.default_rng(20190611)
cases = []


def normals(shape, spread=1.0):
    return rng.standard_normal(shape) * spread


def single(array):
    return np.asarray(array, dtype=np.float32).astype(np.float64)


def listed(array):
    return {"shape": list(array.shape), "data": [float(str(np.float32(v))) for v in array.reshape(-1)]}


def plain(array):
    return [float(f"{v:.10g}") for v in array.reshape(-1)]


def some_missing(shape):
    """About a third is missing; of the first example nothing, of the last all."""
    mask = (rng.random(shape) > 0.35).astype(np.float64)
    mask[0], mask[-1] = 1, 0
    return mask


def gradient(f, parameters, name):
    """d f / d parameters[name] by differences: exact up to h⁴ and rounding, about 1e-11."""
    h, found = 1e-3, np.zeros(parameters[name].size)
    for i in range(found.size):
        def at(steps):
            moved = parameters[name].copy()
            moved.reshape(-1)[i] += steps * h
            return f({**parameters, name: moved})

        found[i] = (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * h)
    return found


def case(function, name, parameters, x, mask, nll, options=None, whole=None):
    """`nll(parameters, x)` gives the costs of elements, of the first axes of `whole` (the mask of elements; default `mask`)."""
    parameters = {key: single(value) for key, value in parameters.items()}
    x, seen = single(x), (mask if whole is None else whole) > 0
    weights = single(rng.uniform(0.5, 1.5, x.shape[0]) * rng.choice([-1, 1], x.shape[0]))

    def rows(given, each=lambda cost: cost):
        return np.array([each(cost[here]).sum() for cost, here in zip(nll(given, x), seen)])

    cases.append(
        {
            "function": function,
            "name": name,
            "parameters": {key: listed(value) for key, value in parameters.items()},
            "x": listed(x),
            "mask": listed(mask),
            "options": options or {},
            "value": plain(rows(parameters)),
            "scale": plain(rows(parameters, lambda cost: np.abs(cost) + 1)),
            "weights": plain(weights),
            "gradients": {key: plain(gradient(lambda given: weights @ rows(given), parameters, key)) for key in parameters},
        }
    )


# The grid of discretized distributions.
LEVELS, LOW, HIGH = 16, -1, 1
GRID = {"levels": LEVELS, "range": [LOW, HIGH]}


def on_grid(shape):
    steps = rng.integers(0, LEVELS, shape)
    steps.reshape(-1)[:2] = [0, LEVELS - 1]
    return LOW + (HIGH - LOW) * steps / (LEVELS - 1)


def log_cell(x, mean, log_scale):
    half = (HIGH - LOW) / (LEVELS - 1) / 2
    above = np.where(x > HIGH - half, np.inf, x + half)
    below = np.where(x < LOW + half, -np.inf, x - half)
    return np.log(stats.logistic.cdf(above, mean, np.exp(log_scale)) - stats.logistic.cdf(below, mean, np.exp(log_scale)))


def write(name):
    lines = ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases)
    Path(__file__).with_name(name).write_text(f"[\n{lines}\n]\n")
    print(name, len(cases), "cases, scipy", scipy.__version__)
