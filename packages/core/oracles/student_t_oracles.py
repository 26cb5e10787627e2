"""Writes studentTOracles.json: -log p of Student's t with a mean, a scale and degrees of freedom for every value (SciPy), and its slopes in mean, log scale
and log degrees, by central differences in float64."""

import json
from pathlib import Path

import numpy as np
from scipy.stats import t

generator = np.random.default_rng(3)
shape = (4, 3)
mean = generator.normal(size=shape).round(3)
log_scale = generator.normal(scale=0.7, size=shape).round(3)
# What a decoder gives: log degrees - log 4.
predicted = generator.normal(scale=1.5, size=shape).round(3)
x = (mean + np.exp(log_scale) * generator.standard_t(3, size=shape)).round(3)


def nll(mean, log_scale, predicted):
    return -t.logpdf(x, 4 * np.exp(predicted), loc=mean, scale=np.exp(log_scale))


given = (mean, log_scale, predicted)
step = 1e-5
slopes = []
for place in range(3):
    up, down = ([each + sign * step * (i == place) for i, each in enumerate(given)] for sign in (1, -1))
    slopes.append((nll(*up) - nll(*down)) / (2 * step))

Path(__file__).with_name("studentTOracles.json").write_text(
    json.dumps(
        {
            "x": x.tolist(),
            "given": [each.tolist() for each in given],
            "values": nll(*given).sum(1).round(9).tolist(),
            "slopes": [each.round(7).tolist() for each in slopes],
        }
    )
    + "\n"
)
