"""The cases of an oracle file: values, gradients and scales by automatic differentiation in float64.

Inputs are float32 numbers, widened. `gradients` are those of sum(weights * outputs). `scales` are the sums of the absolute terms of each
output, `gradientScales` those of the gradients that have several terms: the errors allowed are relative to them.
"""

import json
from pathlib import Path

import numpy as np
import torch

torch.set_default_dtype(torch.float64)
rng = np.random.default_rng(20140501)
cases = []


def widened(array):
    return torch.tensor(np.asarray(array, dtype=np.float32).astype(np.float64), requires_grad=True)


def numbers(tensor):
    return [float(f"{v:.9g}") for v in tensor.detach().reshape(-1).tolist()]


def exact(tensor):
    return [float(str(np.float32(v))) for v in tensor.detach().reshape(-1).tolist()]


def case(function, name, inputs, f, options=None, gradient_scales=None):
    """`f(**inputs)` returns a list of (output, terms); terms is a list of tensors whose absolute values make the scale."""
    tensors = {key: widened(value) for key, value in inputs.items()}
    results = f(**tensors)
    outputs, scales, weights, loss = [], [], [], torch.zeros(())
    for output, scale in results:
        w = widened(rng.uniform(0.5, 1.5, size=tuple(output.shape)) * rng.choice([-1, 1], size=tuple(output.shape))).detach()
        weights.append(w)
        outputs.append(output)
        scales.append(scale)
        loss = loss + (w * output).sum()
    gradients = torch.autograd.grad(loss, list(tensors.values()), allow_unused=True)
    gradients = [torch.zeros_like(t) if g is None else g for t, g in zip(tensors.values(), gradients)]
    wide = gradient_scales(weights=weights, **tensors) if gradient_scales else {}
    cases.append(
        {
            "function": function,
            "name": name,
            "inputs": {k: {"shape": list(t.shape), "data": exact(t)} for k, t in tensors.items()},
            **({"options": options} if options else {}),
            "outputs": [{"shape": list(o.shape), "data": numbers(o)} for o in outputs],
            "scales": [numbers(s) for s in scales],
            "weights": [exact(w) for w in weights],
            "gradients": {k: numbers(g) for k, g in zip(tensors, gradients)},
            "gradientScales": {k: numbers(wide[k]) for k in wide},
        }
    )


def event_sum(terms):
    return terms.reshape(terms.shape[0], -1).sum(1) if terms.dim() > 1 else terms


def per_event(w, like):
    return w.abs().reshape([-1] + [1] * (like.dim() - 1))


def summed(*terms):
    """The sum of the terms over the event, with the sum of their absolute values as its scale."""
    return [(event_sum(sum(terms)), event_sum(sum(t.abs() for t in terms)))]


def write(name):
    lines = ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases)
    Path(__file__).with_name(name).write_text(f"[\n{lines}\n]\n")
