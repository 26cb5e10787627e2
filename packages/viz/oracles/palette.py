"""Searches ten colors for light and ten for dark paper that stay apart under every common color vision.

Aim: as near to hand-chosen hues as a floor of 10 allows for the smallest OKLab distance (times 100; about 2 is just noticeable) over all pairs and over normal vision,
protanopia, deuteranopia and tritanopia (Machado, Oliveira and Fernandes 2009, severity 1). Constraint: contrast of at
least 3:1 with the paper (WCAG 2.2, 1.4.11).

    python palette.py > palette.json
"""
import json
import numpy as np

FLOOR = 10.1
rng = np.random.default_rng(20240611)
MACHADO = {
    "normal": np.eye(3),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    "tritanopia": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
}
M1 = np.array([[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566], [0.0883024619, 0.2817188376, 0.6299787005]])
M2 = np.array([[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099], [0.0259040371, 0.7827717662, -0.8086757660]])


def linear(srgb):
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def oklab(rgb_linear):
    return np.cbrt(rgb_linear @ M1.T) @ M2.T


def luminance(rgb_linear):
    return rgb_linear @ np.array([0.2126, 0.7152, 0.0722])


def rgb(hexes):
    return np.array([[int(h[i : i + 2], 16) for i in (1, 3, 5)] for h in hexes], float)


def distances(colors):
    lin = linear(colors / 255)
    out = {}
    i, j = np.triu_indices(len(colors), 1)
    for name, m in MACHADO.items():
        lab = oklab(np.clip(lin @ m.T, 0, 1))
        out[name] = 100 * np.linalg.norm(lab[i] - lab[j], axis=1)
    return out


def score(colors, paper, start):
    d = distances(colors)
    worst = min(v.min() for v in d.values())
    # a little of the next-closest pairs, so that the search has a slope to follow
    soft = np.mean([np.sort(v)[:6].mean() for v in d.values()])
    y = luminance(linear(colors / 255))
    contrast = np.where(y > paper, (y + 0.05) / (paper + 0.05), (paper + 0.05) / (y + 0.05))
    short = np.clip(3.05 - contrast, 0, None).sum()
    drift = 100 * np.linalg.norm(oklab(linear(colors / 255)) - oklab(linear(start / 255)), axis=1)
    return 4 * min(worst, FLOOR) + 0.1 * soft - 100 * short - 0.12 * np.sum(drift) - 0.02 * np.sum(drift**2) / 4


def search(hexes, paper_hex, rounds=6, steps=14000):
    start = rgb(hexes)
    paper = luminance(linear(rgb([paper_hex])[0] / 255))
    best, best_score = start, score(start, paper, start)
    for _ in range(rounds):
        colors = best.copy()
        current = score(colors, paper, start)
        for step in range(steps):
            t = 1 - step / steps
            k = rng.integers(len(colors))
            trial = colors.copy()
            trial[k] = np.clip(np.round(trial[k] + rng.normal(0, 2 + 22 * t, 3)), 0, 255)
            s = score(trial, paper, start)
            if s > current or rng.random() < np.exp((s - current) / (0.25 * t + 1e-6)):
                colors, current = trial, s
                if s > best_score:
                    best, best_score = trial.copy(), s
    return ["#%02x%02x%02x" % tuple(int(v) for v in c) for c in best]


START = {
    "light": (["#1f6fc4", "#d9660a", "#12805c", "#d0428f", "#7b4fd0", "#8a7a00", "#14275e", "#7a3b10", "#7f8790", "#b3122b"], "#ffffff"),
    "dark": (["#5aa9f5", "#ff9d4d", "#3fbf8f", "#f06ba8", "#a78bfa", "#f2dc5d", "#b4ecfa", "#c0603a", "#8a94a3", "#e5484d"], "#161a21"),
}
out = {}
for theme, (hexes, paper) in START.items():
    found = search(hexes, paper)
    out[theme] = {"paper": paper, "colors": found, "smallest": {k: round(float(v.min()), 3) for k, v in distances(rgb(found)).items()}}
print(json.dumps(out, indent=1))
