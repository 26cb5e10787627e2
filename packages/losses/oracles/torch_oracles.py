"""Writes torchOracles.json: values and gradients of the Gaussian, discrete and Bernoulli functions of @vaekit/losses, by PyTorch in float64.

    python torch_oracles.py          (numpy and torch, CPU)
"""

import math

import numpy as np
import torch

from cases import case, event_sum, per_event, rng, summed, write

HALF_LOG_2PI = 0.5 * math.log(2 * math.pi)


# ---- discrete divergence -------------------------------------------------------------------------------------------------------------
def simplex(shape, power=1.0):
    p = rng.gamma(1.0, size=shape) ** power
    return p / p.sum(-1, keepdims=True)


def kl_discrete(p, q):
    terms = torch.special.xlogy(p, p / q)
    return [(terms.sum(-1), terms.abs().sum(-1))]


def kl_discrete_scales(weights, p, q):
    w = weights[0].abs().unsqueeze(-1)
    return {"p": w * ((p / q).log().abs() + 1)}


near = simplex((4, 5))
case("klDiscrete", "random", {"p": simplex((6, 5)), "q": simplex((6, 5))}, kl_discrete, None, kl_discrete_scales)
case("klDiscrete", "far apart", {"p": simplex((6, 5), 8), "q": simplex((6, 5), 8)}, kl_discrete, None, kl_discrete_scales)
case("klDiscrete", "nearly equal", {"p": near, "q": near * (1 + 1e-4 * rng.standard_normal((4, 5)))}, kl_discrete, None, kl_discrete_scales)
case("klDiscrete", "vector", {"p": [0.36, 0.48, 0.16], "q": [1 / 3] * 3}, kl_discrete, None, kl_discrete_scales)
case("klDiscrete", "rank 3", {"p": simplex((2, 3, 4)), "q": simplex((2, 3, 4))}, kl_discrete, None, kl_discrete_scales)

# ---- divergences between Gaussians ---------------------------------------------------------------------------------------------------
LOG_VARS = [-20, -10, -3, -1, -0.5, -0.26, -0.25, -0.24, -0.01, -1e-4, -1e-6, 0, 1e-6, 1e-4, 0.01, 0.24, 0.25, 0.26, 0.5, 1, 3, 5, 8, 10]


def excess(s):
    """exp(s) - 1 - s in float64 without its cancellation."""
    series = sum(s**k / math.factorial(k) for k in range(2, 14))
    return torch.where(s.abs() < 0.3, series, torch.exp(s) - 1 - s)


def kl_normal(mu1, logVar1, mu2, logVar2):
    return summed(0.5 * excess(logVar1 - logVar2) + 0.5 * (mu1 - mu2) ** 2 / logVar2.exp())


def kl_normal_scales(weights, mu1, logVar1, mu2, logVar2):
    w = per_event(weights[0], mu1)
    return {"logVar2": w * 0.5 * (torch.expm1(logVar1 - logVar2).abs() + (mu1 - mu2) ** 2 / logVar2.exp())}


def zero(t):
    return torch.zeros_like(t)


def normals(shape, spread=1.0):
    return rng.standard_normal(shape) * spread


extreme = np.array(LOG_VARS).reshape(6, 4)
for name, shape, mu_spread, log_vars in [
    ("random", (5, 4), 1, normals((5, 4), 2)),
    ("extremes", (6, 4), 30, extreme),
    ("one value each", (24, 1), 0.01, extreme.reshape(24, 1)),
    ("rank 1", (5,), 1, normals(5)),
    ("rank 4", (2, 3, 2, 2), 1, normals((2, 3, 2, 2))),
]:
    mu = normals(shape, mu_spread)
    case("klStandardNormal", name, {"mu": mu, "logVar": log_vars}, lambda mu, logVar: kl_normal(mu, logVar, zero(mu), zero(mu)))
    case("klMeanPart", name, {"mu": mu}, lambda mu: summed(0.5 * mu**2))
    case("klVariancePart", name, {"logVar": log_vars}, lambda logVar: summed(0.5 * excess(logVar)))
    case(
        "klClassMean",
        name,
        {"mu": mu, "logVar": log_vars, "classMu": normals(shape, 100 * mu_spread)},
        lambda mu, logVar, classMu: kl_normal(mu, logVar, classMu, zero(mu)),
    )
    second = rng.permutation(np.asarray(log_vars, dtype=np.float64).reshape(-1)).reshape(shape)
    for function, keys in [
        ("klDiagonalNormal", ("mu1", "logVar1", "mu2", "logVar2")),
        ("klClassNormal", ("mu", "logVar", "classMu", "classLogVar")),
    ]:
        case(
            function,
            name,
            dict(zip(keys, (mu, log_vars, normals(shape, mu_spread), second))),
            lambda **t: kl_normal(*t.values()),
            None,
            lambda weights, _last=keys[3], **t: {_last: kl_normal_scales(weights, *t.values())["logVar2"]},
        )
    case(
        "klDiagonalNormal",
        f"{name}, nearly equal variances",
        {"mu1": mu, "logVar1": log_vars, "mu2": mu, "logVar2": np.asarray(log_vars, dtype=np.float32) * np.float32(1.0001)},
        kl_normal,
        None,
        kl_normal_scales,
    )


# ---- likelihoods -----------------------------------------------------------------------------------------------------------------------
def bernoulli(logits, x):
    return summed(logits.clamp(min=0), -logits * x, torch.log1p(torch.exp(-logits.abs())))


def bernoulli_autograd(logits, x):
    value = torch.nn.functional.softplus(logits, threshold=700) - logits * x
    return [(event_sum(value), bernoulli(logits, x)[0][1])]


def bernoulli_scales(weights, logits, x):
    return {"logits": per_event(weights[0], logits) * (torch.sigmoid(logits) + x.abs())}


LOGITS = [-80, -40, -20, -10, -3, -1, -0.1, -1e-4, 0, 1e-4, 0.1, 1, 3, 10, 20, 40, 80, 0.5]
for name, logits, x in [
    ("binary", normals((4, 6), 3), rng.integers(0, 2, (4, 6))),
    ("gray", normals((4, 6), 3), rng.uniform(size=(4, 6))),
    ("extremes, x = 0", np.array(LOGITS).reshape(18, 1), np.zeros((18, 1))),
    ("extremes, x = 1", np.array(LOGITS).reshape(18, 1), np.ones((18, 1))),
    ("extremes, gray", np.array(LOGITS).reshape(3, 6), rng.uniform(size=(3, 6))),
    ("rank 4", normals((2, 9, 8, 1), 5), rng.uniform(size=(2, 9, 8, 1))),
    ("rank 1", normals(4), rng.uniform(size=4)),
]:
    case("bernoulliNll", name, {"logits": logits, "x": x}, bernoulli_autograd, None, bernoulli_scales)


def gaussian(mean, x, logVar):
    logVar = logVar.reshape(()) if logVar.numel() == 1 else logVar
    return summed(0.5 * (x - mean) ** 2 / logVar.exp(), 0.5 * logVar + zero(mean), HALF_LOG_2PI + zero(mean))


def gaussian_scales(weights, mean, x, logVar):
    shared = logVar.numel() == 1
    terms = per_event(weights[0], mean) * 0.5 * ((x - mean) ** 2 / (logVar.reshape(()) if shared else logVar).exp() + 1)
    return {"logVar": terms.sum().reshape(logVar.shape)} if shared else {"logVar": terms}


for name, shape in [("random", (4, 6)), ("rank 4", (2, 5, 5, 3)), ("rank 1", (3,))]:
    for sigma in (0.1, 3.5) if len(shape) == 2 else (1.0,):
        case(
            "gaussianNll",
            f"{name}, sigma {sigma}",
            {"mean": normals(shape), "x": normals(shape)},
            lambda mean, x, sigma=sigma: gaussian(mean, x, torch.tensor(2 * math.log(sigma))),
            {"sigma": sigma},
        )
    case("gaussianNll", f"{name}, log variances", {"mean": normals(shape), "x": normals(shape), "logVar": normals(shape, 2)}, gaussian, None, gaussian_scales)
    case("squaredError", name, {"mean": normals(shape), "x": normals(shape)}, lambda mean, x: summed((x - mean) ** 2))
case("gaussianNll", "extremes", {"mean": normals((6, 4), 30), "x": normals((6, 4)), "logVar": extreme}, gaussian, None, gaussian_scales)
case("gaussianNll", "a scalar for all", {"mean": normals((4, 6)), "x": normals((4, 6)), "logVar": -1.3}, gaussian, None, gaussian_scales)
case("gaussianNll", "[1] for all", {"mean": normals((4, 3, 2)), "x": normals((4, 3, 2)), "logVar": [0.7]}, gaussian, None, gaussian_scales)


# ---- densities -------------------------------------------------------------------------------------------------------------------------
def density(z, mu, logVar):
    return summed(-HALF_LOG_2PI + zero(z), -0.5 * logVar, -0.5 * (z - mu) ** 2 / logVar.exp())


def density_scales(weights, z, mu, logVar):
    return {"logVar": per_event(weights[0], z) * 0.5 * ((z - mu) ** 2 / logVar.exp() + 1)}


for name, shape, spread, log_vars in [("random", (4, 5), 1, normals((4, 5))), ("extremes", (6, 4), 30, extreme), ("rank 3", (2, 3, 4), 1, normals((2, 3, 4)))]:
    z = normals(shape, spread)
    case("normalLogDensity", name, {"z": z, "mu": normals(shape), "logVar": log_vars}, density, None, density_scales)
    case("standardNormalLogDensity", name, {"z": z}, lambda z: summed(-HALF_LOG_2PI + zero(z), -0.5 * z**2))

# ---- bounds ----------------------------------------------------------------------------------------------------------------------------
for beta in (0.0, 1.0, 4.0):
    case(
        "negativeElbo",
        f"beta {beta:g}",
        {"reconstruction": rng.uniform(50, 150, 5), "kl": rng.uniform(0, 30, 5)},
        lambda reconstruction, kl, beta=beta: summed(reconstruction, beta * kl),
        {"beta": beta},
    )


def log_sum_exp(values):
    top = values.max(1).values
    return torch.logsumexp(values, 1), top.abs() + (torch.logsumexp(values, 1) - top).abs()


def bound(logWeights):
    value, scale = log_sum_exp(logWeights)
    k = math.log(logWeights.shape[1])
    return [(value - k, scale + k)]


for name, log_weights in [
    ("random", normals((5, 7), 2)),
    ("far below zero", normals((5, 7), 2) - 90),
    ("hundreds apart", np.round(normals((4, 5), 40))),
    ("far outside exp", normals((3, 4), 2) + np.array([[-5000.0], [5000.0], [500.0]])),
    ("one sample", normals((5, 1), 100)),
]:
    case("importanceWeightedBound", name, {"logWeights": log_weights}, bound)


# ---- Bayes -----------------------------------------------------------------------------------------------------------------------------
def bayes(logLikelihood, logPrior=None):
    joint = logLikelihood + (-math.log(logLikelihood.shape[1]) if logPrior is None else logPrior)
    evidence, scale = log_sum_exp(joint)
    return [(joint - evidence[:, None], joint.abs() + scale[:, None]), (evidence, scale)]


def bayes_scales(weights, logLikelihood, logPrior=None):
    joint = logLikelihood + (0 if logPrior is None else logPrior)
    posterior = torch.softmax(joint, 1)
    w, v = weights[0].abs(), weights[1].abs()
    each = w + posterior * (w.sum(1, keepdim=True) + v[:, None])
    return {"logLikelihood": each, "logPrior": each.sum(0)}


prior = np.log(simplex(4))
for name, log_likelihood in [("random", normals((5, 4), 3)), ("far below zero", normals((5, 4), 3) - 300)]:
    case("classPosterior", name, {"logLikelihood": log_likelihood}, bayes, None, bayes_scales)
    case("classPosterior", f"{name}, with a prior", {"logLikelihood": log_likelihood, "logPrior": prior}, bayes, None, bayes_scales)

write("torchOracles.json")
