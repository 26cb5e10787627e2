"""Writes vectorQuantizedOracles.json: the moving averages of a codebook written out in NumPy, and one straight-through step by PyTorch, in float64.

    python vector_quantized_oracles.py          (numpy and torch, CPU)

Inputs are float32 numbers, widened.
"""

import json
from pathlib import Path

import numpy as np
import torch

torch.set_default_dtype(torch.float64)
rng = np.random.default_rng(20171102)
EPSILON = 1e-5


def single(array):
    return np.asarray(array, dtype=np.float32).astype(np.float64)


def numbers(array):
    return [float(f"{v:.12g}") for v in torch.as_tensor(array).detach().reshape(-1).tolist()]


def nearest(v, codebook):
    return int(np.argmin([np.sum((v - e) ** 2) for e in codebook]))


# Three steps of the recursion of appendix A.1, code by code; two rows of two places each are padding at every step.
codes, d, rows, places, decay = 4, 3, 6, 2, 0.8
weight = np.array([1.0, 1, 1, 1, 0, 0])
codebook = single(rng.normal(size=(codes, d)))
counts, sums = single(rng.uniform(1, 3, size=codes)), np.zeros((codes, d))
for k in range(codes):
    sums[k] = single(counts[k] * codebook[k])
start = {"codebook": numbers(codebook), "counts": numbers(counts), "sums": numbers(sums)}
steps = []
for _ in range(3):
    code = single(rng.normal(size=(rows, places, d)))
    chosen = [[nearest(code[i, j], codebook) for j in range(places)] for i in range(rows)]
    for k in range(codes):
        mine = [code[i, j] for i in range(rows) for j in range(places) if chosen[i][j] == k and weight[i] == 1]
        counts[k] = decay * counts[k] + (1 - decay) * len(mine)
        sums[k] = decay * sums[k] + (1 - decay) * (np.sum(mine, axis=0) if mine else 0)
    before, total = codebook.copy(), counts.sum()
    codebook = np.stack([sums[k] / ((counts[k] + EPSILON) / (total + codes * EPSILON) * total) for k in range(codes)])
    steps.append({
        "code": numbers(code), "chosen": [k for row in chosen for k in row], "z": numbers(np.stack([[before[k] for k in row] for row in chosen])),
        "codebook": numbers(codebook), "counts": numbers(counts), "sums": numbers(sums),
    })

# One straight-through step: z = f + sg(e − f), the loss Σ w·tanh(z)² + β·|f − sg(e)|².
commitment = 0.4
f = torch.tensor(single(rng.normal(size=(rows, places, d))), requires_grad=True)
book = single(rng.normal(size=(codes, d)))
w = torch.tensor(single(rng.normal(size=(rows, places, d))))
picked = torch.tensor(np.stack([[book[nearest(v, book)] for v in row] for row in f.detach().numpy()]))
z = f + (picked - f).detach()
term = commitment * (f - picked).square().sum((1, 2))
loss = (w * torch.tanh(z).square()).sum() + term.sum()
(gradient,) = torch.autograd.grad(loss, f)

Path(__file__).with_name("vectorQuantizedOracles.json").write_text(
    json.dumps({
        "codes": codes, "d": d, "rows": rows, "places": places, "decay": decay, "weight": weight.tolist(), "start": start, "steps": steps,
        "straightThrough": {
            "commitment": commitment, "code": numbers(f), "codebook": numbers(book), "w": numbers(w), "z": numbers(z), "term": numbers(term),
            "loss": float(loss.detach()), "gradient": numbers(gradient),
        },
    })
    + "\n"
)
