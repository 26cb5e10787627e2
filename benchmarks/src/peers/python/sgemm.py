"""Multiplies two square float32 matrices in PyTorch, told by the lines that `serve.mjs` obeys."""

import json
import sys
import time

import torch

options = json.loads(sys.argv[1])
torch.set_num_threads(options["threads"])
size = options["size"]
a, b, c = torch.full((size, size), 0.5), torch.full((size, size), 0.25), torch.empty(size, size)
for line in sys.stdin:
    request = json.loads(line)
    for _ in range(request.get("warm", 0)):
        torch.mm(a, b, out=c)
    steps = request.get("steps", 0)
    start = time.perf_counter()
    for _ in range(steps):
        torch.mm(a, b, out=c)
    print(json.dumps({"ms": (time.perf_counter() - start) * 1000 / max(1, steps)}), flush=True)
