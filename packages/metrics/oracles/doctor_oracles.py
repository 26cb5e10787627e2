"""Writes doctorOracles.json: rank, divergences, mutual information and nearest rows of small sets of codes, by NumPy, SciPy and scikit-learn.

    python doctor_oracles.py          (numpy, scipy and scikit-learn)
"""

import json
from pathlib import Path

import numpy as np
from scipy import stats
from scipy.special import logsumexp
from sklearn.neighbors import NearestNeighbors

rng = np.random.default_rng(1601)
n, width = 60, 4
means = rng.normal(size=(n, width)) * [1.2, 0.8, 0.05, 0.3]
means[:, 3] = 0.5 * means[:, 0]
log_vars = rng.normal(-1, 0.4, size=(n, width))
others = rng.normal(0.2, 1, size=(50, width))

eigenvalues = np.sort(np.linalg.eigvalsh(np.cov(means.T, bias=True)))[::-1]
kl = 0.5 * (means**2 + np.exp(log_vars) - 1 - log_vars)
low, high = stats.t.interval(0.95, n - 1, loc=kl.mean(0), scale=stats.sem(kl, axis=0))


def moments(rows):
    return rows.mean(0), np.cov(rows.T, bias=True) + 1e-4 * np.eye(width)


(m1, s1), (m2, s2) = moments(means), moments(others)
inverse = np.linalg.inv(s2)
divergence = 0.5 * (
    np.trace(inverse @ s1) + (m2 - m1) @ inverse @ (m2 - m1) - width + np.linalg.slogdet(s2)[1] - np.linalg.slogdet(s1)[1]
)

draws = 4000
values, dependences = [], []
for i in range(n):
    z = means[i] + np.exp(log_vars[i] / 2) * rng.normal(size=(draws, width))
    logs = -0.5 * (log_vars[None] + (z[:, None] - means[None]) ** 2 / np.exp(log_vars)[None]).sum(-1)
    values.append(logs[:, i] - (logsumexp(logs, axis=1) - np.log(n)))
    # KL(q(z) || prod q(z_d)), the normalizers cancel.
    each = -0.5 * (log_vars[None] + (z[:, None] - means[None]) ** 2 / np.exp(log_vars)[None])
    dependences.append((logsumexp(logs, axis=1) - np.log(n)) - (logsumexp(each, axis=1) - np.log(n)).sum(-1))
dependences = np.array(dependences)
dependence_error = np.sqrt(dependences.var(axis=1).mean() / n / 20)
values = np.array(values)
# One draw an example, twenty seeds.
error = np.sqrt(values.var(axis=1).mean() / n / 20)
nearest, _ = NearestNeighbors(n_neighbors=1).fit(others).kneighbors(means)


def total_correlation(code_means, code_log_vars, eps):
    """sum_d I(x; z_d) - I(x; z), one draw an example."""
    rows = len(code_means)
    z = code_means + np.exp(code_log_vars / 2) * eps
    each = -0.5 * (code_log_vars[None] + (z[:, None] - code_means[None]) ** 2 / np.exp(code_log_vars)[None])

    def information(logs):
        return (np.diag(logs) - logsumexp(logs, axis=1) + np.log(rows)).mean()

    return sum(information(each[:, :, d]) for d in range(each.shape[2])) - information(each.sum(-1))


# Codes of 300 examples whose numbers are independent, under a standard normal q(z): the truth is 0, and the estimate is not.
independent = []
for numbers, rate in [(20, 1.0), (8, 2.0), (4, 0.7)]:
    variance = np.exp(-2 * rate)
    found = [
        total_correlation(
            np.sqrt(1 - variance) * rng.normal(size=(300, numbers)),
            np.full((300, numbers), np.log(variance)),
            rng.normal(size=(300, numbers)),
        )
        for _ in range(40)
    ]
    independent.append({"numbers": numbers, "rate": rate, "mean": float(np.mean(found)), "deviation": float(np.std(found, ddof=1))})

result = {
    "width": width,
    "means": means.ravel().tolist(),
    "logVars": log_vars.ravel().tolist(),
    "others": others.ravel().tolist(),
    "eigenvalues": eigenvalues.tolist(),
    "rank": int((eigenvalues > 0.01).sum()),
    "active": int((means.var(0) > 0.01).sum()),
    "kl": [{"mean": float(m), "low": float(l)} for m, l in zip(kl.mean(0), low)],
    "divergence": float(divergence),
    "information": float(values.mean()),
    "informationError": float(error),
    "dependence": float(dependences.mean()),
    "dependenceError": float(dependence_error),
    "independent": independent,
    "nearest": nearest.ravel().tolist(),
}
Path(__file__).with_name("doctorOracles.json").write_text(json.dumps(result) + "\n")
