"""Writes classifierOracles.json: what the classifier of digits says of a few images, by NumPy in float64 from the weights in `assets`.

    python classifier_oracles.py          (numpy)

Run it again after `pnpm --filter @vaekit/metrics train`.
"""

import base64
import json
import re
from pathlib import Path

import numpy as np

home = Path(__file__).parent
text = (home.parent / "assets" / "digitClassifier.js").read_text()
halves = np.frombuffer(base64.b64decode(re.search(r"'([^']+)'", text)[1]), dtype="<u2")
values = (halves.astype(np.uint32) << 16).view(np.float32).astype(np.float64)
shapes = [(5, 5, 1, 16), (16,), (3, 3, 16, 32), (32,), (3, 3, 32, 32), (32,), (512, 64), (64,), (64, 10), (10,)]
weights, at = [], 0
for shape in shapes:
    weights.append(values[at : at + np.prod(shape)].reshape(shape))
    at += np.prod(shape)
assert at == len(values)


def conv(x, kernel, bias):
    """Stride 2, as many zeros around x as give ceil(side / 2), the odd one behind; then max(0, ·)."""
    side, size = x.shape[0], kernel.shape[0]
    out = -(-side // 2)
    pad = max(0, (out - 1) * 2 + size - side)
    x = np.pad(x, ((pad // 2, pad - pad // 2),) * 2 + ((0, 0),))
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(0, 1))[::2, ::2]
    return np.maximum(0, np.einsum("ijcuv,uvco->ijo", windows, kernel) + bias)


def enlarged(x):
    """Twice the side, linear between the centers of pixels, the rim repeated."""
    places = np.clip((np.arange(28) + 0.5) / 2 - 0.5, 0, 13)
    low = np.floor(places).astype(int)
    high, part = np.minimum(low + 1, 13), places - low
    rows = x[low] * (1 - part)[:, None] + x[high] * part[:, None]
    return rows[:, low] * (1 - part) + rows[:, high] * part


def judged(image):
    k0, b0, k1, b1, k2, b2, kf, bf, kl, bl = weights
    x = (image if len(image) == 28 else enlarged(image))[..., None]
    features = np.maximum(0, conv(conv(conv(x, k0, b0), k1, b1), k2, b2).reshape(-1) @ kf + bf)
    logits = features @ kl + bl
    p = np.exp(logits - logits.max())
    return features.tolist(), (p / p.sum()).tolist()


rng = np.random.default_rng(14)
cases = []
for side in (28, 14):
    ring = np.hypot(*np.meshgrid((np.arange(side) - side / 2 + 0.5) / side, (np.arange(side) - side / 2 + 0.5) / side))
    images = [np.exp(-((ring - 0.25) ** 2) * 300), rng.uniform(size=(side, side)) * (ring < 0.35)]
    eights = [np.round(255 * image).astype(int) for image in images]
    results = [judged(image.astype(np.float32).astype(np.float64) / 255) for image in eights]
    cases.append({
        "side": side, "eights": np.concatenate([image.ravel() for image in eights]).tolist(),
        "features": [v for f, _ in results for v in f], "probabilities": [v for _, p in results for v in p],
    })
(home / "classifierOracles.json").write_text(json.dumps(cases) + "\n")
