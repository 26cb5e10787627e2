"""The VAE of `works/staticBits.mjs` in PyTorch, on the bits that it wrote. Saves its state after every tenth epoch and goes on from it."""

import argparse
import json
import math
import os
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

PIXELS, HIDDEN, LATENT, BATCH, DRAWS = 784, 400, 40, 100, 200

parser = argparse.ArgumentParser()
parser.add_argument("--bits", type=Path, required=True)
parser.add_argument("--seed", type=int, default=0)
parser.add_argument("--epochs", type=int, default=500)
parser.add_argument("--threads", type=int, default=1)
options = parser.parse_args()
torch.set_num_threads(options.threads)
torch.manual_seed(options.seed)


def read(name):
    rows = np.fromfile(options.bits / f"{name}.u8", np.uint8).reshape(-1, PIXELS)
    return torch.from_numpy((rows > 0).astype(np.float32))


class Vae(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(PIXELS, HIDDEN)
        self.mean = nn.Linear(HIDDEN, LATENT)
        self.log_var = nn.Linear(HIDDEN, LATENT)
        self.back = nn.Linear(LATENT, HIDDEN)
        self.output = nn.Linear(HIDDEN, PIXELS)
        for layer in self.children():
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)

    def encode(self, x):
        h = torch.relu(self.hidden(x))
        return self.mean(h), self.log_var(h)

    def decode(self, z):
        return self.output(torch.relu(self.back(z)))

    def loss(self, x):
        mean, log_var = self.encode(x)
        z = mean + torch.exp(0.5 * log_var) * torch.randn_like(mean)
        nll = functional.binary_cross_entropy_with_logits(self.decode(z), x, reduction="sum")
        kl = -0.5 * torch.sum(1 + log_var - mean**2 - log_var.exp())
        return (nll + kl) / x.shape[0]


@torch.no_grad()
def test_nll(model, x):
    """-log p(x) of every row by importance sampling from the encoder."""
    found = []
    for rows in x.split(50):
        mean, log_var = model.encode(rows)
        eps = torch.randn(DRAWS, *mean.shape)
        z = mean + torch.exp(0.5 * log_var) * eps
        log_q = -0.5 * (eps**2 + log_var + math.log(2 * math.pi)).sum(-1)
        log_p = -0.5 * (z**2 + math.log(2 * math.pi)).sum(-1)
        wide = rows.expand(DRAWS, *rows.shape)
        log_x = -functional.binary_cross_entropy_with_logits(model.decode(z), wide, reduction="none").sum(-1)
        found.append(math.log(DRAWS) - torch.logsumexp((log_x + log_p - log_q).double(), 0))
    return torch.cat(found)


def main():
    training, validation, test = (read(name) for name in ("training", "validation", "test"))
    model = Vae()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    schedule = torch.optim.lr_scheduler.MultiStepLR(optimizer, [200, 350, 500], gamma=10 ** (-1 / 5))
    checkpoint = options.bits / f"peer-{options.seed}.pt"
    epoch, best = 0, (math.inf, None)
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=False)
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        schedule.load_state_dict(saved["schedule"])
        torch.set_rng_state(saved["random"])
        epoch, best = saved["epoch"], saved["best"]
    while epoch < options.epochs:
        for rows in torch.randperm(training.shape[0]).split(BATCH):
            optimizer.zero_grad()
            model.loss(training[rows]).backward()
            optimizer.step()
        schedule.step()
        epoch += 1
        with torch.no_grad():
            value = float(model.loss(validation))
        if value < best[0]:
            best = (value, {name: weight.clone() for name, weight in model.state_dict().items()})
        print(f"PyTorch, seed {options.seed}: epoch {epoch} of {options.epochs}, validation {value:.3f}", flush=True)
        if epoch % 10 == 0:
            state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "schedule": schedule.state_dict()}
            # Whole or not at all: a kill while it is written leaves the state before.
            unfinished = checkpoint.with_suffix(".tmp")
            torch.save({**state, "random": torch.get_rng_state(), "epoch": epoch, "best": best}, unfinished)
            os.replace(unfinished, checkpoint)
    model.load_state_dict(best[1])
    values = test_nll(model, test)
    result = {
        "mean": float(values.mean()),
        "standardError": float(values.std() / math.sqrt(len(values))),
        "torch": torch.__version__.split("+")[0],
    }
    unfinished = options.bits / f"peer-{options.seed}.json.tmp"
    unfinished.write_text(json.dumps(result))
    os.replace(unfinished, options.bits / f"peer-{options.seed}.json")


main()
