"""Writes rgbLogisticOracles.json: the mixture of discretized logistic distributions over color pixels of PixelCNN++, by PyTorch in float64.

    python rgb_logistic_oracles.py          (numpy and torch, CPU)

Written from sections 2.1 and 2.2 of Salimans et al. 2017: for every component the three channels in turn, each with its mean moved by the
channels before it, the probability of a value as a difference of two sigmoids.
"""

import torch

from cases import case, event_sum, per_event, rng, write


def log_probability(mean, log_scale, x, levels, low, high):
    """log P(x) of one channel, and the sizes of what it is made of."""
    half = (high - low) / (levels - 1) / 2
    first, last = x <= low + half, x >= high - half
    a, b = (x + half - mean) / log_scale.exp(), (x - half - mean) / log_scale.exp()
    one, none = torch.ones_like(a), torch.zeros_like(a)
    difference = torch.where(last, one, torch.sigmoid(a)) - torch.where(first, none, torch.sigmoid(b))
    # A difference of less than 1e-6 has lost digits; the same from logarithms: sigmoid(a) - sigmoid(b) = sigmoid(a) sigmoid(-b) (1 - exp(b - a)).
    soft = lambda v: torch.nn.functional.softplus(v, threshold=700)
    parts = [
        torch.where(last, none, -soft(-a)),
        torch.where(first, none, -soft(b)),
        torch.where(first | last, none, torch.log(-torch.expm1(-2 * half / log_scale.exp()))),
    ]
    large = difference > 1e-6
    value = torch.where(large, torch.where(large, difference, one).log(), sum(parts))
    assert torch.allclose(value.exp(), difference, atol=1e-12) and torch.allclose(value, sum(parts), rtol=1e-8, atol=1e-9)
    return value, sum(p.abs() for p in parts)


def slopes(mean, log_scale, x, levels, low, high):
    """Sums of the absolute terms of the derivatives in the mean and in the log-scale."""
    half, s = (high - low) / (levels - 1) / 2, log_scale.exp()
    a, b, c = (x + half - mean) / s, (x - half - mean) / s, 2 * half / s
    return (torch.sigmoid(-a) + torch.sigmoid(b)) / s, torch.sigmoid(-a) * a.abs() + torch.sigmoid(b) * b.abs() + c / torch.expm1(c)


def moved(means, coefficients, x):
    """The means of red, green and blue, and the sums of their absolute terms; the channel is the last axis but one."""
    t = torch.tanh(coefficients)
    red, green = x[..., 0, None], x[..., 1, None]
    shift = [
        (torch.zeros_like(t[..., 0, :]),),
        (t[..., 0, :] * red,),
        (t[..., 1, :] * red, t[..., 2, :] * green),
    ]
    exact = [means[..., channel, :] + sum(terms) for channel, terms in enumerate(shift)]
    size = [means[..., channel, :].abs() + sum(term.abs() for term in terms) for channel, terms in enumerate(shift)]
    return exact, size


def mixture(options):
    def joint(logits, means, logScales, coefficients, x):
        logs, size, steep = torch.log_softmax(logits, -1), torch.log_softmax(logits, -1).abs(), []
        centers, widths = moved(means, coefficients, x)
        for channel in range(3):
            given = centers[channel], logScales[..., channel, :], x[..., channel, None]
            value, terms = log_probability(*given, **options)
            near, wide = slopes(*given, **options)
            # A mean is as exact as its terms.
            logs, size = logs + value, size + terms + near * widths[channel]
            steep.append((near, wide))
        return logs, size, steep

    def value(logits, means, logScales, coefficients, x):
        logs, size, _ = joint(logits, means, logScales, coefficients, x)
        return [(event_sum(-torch.logsumexp(logs, -1)), event_sum((logs.softmax(-1) * size).sum(-1)))]

    def scales(weights, logits, means, logScales, coefficients, x):
        logs, size, steep = joint(logits, means, logScales, coefficients, x)
        share = logs.softmax(-1)
        # A share is as exact as the logarithms it comes from.
        loose = 1 + 0.1 * size
        near = torch.stack([n for n, _ in steep], -2) * (share * loose).unsqueeze(-2)
        wide = torch.stack([n for _, n in steep], -2) * (share * loose).unsqueeze(-2)
        t = torch.tanh(coefficients)
        red, green = x[..., 0, None].abs(), x[..., 1, None].abs()
        of_t = torch.stack([near[..., 1, :] * red, near[..., 2, :] * red, near[..., 2, :] * green], -2)
        of_x = near.clone()
        of_x[..., 0, :] += near[..., 1, :] * t[..., 0, :].abs() + near[..., 2, :] * t[..., 1, :].abs()
        of_x[..., 1, :] += near[..., 2, :] * t[..., 2, :].abs()
        w = per_event(weights[0], means)
        return {
            "logits": per_event(weights[0], logits) * (share + logits.softmax(-1)) * loose,
            "means": w * near,
            "logScales": w * wide,
            "coefficients": w * of_t * (1 - t**2),
            "x": (w * of_x).sum(-1),
        }

    return value, scales


def normals(shape, spread=1.0):
    return rng.standard_normal(shape) * spread


# (name, levels, lowest, highest, pixels, components, spread of the log-scales, of the coefficients)
for name, levels, low, high, pixels, components, spread, strength in [
    ("256 levels", 256, 0, 1, (3, 2), 3, 0.5, 1),
    ("256 levels in [-1, 1], five components", 256, -1, 1, (2,), 5, 0.5, 1),
    ("narrow", 256, 0, 1, (3, 2), 3, 2, 1),
    ("8 levels, one component", 8, -1, 1, (2, 2), 1, 1, 1),
    ("sure coefficients", 256, 0, 1, (4,), 2, 0.5, 6),
    ("one pixel", 4, 0, 1, (), 2, 0.5, 0.5),
]:
    shape = (4, *pixels, 3)
    steps = rng.integers(0, levels, shape)
    # Both ends of every channel.
    steps.reshape(-1, 3)[:2] = [[0, levels - 1, 0], [levels - 1, 0, levels - 1]]
    x = low + (high - low) * steps / (levels - 1)
    inputs = {
        "logits": normals((4, *pixels, components)),
        "means": normals((*shape, components), 0.3) + x[..., None],
        "logScales": normals((*shape, components), spread) - 2,
        "coefficients": normals((*shape, components), strength),
        "x": x,
    }
    options = {"levels": levels, "low": low, "high": high}
    case("discretizedLogisticRgbNll", name, inputs, mixture(options)[0], options, mixture(options)[1])

write("rgbLogisticOracles.json")
