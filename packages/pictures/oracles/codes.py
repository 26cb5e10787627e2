"""Principal planes by NumPy's eigenvectors, and divergences of normal distributions by numerical integration.

    python codes.py > codes.json
"""
import json

import numpy as np

rng = np.random.default_rng(7)


def plane(points):
    """The eigenvectors of the covariance with the two largest eigenvalues; the largest entry of each is positive."""
    values, vectors = np.linalg.eigh(np.cov(points.T, bias=True))
    axes = vectors[:, ::-1][:, :2].T
    axes = [axis * np.sign(axis[np.argmax(np.abs(axis))]) for axis in axes]
    return {
        "points": points.round(6).tolist(),
        "axes": [axis.tolist() for axis in axes],
        "shares": (values[::-1][:2] / values.sum()).tolist(),
        "projected": ((points - points.mean(axis=0)) @ np.array(axes).T).tolist(),
    }


def divergence(mean, log_var, prior_mean, prior_log_var):
    """KL(N(mean, exp(log_var)) || N(prior_mean, exp(prior_log_var))), nats: the integral of q log(q/p) over 24 standard deviations."""
    scale = np.exp(log_var / 2)
    z = np.linspace(mean - 12 * scale, mean + 12 * scale, 400001)
    log_q = -0.5 * (np.log(2 * np.pi) + log_var + (z - mean) ** 2 / np.exp(log_var))
    log_p = -0.5 * (np.log(2 * np.pi) + prior_log_var + (z - prior_mean) ** 2 / np.exp(prior_log_var))
    return np.trapezoid(np.exp(log_q) * (log_q - log_p), z)


points = (rng.normal(size=(40, 5)) * [1, 3, 0.5, 2, 0.1] @ rng.normal(size=(5, 5))).round(6)
cases = [[0, 0, 0, 0], [1.5, -1, 0, 0], [0.3, -1.2, -0.4, 0.7], [2, 0.5, 1, -0.5], [-3, -4, 0, 0]]
print(
    json.dumps(
        {
            "numpy": np.__version__,
            "plane": plane(points),
            "divergences": [{"arguments": case, "value": divergence(*case)} for case in cases],
        }
    )
)
