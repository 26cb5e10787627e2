"""Oracles of msSsim: Wang's formula with SciPy's convolutions in float64; where scikit-image is there, one scale is checked against it."""

import json
from pathlib import Path

import numpy as np
from scipy.signal import convolve2d

rng = np.random.default_rng(20031109)
PAPER = np.array([0.0448, 0.2856, 0.3001, 0.2363, 0.1333])


def window_of(size, sigma):
    line = np.exp(-((np.arange(size) - (size - 1) / 2) ** 2) / (2 * sigma**2))
    square = np.outer(line, line)
    return square / square.sum()


def means(a, b, size, sigma, data_range):
    blur = lambda x: convolve2d(x, window_of(size, sigma), mode="valid")
    c1, c2 = (0.01 * data_range) ** 2, (0.03 * data_range) ** 2
    ma, mb = blur(a), blur(b)
    va, vb, vab = blur(a * a) - ma**2, blur(b * b) - mb**2, blur(a * b) - ma * mb
    contrast = (2 * vab + c2) / (va + vb + c2)
    return contrast.mean(), ((2 * ma * mb + c1) / (ma**2 + mb**2 + c1) * contrast).mean()


def halved(x):
    x = np.pad(x, [(0, n % 2) for n in x.shape], mode="symmetric")
    return x.reshape(x.shape[0] // 2, 2, x.shape[1] // 2, 2).mean((1, 3))


def ms_ssim(a, b, size=11, sigma=1.5, data_range=1.0, weights=None):
    each = []
    for channel in range(a.shape[2]):
        x, y = a[..., channel], b[..., channel]
        scales = []
        while min(x.shape) >= size and len(scales) < len(PAPER if weights is None else weights):
            scales.append(means(x, y, size, sigma, data_range))
            x, y = halved(x), halved(y)
        w = PAPER[: len(scales)] / PAPER[: len(scales)].sum() if weights is None else np.array(weights)
        factors = [contrast for contrast, _ in scales[:-1]] + [scales[-1][1]]
        each.append(np.prod([max(f, 1e-4) ** p for f, p in zip(factors, w)]))
    return float(np.mean(each))


def checked_by_skimage():
    try:
        from skimage.metrics import structural_similarity
    except ImportError:
        return
    a = rng.uniform(0, 1, (20, 24))
    b = np.clip(a + rng.normal(0, 0.2, a.shape), 0, 1)
    _, full = structural_similarity(
        a, b, data_range=1, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, full=True
    )
    assert abs(full[5:-5, 5:-5].mean() - means(a, b, 11, 1.5, 1.0)[1]) < 1e-9


checked_by_skimage()
cases = []
for name, shape, noise, options in (
    ("gray, one scale", (12, 15, 1), 0.2, {}),
    ("color, three scales of a small window", (13, 14, 3), 0.3, {"size": 3, "sigma": 0.8}),
    ("weights of its own, a range of 2", (11, 10, 1), 0.5, {"size": 5, "weights": [0.3, 0.7], "data_range": 2.0}),
):
    a = np.round(64 * rng.uniform(0, 1, shape)) / 64
    b = np.round(64 * np.clip(a + rng.normal(0, noise, shape), 0, 1)) / 64
    slopes = []
    for i in range(4):
        step = np.zeros(shape)
        step.reshape(-1)[i * 7] = 1e-5
        slopes.append((ms_ssim(a, b + step, **options) - ms_ssim(a, b - step, **options)) / 2e-5)
    cases.append(
        {
            "name": name,
            "shape": list(shape),
            "a64": [int(64 * v) for v in a.ravel()],
            "b64": [int(64 * v) for v in b.ravel()],
            "window": options.get("size", 11),
            "sigma": options.get("sigma", 1.5),
            "range": options.get("data_range", 1),
            "weights": options.get("weights"),
            "value": ms_ssim(a, b, **options),
            "slopes": slopes,
        }
    )
Path(__file__).with_name("msSsimOracles.json").write_text(json.dumps(cases) + "\n")
