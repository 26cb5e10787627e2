"""Weights after each of 20 steps of PyTorch's optimizers in float64, and its moving average of them: `python optimizers.py > optimizers.json`."""

import json

import torch
from torch.optim.swa_utils import get_ema_multi_avg_fn

STEPS, SIZE, DECAY = 20, 7, 0.9


def clip(gradient, value, norm):
    if value is not None:
        gradient = gradient.clamp(-value, value)
    if norm is not None:
        gradient = gradient * min(1.0, norm / float(gradient.norm()))
    return gradient


CASES = [
    ("adam", dict(beta1=0.9, beta2=0.999, epsilon=1e-8), {}, lambda p, c: torch.optim.Adam(p, betas=(c["beta1"], c["beta2"]), eps=c["epsilon"])),
    ("adam", dict(beta1=0.5, beta2=0.9, epsilon=1e-3), dict(clipNorm=1.5), lambda p, c: torch.optim.Adam(p, betas=(c["beta1"], c["beta2"]), eps=c["epsilon"])),
    ("adamw", dict(beta1=0.9, beta2=0.99, epsilon=1e-8, weightDecay=0.1), dict(clipValue=0.5), lambda p, c: torch.optim.AdamW(p, betas=(c["beta1"], c["beta2"]), eps=c["epsilon"], weight_decay=c["weightDecay"])),
    ("adamax", dict(beta1=0.9, beta2=0.999, epsilon=1e-8), {}, lambda p, c: torch.optim.Adamax(p, betas=(c["beta1"], c["beta2"]), eps=c["epsilon"])),
    ("rmsprop", dict(rho=0.9, epsilon=1e-7, momentum=0), {}, lambda p, c: torch.optim.RMSprop(p, alpha=c["rho"], eps=c["epsilon"])),
    ("rmsprop", dict(rho=0.95, epsilon=1e-3, momentum=0.8), dict(clipValue=0.7, clipNorm=1), lambda p, c: torch.optim.RMSprop(p, alpha=c["rho"], eps=c["epsilon"], momentum=c["momentum"])),
    ("sgd", dict(momentum=0, nesterov=False), dict(clipNorm=0.8), lambda p, c: torch.optim.SGD(p, lr=0.1)),
    ("sgd", dict(momentum=0.9, nesterov=False), {}, lambda p, c: torch.optim.SGD(p, lr=0.1, momentum=c["momentum"])),
    ("sgd", dict(momentum=0.9, nesterov=True), {}, lambda p, c: torch.optim.SGD(p, lr=0.1, momentum=c["momentum"], nesterov=True)),
]

torch.manual_seed(3)
# Values that float32 has, so that both sides begin with the same numbers.
start = torch.randn(SIZE).double()
gradients = (torch.randn(STEPS, SIZE) * torch.logspace(-3, 1, SIZE)).double()
rates = [0.01 * (1 + step % 3) for step in range(STEPS)]

cases = []
for kind, options, clipping, make in CASES:
    weights = start.clone().requires_grad_()
    optimizer = make([weights], options)
    average = start.clone()
    trace = []
    for rate, gradient in zip(rates, gradients):
        optimizer.param_groups[0]["lr"] = rate
        weights.grad = clip(gradient, clipping.get("clipValue"), clipping.get("clipNorm"))
        optimizer.step()
        get_ema_multi_avg_fn(DECAY)([average], [weights.detach()], None)
        trace.append(weights.detach().tolist())
    cases.append(dict(config=dict(kind=kind, **options, **clipping), weights=trace, average=average.tolist()))

print(json.dumps(dict(torch=torch.__version__, decay=DECAY, start=start.tolist(), gradients=gradients.tolist(), rates=rates, cases=cases)))
