"""Writes imputeOracles.json: what is missing in rows of a linear Gaussian model, given what is observed, in closed form (NumPy).

x = W z + b + sigma e, z and e standard normal, so x ~ N(b, C) with C = W W' + sigma^2 I; and with o observed and m missing,
E[x_m | x_o] = b_m + C_mo C_oo^-1 (x_o - b_o), Cov[x_m | x_o] = C_mm - C_mo C_oo^-1 C_om.
"""

import json
from pathlib import Path

import numpy as np

generator = np.random.default_rng(7)
width, latent, rows, sigma = 5, 2, 6, 0.6
weight = generator.normal(size=(latent, width)).round(2)
bias = generator.normal(size=width).round(2)
x = (generator.normal(size=(rows, latent)) @ weight + bias + sigma * generator.normal(size=(rows, width))).round(3)
mask = np.array([[1, 1, 1, 1, 1], [0, 1, 1, 1, 1], [1, 0, 0, 1, 1], [0, 1, 0, 1, 0], [0, 0, 0, 0, 1], [0, 0, 0, 0, 0]])

covariance = weight.T @ weight + sigma**2 * np.eye(width)
means, deviations = x.copy(), np.zeros_like(x)
for row in range(rows):
    seen, gap = mask[row] == 1, mask[row] == 0
    gain = covariance[np.ix_(gap, seen)] @ np.linalg.inv(covariance[np.ix_(seen, seen)])
    means[row, gap] = bias[gap] + gain @ (x[row, seen] - bias[seen])
    left = covariance[np.ix_(gap, gap)] - gain @ covariance[np.ix_(seen, gap)]
    deviations[row, gap] = np.sqrt(np.diag(left))

Path(__file__).with_name("imputeOracles.json").write_text(
    json.dumps(
        {
            "latent": latent,
            "sigma": sigma,
            "weight": weight.tolist(),
            "bias": bias.tolist(),
            "x": x.tolist(),
            "mask": mask.tolist(),
            "means": means.round(7).tolist(),
            "deviations": deviations.round(7).tolist(),
        }
    )
    + "\n"
)
