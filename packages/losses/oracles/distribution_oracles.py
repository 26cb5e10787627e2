"""Writes distributionOracles.json: values and gradients of the other divergences, likelihoods, special functions and constraints.

    python distribution_oracles.py          (numpy, torch and mpmath, CPU)

Values are those of torch.distributions where it has the distribution, else written out in float64; Bessel functions are mpmath's.
"""

import math

import mpmath as mp
import numpy as np
import torch
from torch import distributions as d

from cases import case, event_sum, per_event, rng, summed, write

mp.mp.dps = 40
LOG_2 = math.log(2)


def normals(shape, spread=1.0):
    return rng.standard_normal(shape) * spread


def positive(shape, spread=1.0):
    return np.exp(rng.standard_normal(shape) * spread)


def simplex(shape, power=1.0):
    p = rng.gamma(1.0, size=shape) ** power
    return p / p.sum(-1, keepdims=True)


def per_distribution(value, *terms):
    return [(event_sum(value), event_sum(sum(t.abs() for t in terms)))]


# ---- Gaussians with a full covariance ------------------------------------------------------------------------------------------------------
def factors(batch, k):
    lower = np.tril(normals((batch, k, k), 0.4), -1)
    return lower + np.apply_along_axis(np.diag, 1, positive((batch, k), 0.5))


def full_normal(mu1, l1, mu2, l2):
    kl = d.kl_divergence(d.MultivariateNormal(mu1, scale_tril=l1), d.MultivariateNormal(mu2, scale_tril=l2))
    k = mu1.shape[1]
    logs = [2 * l.diagonal(dim1=1, dim2=2).log().sum(1).abs() for l in (l1, l2)]
    m = torch.linalg.solve_triangular(l2, l1, upper=False)
    y = torch.linalg.solve_triangular(l2, (mu1 - mu2)[:, :, None], upper=False)
    return [(kl, 0.5 * (logs[0] + logs[1] + k + (m**2).sum((1, 2)) + (y**2).sum((1, 2))))]


def full_normal_scales(weights, mu1, l1, mu2, l2, given):
    """The largest entries of the terms that the gradient of each matrix is the difference of."""
    s1, s2 = l1 @ l1.mT, l2 @ l2.mT
    delta = (mu1 - mu2)[:, :, None]
    p1, p2 = torch.linalg.inv(s1), torch.linalg.inv(s2)
    inner = p2 @ (s1 + delta @ delta.mT) @ p2
    if given == "covariance":
        terms = {"sigma1": p1.abs() + p2.abs(), "sigma2": p2.abs() + inner.abs()}
    else:
        terms = {"sigma1": (p2 @ l1).abs() + torch.linalg.inv(l1).abs(), "sigma2": (inner @ l2).abs() + torch.linalg.inv(l2).abs()}
    w = weights[0].abs()[:, None, None]
    matrices = {key: (w * t.amax((1, 2), keepdim=True)).expand_as(t) for key, t in terms.items()}
    mean = (w[:, :, 0] * (p2.abs() @ delta.abs())[:, :, 0]).amax(1, keepdim=True).expand_as(mu1)
    return {**matrices, "mu1": mean, "mu2": mean}


for batch, k in [(4, 1), (3, 2), (3, 5), (2, 8)]:
    l1, l2 = factors(batch, k), factors(batch, k)
    means = {"mu1": normals((batch, k)), "mu2": normals((batch, k))}
    upper = np.triu(normals((batch, k, k)), 1)
    case(
        "klMultivariateNormal of factors",
        f"k = {k}, with what is not read above the diagonal",
        {"mu1": means["mu1"], "sigma1": l1 + upper, "mu2": means["mu2"], "sigma2": l2 - upper},
        lambda mu1, sigma1, mu2, sigma2: full_normal(mu1, sigma1.tril(), mu2, sigma2.tril()),
        None,
        lambda weights, mu1, sigma1, mu2, sigma2: full_normal_scales(weights, mu1, sigma1.tril(), mu2, sigma2.tril(), "factor"),
    )
    s1, s2 = (np.float32(l @ l.transpose(0, 2, 1)) for l in (l1, l2))
    cholesky = torch.linalg.cholesky
    case(
        "klMultivariateNormal of covariances",
        f"k = {k}",
        {"mu1": means["mu1"], "sigma1": s1, "mu2": means["mu2"], "sigma2": s2},
        lambda mu1, sigma1, mu2, sigma2: full_normal(mu1, cholesky(sigma1), mu2, cholesky(sigma2)),
        None,
        lambda weights, mu1, sigma1, mu2, sigma2: full_normal_scales(weights, mu1, cholesky(sigma1), mu2, cholesky(sigma2), "covariance"),
    )

    def largest(weights, matrix, f):
        return {"matrix": torch.autograd.grad((weights[0].abs() * f(matrix).abs()).sum(), matrix)[0].abs().amax((-2, -1), keepdim=True).expand_as(matrix) * 4}

    def matrix_case(function, given, f):
        def with_scale(matrix):
            out = f(matrix)
            return [(out, out.abs().amax((-2, -1), keepdim=True).expand_as(out))]

        case(function, f"k = {k}", {"matrix": given}, with_scale, None, lambda weights, matrix: largest(weights, matrix, f))

    matrix_case("cholesky", s1, cholesky)
    matrix_case("inverseLowerTriangular", l1 + upper, lambda m: torch.linalg.inv(m.tril()).tril())


# ---- symmetric divergences ------------------------------------------------------------------------------------------------------------------
def kl_discrete(p, q):
    return torch.special.xlogy(p, p / q)


def js_discrete(p, q):
    m = (p + q) / 2
    a, b = kl_discrete(p, m) / 2, kl_discrete(q, m) / 2
    return [((a + b).sum(-1), (a.abs() + b.abs()).sum(-1))]


def js_scales(weights, p, q):
    w, m = weights[0].abs().unsqueeze(-1), (p + q) / 2
    return {"p": w * ((p / m).log().abs() + 1e-3), "q": w * ((q / m).log().abs() + 1e-3)}


def symmetric_discrete(p, q):
    return [((kl_discrete(p, q) + kl_discrete(q, p)).sum(-1), (kl_discrete(p, q).abs() + kl_discrete(q, p).abs()).sum(-1))]


def symmetric_scales(weights, p, q):
    w = weights[0].abs().unsqueeze(-1)
    return {"p": w * ((p / q).log().abs() + 1 + q / p), "q": w * ((p / q).log().abs() + 1 + p / q)}


near = simplex((4, 5))
for name, p, q in [
    ("random", simplex((4, 5)), simplex((4, 5))),
    ("far apart", simplex((4, 5), 6), simplex((4, 5), 6)),
    ("nearly equal", near, near * (1 + 1e-3 * normals((4, 5)))),
    ("vector", simplex(4), simplex(4)),
]:
    case("jensenShannonDiscrete", name, {"p": p, "q": q}, js_discrete, None, js_scales)
    case("symmetricKlDiscrete", name, {"p": p, "q": q}, symmetric_discrete, None, symmetric_scales)


def diagonal(mu, log_var):
    return d.Normal(mu, (0.5 * log_var).exp())


def symmetric_normal(mu1, logVar1, mu2, logVar2):
    s, square = logVar1 - logVar2, (mu1 - mu2) ** 2
    p, q = diagonal(mu1, logVar1), diagonal(mu2, logVar2)
    value = d.kl_divergence(p, q) + d.kl_divergence(q, p)
    return per_distribution(value, torch.cosh(s) - 1, 0.5 * square * (-logVar1).exp(), 0.5 * square * (-logVar2).exp())


def geometric(alpha, dual):
    def value(mu1, logVar1, mu2, logVar2):
        v1, v2 = logVar1.exp(), logVar2.exp()
        v = 1 / ((1 - alpha) / v1 + alpha / v2)
        g = d.Normal(v * ((1 - alpha) * mu1 / v1 + alpha * mu2 / v2), v.sqrt())
        p, q = diagonal(mu1, logVar1), diagonal(mu2, logVar2)
        a, b = ((d.kl_divergence(g, p), d.kl_divergence(g, q)) if dual else (d.kl_divergence(p, g), d.kl_divergence(q, g)))
        return per_distribution((1 - alpha) * a + alpha * b, (1 - alpha) * a, alpha * b)

    return value


def rough(scale):
    """A gradient is the difference of parts; their size is that of the gradient of the sum of absolute changes, bounded here by `scale`."""
    return lambda weights, **t: {key: per_event(weights[0], value) * scale(key, **t) for key, value in t.items()}


def normal_parts(key, mu1, logVar1, mu2, logVar2):
    s, square = logVar1 - logVar2, (mu1 - mu2) ** 2
    heavy = s.exp() + (-s).exp() + square * ((-logVar1).exp() + (-logVar2).exp())
    return heavy if key.startswith("log") else (mu1 - mu2).abs() * ((-logVar1).exp() + (-logVar2).exp())


for name, shape, spread in [("random", (4, 3), 1), ("wide", (4, 3), 2), ("rank 3", (2, 3, 2), 0.5)]:
    four = {"mu1": normals(shape), "logVar1": normals(shape, spread), "mu2": normals(shape), "logVar2": normals(shape, spread)}
    case("symmetricKlDiagonalNormal", name, four, symmetric_normal, None, rough(normal_parts))
    for alpha, dual in [(0.5, 0), (0.1, 0), (0.8, 1)]:
        case("geometricJensenShannon", f"{name}, alpha {alpha}{', dual' if dual else ''}", four, geometric(alpha, dual), {"alpha": alpha, "dual": dual}, rough(normal_parts))


# ---- divergences of other families -------------------------------------------------------------------------------------------------------
def categorical(logits1, logits2):
    a, b = logits1.log_softmax(-1), logits2.log_softmax(-1)
    value = d.kl_divergence(d.Categorical(logits=logits1), d.Categorical(logits=logits2))
    return [(event_sum(value), event_sum((a.exp() * (a.abs() + b.abs())).sum(-1)))]


def categorical_scales(weights, logits1, logits2):
    w, p, q = per_event(weights[0], logits1), logits1.softmax(-1), logits2.softmax(-1)
    ratio = (logits1 - logits2).abs()
    return {"logits1": w * p * (ratio + (p * ratio).sum(-1, keepdim=True)), "logits2": w * (p + q)}


base = normals((4, 6), 2)
for name, a, b in [
    ("random", normals((4, 6)), normals((4, 6))),
    ("far apart", normals((4, 6), 20), normals((4, 6), 20)),
    ("far from zero", normals((4, 6)) + 90, normals((4, 6)) - 90),
    ("rank 3", normals((2, 3, 4)), normals((2, 3, 4))),
    ("near", base, base + normals((4, 6), 0.05)),
]:
    case("klCategorical", name, {"logits1": a, "logits2": b}, categorical, None, categorical_scales)


def bernoulli(logits1, logits2):
    l1, l2 = torch.where(logits1 > 0, -logits1, logits1), torch.where(logits1 > 0, -logits2, logits2)
    soft = torch.nn.functional.softplus
    terms = soft(l2) - soft(l1), torch.sigmoid(l1) * (l2 - l1)
    return per_distribution(terms[0] - terms[1], *terms)


def bernoulli_scales(weights, logits1, logits2):
    w = per_event(weights[0], logits1)
    return {"logits2": w * (torch.sigmoid(logits1) + torch.sigmoid(logits2))}


spread = np.array([-80, -30, -5, -1, -0.1, 0, 1e-3, 0.5, 3, 20, 40, 80]).reshape(3, 4)
for name, a, b in [
    ("random", normals((3, 4)), normals((3, 4))),
    ("extremes", spread, rng.permutation(spread.reshape(-1)).reshape(3, 4)),
    ("near", spread / 4, spread / 4 + normals((3, 4), 0.05)),
]:
    case("klBernoulli", name, {"logits1": a, "logits2": b}, bernoulli, None, bernoulli_scales)


def laplace_kl(mean1, logScale1, mean2, logScale2):
    value = d.kl_divergence(d.Laplace(mean1, logScale1.exp()), d.Laplace(mean2, logScale2.exp()))
    distance, s = (mean1 - mean2).abs(), logScale1 - logScale2
    return per_distribution(value, s, distance / logScale2.exp(), (s - distance / logScale1.exp()).exp(), torch.ones_like(s))


def laplace_parts(key, mean1, logScale1, mean2, logScale2):
    far, s = (mean1 - mean2).abs() / logScale2.exp(), (logScale1 - logScale2).exp()
    return 1 + far + s if key.startswith("log") else (-logScale2).exp()


for name, shape, spread in [("random", (4, 3), 1), ("wide", (4, 3), 2), ("rank 3", (2, 3, 2), 0.5)]:
    four = {"mean1": normals(shape), "logScale1": normals(shape, spread), "mean2": normals(shape), "logScale2": normals(shape, spread)}
    case("klLaplace", name, four, laplace_kl, None, rough(laplace_parts))


def gamma_terms(a1, a2):
    return (a1 - a2) * torch.digamma(a1), torch.lgamma(a1), torch.lgamma(a2)


def gamma_kl(concentration1, rate1, concentration2, rate2):
    value = d.kl_divergence(d.Gamma(concentration1, rate1), d.Gamma(concentration2, rate2))
    more = concentration2 * (rate1 / rate2).log(), concentration1 * (rate2 - rate1) / rate1
    return per_distribution(value, *gamma_terms(concentration1, concentration2), *more)


def trigamma(x):
    return torch.special.polygamma(1, x)


def gamma_parts(key, concentration1, rate1, concentration2, rate2):
    a1, a2, ratio = concentration1, concentration2, rate2 / rate1
    return {
        "concentration1": (a1 - a2).abs() * trigamma(a1) + ratio + 1,
        "concentration2": torch.digamma(a1).abs() + torch.digamma(a2).abs() + ratio.log().abs(),
        "rate1": (a2 + a1 * ratio) / rate1,
        "rate2": a2 / rate2 + a1 / rate1,
    }[key]


def beta_kl(alpha1, beta1, alpha2, beta2):
    value = d.kl_divergence(d.Beta(alpha1, beta1), d.Beta(alpha2, beta2))
    return per_distribution(value, *gamma_terms(alpha1, alpha2), *gamma_terms(beta1, beta2), *gamma_terms(alpha1 + beta1, alpha2 + beta2))


def beta_parts(key, alpha1, beta1, alpha2, beta2):
    one, two = (alpha1, alpha2) if key.startswith("alpha") else (beta1, beta2)
    t1, t2 = alpha1 + beta1, alpha2 + beta2
    if key.endswith("1"):
        return (one - two).abs() * trigamma(one) + (t1 - t2).abs() * trigamma(t1)
    return sum(torch.digamma(v).abs() for v in (one, two, t1, t2))


def dirichlet_kl(concentration1, concentration2):
    value = d.kl_divergence(d.Dirichlet(concentration1), d.Dirichlet(concentration2))
    t1, t2 = concentration1.sum(-1), concentration2.sum(-1)
    scale = sum(t.abs() for t in gamma_terms(concentration1, concentration2)).sum(-1) + sum(t.abs() for t in gamma_terms(t1, t2))
    return [(event_sum(value), event_sum(scale))]


def dirichlet_parts(key, concentration1, concentration2):
    t1, t2 = concentration1.sum(-1, keepdim=True), concentration2.sum(-1, keepdim=True)
    if key == "concentration1":
        return (concentration1 - concentration2).abs() * trigamma(concentration1) + (t1 - t2).abs() * trigamma(t1)
    return sum(torch.digamma(v).abs() for v in (concentration1, concentration2, t1, t2))


for name, shape, scale, width in [("random", (4, 3), 1, 1), ("small", (4, 3), 0.05, 1), ("large", (4, 3), 500, 1), ("from tiny to huge", (4, 3), 1, 4), ("rank 3", (2, 2, 3), 3, 1)]:
    def some():
        return positive(shape, width) * scale

    case("klGamma", name, {"concentration1": some(), "rate1": positive(shape), "concentration2": some(), "rate2": positive(shape)}, gamma_kl, None, rough(gamma_parts))
    case("klBeta", name, {"alpha1": some(), "beta1": some(), "alpha2": some(), "beta2": some()}, beta_kl, None, rough(beta_parts))
    case("klDirichlet", name, {"concentration1": some(), "concentration2": some()}, dirichlet_kl, None, rough(dirichlet_parts))


class Exact(torch.autograd.Function):
    """A function of mpmath, elementwise, with its derivative."""

    @staticmethod
    def forward(ctx, x, f, slope):
        ctx.save_for_backward(torch.tensor([float(slope(mp.mpf(v))) for v in x.reshape(-1).tolist()]).reshape(x.shape))
        return torch.tensor([float(f(mp.mpf(v))) for v in x.reshape(-1).tolist()]).reshape(x.shape)

    @staticmethod
    def backward(ctx, dy):
        return dy * ctx.saved_tensors[0], None, None


def ratio(v, x):
    return mp.besseli(v + 1, x) / mp.besseli(v, x)


def ratio_slope(v, x):
    r = ratio(v, x)
    return 1 - r * r - (2 * v + 1) * r / x


def log_series(v, x):
    return mp.log(mp.besseli(v, x)) + mp.loggamma(v + 1) - v * mp.log(x / 2)


# Rows of one value, so that none hides behind another. Not one of the scales contains the parts that grow as kappa.
KAPPA = np.array([1e-3, 0.1, 1, 5, 12, 15, 60, 900, 2e4]).reshape(-1, 1)
for m in (2, 3, 5, 20, 31, 200):
    v = mp.mpf(m) / 2 - 1
    case(
        "klVonMisesFisherUniform",
        f"dimension {m}",
        {"kappa": KAPPA},
        lambda kappa: summed(Exact.apply(kappa, lambda x: x * ratio(v, x) - log_series(v, x), lambda x: x * ratio_slope(v, x))),
        {"dimension": m},
    )
for order in (0, 0.5, 3, 40.5):
    v = mp.mpf(order)
    case("besselIRatio", f"order {order}", {"x": KAPPA}, lambda x: [(r := Exact.apply(x, lambda y: ratio(v, y), lambda y: ratio_slope(v, y)), r)], {"order": order})

    def log_bessel(x):
        value = Exact.apply(x, lambda y: mp.log(mp.besseli(v, y)), lambda y: ratio(v, y) + v / y)
        series = torch.tensor([float(log_series(v, mp.mpf(y))) for y in x.reshape(-1).tolist()]).reshape(x.shape)
        return [(value, order * (x / 2).log().abs() + abs(math.lgamma(order + 1)) + series)]

    case("logBesselI", f"order {order}", {"x": KAPPA}, log_bessel, {"order": order})


def lee(m, s):
    return summed(s.exp() - 1 - s, m**2)


def lee_scales(weights, m, s):
    return {"s": per_event(weights[0], s) * (s.exp() + 1)}


case("leeRegularizer", "random", {"m": normals((4, 5)), "s": normals((4, 5))}, lee, None, lee_scales)


# ---- estimates by samples ----------------------------------------------------------------------------------------------------------------
def mean_and_error(samples):
    size = samples.abs().mean(1)
    return [(samples.mean(1), size), (samples.std(1) / math.sqrt(samples.shape[1]), size)]


def sample_scales(weights, **t):
    first = next(iter(t.values()))
    return {key: (weights[0].abs() + weights[-1].abs())[:, None].expand_as(first) / first.shape[1] for key in t}


def js_samples(logP, logQ, logP2, logQ2):
    a, b = (LOG_2 - torch.nn.functional.softplus(y - x) for x, y in ((logP, logQ), (logQ2, logP2)))
    n = a.shape[1]
    size = LOG_2 + a.abs().mean(1) + b.abs().mean(1)
    return [((a.mean(1) + b.mean(1)) / 2, size), (((a.var(1) + b.var(1)) / n).sqrt() / 2, size)]


logs = {key: normals((3, 6), 2) for key in ("logP", "logQ", "logP2", "logQ2")}
case("klMonteCarlo", "random", {key: logs[key] for key in ("logP", "logQ")}, lambda logP, logQ: mean_and_error(logP - logQ), None, sample_scales)
case("jensenShannonMonteCarlo", "random", logs, js_samples, None, sample_scales)


# ---- likelihoods --------------------------------------------------------------------------------------------------------------------------
def laplace(mean, x, logScale):
    value = -d.Laplace(mean, logScale.exp().expand_as(mean)).log_prob(x)
    return per_distribution(value, (x - mean).abs() / logScale.exp(), logScale.expand_as(mean), torch.full_like(mean, LOG_2))


def shared(terms, like):
    """The scale of the gradient of a width that examples or elements share."""
    if like.numel() == 1:
        return terms.sum().reshape(like.shape)
    return terms.sum(0, keepdim=True) if like.shape[0] == 1 and terms.shape[0] != 1 else terms


def laplace_scales(weights, mean, x, logScale):
    terms = per_event(weights[0], mean) * ((x - mean).abs() / logScale.exp() + 1)
    return {"logScale": shared(terms, logScale)}


def gaussian(mean, x, logVar):
    value = -d.Normal(mean, (0.5 * logVar).exp().expand_as(mean)).log_prob(x)
    return per_distribution(value, 0.5 * (x - mean) ** 2 / logVar.exp(), 0.5 * logVar.expand_as(mean), torch.full_like(mean, 0.5 * math.log(2 * math.pi)))


def gaussian_scales(weights, mean, x, logVar):
    return {"logVar": shared(per_event(weights[0], mean) * 0.5 * ((x - mean) ** 2 / logVar.exp() + 1), logVar)}


for name, width in [("random", (4, 5, 2)), ("one a pixel", (1, 5, 2)), ("one for all", (1,))]:
    both = {"mean": normals((4, 5, 2)), "x": normals((4, 5, 2))}
    case("laplaceNll", name, {**both, "logScale": normals(width)}, laplace, None, laplace_scales)
    case("gaussianNll", f"pixels, {name}", {**both, "logVar": normals(width)}, gaussian, None, gaussian_scales)


def categorical_nll(logits, x):
    logs = logits - logits.amax(-1, keepdim=True)
    total = torch.logsumexp(logs, -1)
    value = -(logits.log_softmax(-1) * x).sum(-1)
    return [(event_sum(value), event_sum(total.abs() + (logs.abs() * x).sum(-1)))]


def categorical_nll_scales(weights, logits, x):
    w = per_event(weights[0], logits)
    return {"logits": w * (logits.softmax(-1) + x), "x": w * (logits.abs() + torch.logsumexp(logits, -1, keepdim=True).abs())}


for name, logits in [("random", normals((4, 3, 5))), ("far apart", normals((4, 3, 5), 30)), ("rank 2", normals((4, 5)) + 80)]:
    case("categoricalNll", name, {"logits": logits, "x": np.eye(5)[rng.integers(0, 5, logits.shape[:-1])]}, categorical_nll, None, categorical_nll_scales)


def log_cell(mean, logScale, x, levels, low, high):
    """The log-probability of the cell of x, from the logarithms of sigmoids; in float64, and checked below against plain differences of sigmoids."""
    half = (high - low) / (levels - 1) / 2
    a, b = (x + half - mean) / logScale.exp(), (x - half - mean) / logScale.exp()
    soft = lambda v: torch.nn.functional.softplus(v, threshold=700)
    first, last = x < low + half, x > high - half
    zero = torch.zeros_like(x)
    parts = [torch.where(last, zero, -soft(-a)), torch.where(first, zero, -soft(b)), torch.where(first | last, zero, (-torch.expm1(-2 * half / logScale.exp())).log())]
    plain = torch.where(last, torch.ones_like(a), torch.sigmoid(a)) - torch.where(first, zero, torch.sigmoid(b))
    assert torch.allclose(sum(parts).exp(), plain, atol=1e-12)
    return parts


def logistic_slopes(mean, logScale, x, levels, low, high):
    half = (high - low) / (levels - 1) / 2
    s = logScale.exp()
    a, b = (x + half - mean) / s, (x - half - mean) / s
    c = 2 * half / s
    return (torch.sigmoid(-a) + torch.sigmoid(b)) / s, torch.sigmoid(-a) * a.abs() + torch.sigmoid(b) * b.abs() + c / torch.expm1(c)


def grid(shape, levels, low, high):
    steps = rng.integers(0, levels, shape)
    steps.reshape(-1)[:2] = [0, levels - 1]
    return low + (high - low) * steps / (levels - 1)


for name, levels, low, high, spread in [("256 gray values", 256, 0, 1, 0.5), ("narrow", 256, 0, 1, 2), ("8 levels in [-1, 1]", 8, -1, 1, 1)]:
    options = {"levels": levels, "low": low, "high": high}
    shape = (4, 3, 2)
    x = grid(shape, levels, low, high)

    def logistic(mean, logScale, x):
        parts = log_cell(mean, logScale, x, **options)
        return per_distribution(-sum(parts), *parts)

    def logistic_scales(weights, mean, logScale, x):
        w = per_event(weights[0], mean)
        near, wide = logistic_slopes(mean, logScale, x, **options)
        return {"mean": w * near, "x": w * near, "logScale": w * wide}

    three = {"mean": np.clip(x + normals(shape, 0.2), low, high), "logScale": normals(shape, spread) - 2, "x": x}
    case("discretizedLogisticNll", name, three, logistic, options, logistic_scales)

    def mixture(logits, means, logScales, x):
        parts = log_cell(means, logScales, x.unsqueeze(-1), **options)
        logs = logits.log_softmax(-1)
        size = logits.softmax(-1) * 0 + (logs + sum(parts)).softmax(-1) * (logs.abs() + sum(p.abs() for p in parts))
        return [(event_sum(-torch.logsumexp(logs + sum(parts), -1)), event_sum(size.sum(-1)))]

    def mixture_scales(weights, logits, means, logScales, x):
        w = per_event(weights[0], logits)
        share = (logits.log_softmax(-1) + sum(log_cell(means, logScales, x.unsqueeze(-1), **options))).softmax(-1)
        near, wide = logistic_slopes(means, logScales, x.unsqueeze(-1), **options)
        # A share is as exact as the logarithms it comes from.
        loose = 1 + 0.1 * sum(p.abs() for p in log_cell(means, logScales, x.unsqueeze(-1), **options))
        return {"logits": w * (share + logits.softmax(-1)) * loose, "means": w * share * near * loose, "logScales": w * share * wide * loose, "x": (w * share * near * loose).sum(-1)}

    many = {"logits": normals((*shape, 3)), "means": normals((*shape, 3), 0.3) + x[..., None], "logScales": normals((*shape, 3), spread) - 2, "x": x}
    case("discretizedLogisticMixtureNll", name, many, mixture, options, mixture_scales)


def continuous_bernoulli(logits, x):
    value = (torch.expm1(logits) / logits).log() - logits * x
    even = (torch.sinh(logits / 2) / (logits / 2)).log()
    return per_distribution(value, logits * (0.5 - x), even)


def continuous_bernoulli_scales(weights, logits, x):
    return {"logits": per_event(weights[0], logits) * (0.5 + x.abs())}


HALVES = [-80, -20, -5, -1.01, -0.99, -0.5, -0.01, -1e-3, 1e-3, 0.02, 0.7, 2, 2.1, 6, 30, 80]
case("continuousBernoulliNll", "random", {"logits": normals((4, 6), 3), "x": rng.uniform(size=(4, 6))}, continuous_bernoulli, None, continuous_bernoulli_scales)
case("continuousBernoulliNll", "one logit a row", {"logits": np.array(HALVES).reshape(-1, 1), "x": rng.uniform(size=(16, 1))}, continuous_bernoulli, None, continuous_bernoulli_scales)
# torch has the same distribution; it uses a series where the probability is within 0.001 of one half.
logits = torch.tensor([-5.0, -1.0, 0.3, 4.0])
assert torch.allclose(-d.ContinuousBernoulli(logits=logits).log_prob(torch.tensor(0.3)), (torch.expm1(logits) / logits).log() - 0.3 * logits, rtol=1e-6)


def poisson(logRate, x):
    return per_distribution(-d.Poisson(logRate.exp(), validate_args=False).log_prob(x), logRate.exp(), x * logRate, torch.lgamma(x + 1))


def poisson_scales(weights, logRate, x):
    w = per_event(weights[0], x)
    return {"logRate": w * (logRate.exp() + x), "x": w * (torch.digamma(x + 1).abs() + logRate.abs())}


def negative_binomial(logMean, logDispersion, x):
    r = logDispersion.exp().expand_as(logMean)
    # torch forms lgamma(r + x) - lgamma(r) of large r with the rounding of float64, 1e-9 at r = 1e6.
    value = -d.NegativeBinomial(r, logits=logMean - logDispersion, validate_args=False).log_prob(x)
    logits = logMean - logDispersion
    soft = torch.nn.functional.softplus
    return per_distribution(value, torch.lgamma(x + 1), torch.lgamma(r + x) - torch.lgamma(r), r * soft(logits), x * soft(-logits))


def negative_binomial_scales(weights, logMean, logDispersion, x):
    w = per_event(weights[0], x)
    r, logits = logDispersion.exp().expand_as(logMean), logMean - logDispersion
    soft = torch.nn.functional.softplus
    of_mean = r * torch.sigmoid(logits) + x * torch.sigmoid(-logits)
    of_r = r * (soft(logits) + torch.digamma(r + x) - torch.digamma(r)) + of_mean
    of_x = torch.digamma(x + 1).abs() + torch.digamma(r + x).abs() + soft(-logits)
    return {"logMean": w * of_mean, "logDispersion": shared(w * of_r, logDispersion), "x": w * of_x}


counts = rng.poisson(np.exp(normals((5, 4), 1.5)))
case("poissonNll", "random", {"logRate": normals((5, 4)), "x": counts}, poisson, None, poisson_scales)
case("poissonNll", "large counts", {"logRate": normals((5, 4), 0.2) + 5, "x": rng.poisson(150, (5, 4))}, poisson, None, poisson_scales)
for name, dispersion in [("random", normals((5, 4))), ("one a column", normals((1, 4))), ("small", normals((5, 4)) - 5), ("large, nearly Poisson", normals((5, 4)) + 11)]:
    case("negativeBinomialNll", name, {"logMean": normals((5, 4)), "logDispersion": dispersion, "x": counts}, negative_binomial, None, negative_binomial_scales)


def student(mean, x, logScale, logDegrees):
    nu = logDegrees.exp().expand_as(mean)
    value = -d.StudentT(nu, mean, logScale.exp().expand_as(mean)).log_prob(x)
    y = (x - mean) / logScale.exp()
    normalizer = torch.lgamma((nu + 1) / 2) - torch.lgamma(nu / 2)
    return per_distribution(value, (nu + 1) / 2 * torch.log1p(y**2 / nu), logScale.expand_as(mean), 0.5 * (math.pi * nu).log(), normalizer)


def student_scales(weights, mean, x, logScale, logDegrees):
    w = per_event(weights[0], mean)
    nu, y = logDegrees.exp().expand_as(mean), (x - mean) / logScale.exp()
    pull = (nu + 1) * y**2 / (nu + y**2)
    digammas = torch.digamma((nu + 1) / 2) - torch.digamma(nu / 2)
    return {"logScale": shared(w * (1 + pull), logScale), "logDegrees": shared(w * 0.5 * (nu * (torch.log1p(y**2 / nu) + digammas) + pull + 1), logDegrees)}


for name, degrees, width in [("random", normals((4, 5)), normals((4, 5))), ("shared", [1.1], normals((1, 5))), ("nearly normal", normals((4, 5)) + 9, normals((4, 5)))]:
    case("studentTNll", name, {"mean": normals((4, 5)), "x": normals((4, 5), 3), "logScale": width, "logDegrees": degrees}, student, None, student_scales)


def optimal(per, minimum):
    def value(mean, x):
        errors, size = event_sum((x - mean) ** 2), mean[0].numel()
        v = torch.clamp((errors if per else errors.mean()) / size, min=minimum**2)
        terms = 0.5 * errors / v, 0.5 * size * (2 * math.pi * v).log() + 0 * errors
        return [(terms[0] + terms[1], terms[0].abs() + terms[1].abs())]

    return value


def optimal_scales(weights, mean, x):
    distance = (x - mean).abs()
    scale = (weights[0].abs().sum() * distance / distance.square().mean()).max() * torch.ones_like(mean)
    return {"mean": scale, "x": scale}


for name, minimum in [("free", 0.01), ("at the minimum", 5)]:
    for per in (0, 1):
        case("gaussianOptimalSigmaNll", f"{name}, {'an example' if per else 'a batch'}", {"mean": normals((4, 3, 2)), "x": normals((4, 3, 2))}, optimal(per, minimum), {"perExample": per, "minimum": minimum}, optimal_scales)


# ---- special functions ----------------------------------------------------------------------------------------------------------------------
def relative(f):
    return lambda x: [(y := f(x), y.abs())]


# Beside a zero of the function only the scale of the function around it remains.
POINTS = np.array([1e-6, 1e-3, 0.05, 0.3, 0.4999, 0.5, 0.5001, 0.7, 0.9, 0.99, 1.01, 1.2, 1.4, 1.5, 1.7, 1.99, 2.01, 2.5, 2.999, 3.001, 4, 7, 20, 1e3, 1e6])
case("logGamma", "over its range", {"x": POINTS}, relative(torch.lgamma))
case("logGamma", "beside its zeros", {"x": [0.99999, 1.00001, 1.9999, 2.0001]}, relative(lambda x: Exact.apply(x, mp.loggamma, mp.digamma)))
case("digamma", "over its range", {"x": POINTS}, relative(torch.digamma))
case("digamma", "beside its zero", {"x": [1.46, 1.4616, 1.4617, 1.463]}, relative(lambda x: Exact.apply(x, mp.digamma, lambda v: mp.psi(1, v))))
for order in (1, 2, 3):
    case("polygamma", f"order {order}", {"x": POINTS[1:]}, relative(lambda x: Exact.apply(x, lambda v: mp.psi(order, v), lambda v: mp.psi(order + 1, v))), {"order": order})
case("log1mExp", "over its range", {"x": [-1e-30, -1e-6, -0.01, -0.3, -0.69, -0.7, -1, -5, -20, -80]}, relative(lambda x: Exact.apply(x, lambda v: mp.log(-mp.expm1(v)), lambda v: -mp.exp(v) / -mp.expm1(v))))


# ---- allowances and constraints ------------------------------------------------------------------------------------------------------------
def free_bits(kl, sizes, minimum, per_example):
    parts = torch.stack([part.sum(1) for part in kl.split(sizes, 1)], 1)
    if per_example:
        return [(parts.clamp(min=minimum).sum(1), parts.sum(1) + minimum)]
    # What each example has is not unique; its mean over the batch is.
    return [(parts.mean(0).clamp(min=minimum).sum().reshape(1), parts.sum() + minimum)]


kl = rng.gamma(0.5, size=(6, 4))
for name, sizes, per_example in [("of each dimension", [1, 1, 1, 1], 0), ("of groups", [1, 3], 0), ("of each example", [1, 1, 1, 1], 1), ("of each example's groups", [2, 2], 1)]:
    case("freeBits", name, {"kl": kl}, lambda kl: free_bits(kl, sizes, 0.45, per_example), {"minimum": 0.45, "groups": len(sizes), "first": sizes[0], "perExample": per_example})
for capacity in (1.0, 4.0):
    for per_example in (0, 1):
        case(
            "capacityPenalty",
            f"capacity {capacity:g}, {'each example' if per_example else 'the batch'}",
            {"kl": kl.sum(1)},
            lambda kl: [(t := 3 * (kl - capacity).abs(), t + capacity)] if per_example else [((t := 3 * (kl.mean() - capacity).abs()).reshape(1), t.reshape(1) + capacity)],
            {"capacity": capacity, "gamma": 3, "perExample": per_example},
        )

write("distributionOracles.json")
