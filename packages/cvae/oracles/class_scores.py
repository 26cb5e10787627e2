"""log p(x) of a linear model with classes: x = w·z + σ·e, z ~ N(μ_y, 1), so x | y ~ N(w·μ_y, w² + σ²) (SciPy).

    python oracles/class_scores.py        writes oracles/classScores.json; needs scipy
"""

import json
import pathlib

import numpy as np
from scipy.special import logsumexp
from scipy.stats import norm

weight, sigma, means = 1.5, 0.6, [-2.0, 0.0, 1.0]
x = np.array([-3.0, -0.4, 0.9, 2.2])
cases = []
for prior in (None, [0.5, 0.3, 0.2], [0.1, 0.1, 0.8]):
    log_prior = np.log(prior or [1 / 3] * 3)
    parts = [log_prior[y] + norm.logpdf(x, weight * mean, np.hypot(weight, sigma)) for y, mean in enumerate(means)]
    cases.append(
        {
            "logPrior": None if prior is None else np.float64(log_prior).tolist(),
            "x": x.tolist(),
            "logEvidence": logsumexp(parts, axis=0).tolist(),
        }
    )
path = pathlib.Path(__file__).resolve().parent / "classScores.json"
path.write_text(json.dumps({"model": {"weight": weight, "sigma": sigma, "means": means}, "cases": cases}) + "\n")
