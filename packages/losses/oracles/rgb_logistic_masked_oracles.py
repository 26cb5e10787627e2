"""Writes rgbLogisticMaskedOracles.json: the mixture over color pixels of PixelCNN++ where values are missing, by SciPy in float64.

    python rgb_logistic_masked_oracles.py          (numpy and scipy)
"""

import numpy as np
from scipy import special

from masked_cases import GRID, case, log_cell, normals, on_grid, some_missing, write


def color(p, x):
    t, m, s = np.tanh(p["coefficients"]), p["means"], p["logScales"]
    red, green, blue = (x[..., c, None] for c in range(3))
    logs = (
        special.log_softmax(p["logits"], -1)
        + log_cell(red, m[..., 0, :], s[..., 0, :])
        + log_cell(green, m[..., 1, :] + t[..., 0, :] * red, s[..., 1, :])
        + log_cell(blue, m[..., 2, :] + t[..., 1, :] * red + t[..., 2, :] * green, s[..., 2, :])
    )
    return -special.logsumexp(logs, -1)


PIXELS = (4, 2, 2)
x = on_grid((*PIXELS, 3))
WIDE = (*PIXELS, 3, 2)
paint = {
    "logits": normals((*PIXELS, 2)),
    "means": x[..., None] + normals(WIDE, 0.2),
    "logScales": normals(WIDE, 0.5) - 1.5,
    "coefficients": normals(WIDE, 0.3),
}
pixels = some_missing(PIXELS)
case("discretizedLogisticRgbNll", "whole pixels", paint, x, np.repeat(pixels[..., None], 3, -1), color, GRID, whole=pixels)
case("discretizedLogisticRgbNll", "the mask of pixels", paint, x, pixels[..., None], color, GRID, whole=pixels)
channels = some_missing((*PIXELS, 3))
channels[1, 0, 0] = [1, 0, 1]
case("discretizedLogisticRgbNll", "pixels of which channels are missing", paint, x, channels, color, GRID, whole=channels.min(-1))

write("rgbLogisticMaskedOracles.json")
