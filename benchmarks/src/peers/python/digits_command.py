"""What one writes in an afternoon: a VAE 784-400-20-400-784 on the digits of a folder, trained, scored on the test part and saved.

python digits_command.py FOLDER EPOCHS THREADS OUT: FOLDER has MNIST's four files (or others of that kind), OUT receives the weights; the last line
printed is the test loss, nats per image.
"""

import gzip
import os
import sys

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

folder, epochs, threads, out = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
torch.set_num_threads(threads)
torch.manual_seed(0)


def images(name):
    with gzip.open(os.path.join(folder, f"{name}-images-idx3-ubyte.gz")) as file:
        values = np.frombuffer(file.read(), np.uint8, offset=16)
    return torch.from_numpy(values.reshape(-1, 784).astype(np.float32) / 255)


class Vae(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden, self.mean, self.log_var = nn.Linear(784, 400), nn.Linear(400, 20), nn.Linear(400, 20)
        self.decoder = nn.Sequential(nn.Linear(20, 400), nn.ReLU(), nn.Linear(400, 784))

    def forward(self, x):
        h = torch.relu(self.hidden(x))
        mean, log_var = self.mean(h), self.log_var(h)
        z = mean + torch.randn_like(mean) * torch.exp(0.5 * log_var)
        reconstruction = F.binary_cross_entropy_with_logits(self.decoder(z), x, reduction="sum")
        kl = 0.5 * torch.sum(mean.square() + log_var.exp() - log_var - 1)
        return (reconstruction + kl) / x.shape[0]


train, test = images("train"), images("t10k")
model = Vae()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
for epoch in range(epochs):
    total = 0.0
    for rows in torch.randperm(len(train)).split(128):
        optimizer.zero_grad(set_to_none=True)
        loss = model(train[rows])
        loss.backward()
        optimizer.step()
        total += loss.detach() * len(rows)
    print(f"epoch {epoch + 1}  loss {total.item() / len(train):.2f}", flush=True)
with torch.no_grad():
    score = sum(model(batch).item() * len(batch) for batch in test.split(128)) / len(test)
torch.save(model.state_dict(), out)
print(score)
