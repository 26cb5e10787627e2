"""Group normalization of a random map by NumPy in float64, loops over rows and groups, and the gradient of a weighted sum by central differences: `python packages/core/oracles/group_normalization_oracles.py`."""

import json
from pathlib import Path

import numpy as np

random = np.random.default_rng(0)
shape, groups, epsilon = (2, 2, 3, 6), 3, 1e-3
x, weight = random.normal(size=shape), random.normal(size=shape)
scale, shift = np.linspace(0.5, 1.5, 6), np.linspace(-1, 1, 6)


def normalized(x):
    y = np.empty_like(x)
    for row in range(shape[0]):
        for first in range(0, 6, 6 // groups):
            group = x[row, :, :, first : first + 6 // groups]
            y[row, :, :, first : first + 6 // groups] = (group - group.mean()) / np.sqrt(group.var() + epsilon)
    return scale * y + shift


gradient, step = np.empty(x.size), 1e-5
for i in range(x.size):
    up, down = x.flatten(), x.flatten()
    up[i] += step
    down[i] -= step
    gradient[i] = ((normalized(up.reshape(shape)) - normalized(down.reshape(shape))) * weight).sum() / (2 * step)
values = {"x": x, "scale": scale, "shift": shift, "weight": weight, "y": normalized(x), "gradient": gradient}
result = {"groups": groups, "shape": list(shape)}
result |= {name: [round(v, 8) for v in value.flatten().tolist()] for name, value in values.items()}
(Path(__file__).parent / "groupNormalizationOracles.json").write_text(json.dumps(result) + "\n")
