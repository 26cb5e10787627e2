"""-log p(x) of a model that vaekit exported, in PyTorch: with vaekit's noise, and with other noise.

    python likelihood_parity.py EXPORT/model.safetensors DIR          (numpy and torch; DIR is that of likelihoodParity.mjs)

Exit code 1 unless the estimates with the same noise are equal to 1e-4 in the mean, and those with other noise differ by less than two Monte Carlo standard errors.
"""

import json
import struct
import sys
from pathlib import Path

import numpy as np
import torch

model, folder = Path(sys.argv[1]), Path(sys.argv[2])
torch.set_num_threads(1)
torch.manual_seed(1)


def read_weights(path):
    """The tensors of a safetensors file: 8 bytes of length, a JSON header, the numbers."""
    content = path.read_bytes()
    (size,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + size])
    weights = {}
    for name, about in header.items():
        if name == "__metadata__":
            continue
        begin, end = about["data_offsets"]
        values = np.frombuffer(content[8 + size + begin : 8 + size + end], np.float32).reshape(about["shape"])
        weights[name] = torch.from_numpy(values.copy())
    return weights


weights = read_weights(model)


def dense(inputs, name):
    kernel, bias = (next(value for key, value in weights.items() if key.endswith(f"{name}/{part}")) for part in ("kernel", "bias"))
    return inputs @ kernel + bias


def estimate(x, eps):
    """-log (1/K) sum p(x, z) / q(z|x) of each row, and its variance over draws by the delta method."""
    values, variances = [], []
    for row, noise in zip(x, eps):
        hidden = torch.relu(dense(row[None], "encoder/hidden0"))
        mean, log_var = dense(hidden, "encoder/mean"), dense(hidden, "encoder/logVar")
        q = torch.distributions.Normal(mean, torch.exp(log_var / 2))
        z = mean + torch.exp(log_var / 2) * noise
        logits = dense(torch.relu(dense(z, "decoder/hidden0")), "decoder/output")
        log_x = -torch.nn.functional.binary_cross_entropy_with_logits(logits, row.expand_as(logits), reduction="none").sum(1)
        log_z = torch.distributions.Normal(0.0, 1.0).log_prob(z).sum(1)
        log_w = (log_x + log_z - q.log_prob(z).sum(1)).double()
        values.append(float(-(torch.logsumexp(log_w, 0) - np.log(len(log_w)))))
        w = torch.exp(log_w - log_w.max())
        variances.append(float(w.var() / len(w) / w.mean() ** 2))
    return np.array(values), np.array(variances)


x = torch.from_numpy(np.load(folder / "x.npy")).flatten(1)
eps = torch.from_numpy(np.load(folder / "eps.npy"))
ours, errors = np.load(folder / "values.npy"), np.load(folder / "errors.npy")
with torch.no_grad():
    same, _ = estimate(x, eps)
    other, variances = estimate(x, torch.randn(eps.shape))
difference = other.mean() - ours.mean()
error = np.sqrt((errors**2).sum() + variances.sum()) / len(ours)
print(f"PyTorch, the same noise: -log p(x) {same.mean():.5f}, mean difference {same.mean() - ours.mean():.1e}, largest of a digit {abs(same - ours).max():.1e}")
print(f"PyTorch, other noise: -log p(x) {other.mean():.5f}, difference {difference:.4f}, {abs(difference) / error:.2f} Monte Carlo standard errors of the difference ({error:.4f})")
sys.exit(0 if abs(same.mean() - ours.mean()) < 1e-4 and abs(difference) < 2 * error else 1)
