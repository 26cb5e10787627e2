"""The process of one contender written in Python: the twin of `serve.mjs`, and the inputs that all contenders start from."""

import json
import os
import resource
import sys
import time
import traceback

import numpy as np


def read_inputs(folder):
    with open(os.path.join(folder, "spec.json"), encoding="utf-8") as file:
        spec = json.load(file)
    load = lambda name, dtype: np.fromfile(os.path.join(folder, name), dtype=dtype)
    values = load("weights.f32", np.float32)
    weights, offset = {}, 0
    for weight in spec["weights"]:
        size = int(np.prod(weight["shape"]))
        weights[weight["name"]] = values[offset : offset + size].reshape(weight["shape"])
        offset += size
    return spec, weights, load("x.f32", np.float32).reshape(-1, 784), load("y.i32", np.int32), load("order.i32", np.int32)


def batch_rows(order, batch):
    """The rows of one batch after the other; the data set is a whole number of batches."""
    position = 0
    while True:
        yield order[position : position + batch]
        position = (position + batch) % len(order)


def peak_memory():
    """VmHWM where there is one: `ru_maxrss` would count what the parent held when it forked."""
    try:
        with open("/proc/self/status", encoding="ascii") as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM:"))
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def serve(open_peer):
    """`open_peer(inputs, options)` gives `step()`, `read_loss()` (the mean since the last read), `info` and `ready_ms`."""
    options = json.loads(sys.argv[1])
    peer = None

    def answer(request):
        nonlocal peer
        ask = request["ask"]
        if ask == "prepare":
            peer = open_peer(read_inputs(request["folder"]), options)
            return {"info": peer.info, "readyMs": peer.ready_ms}
        if ask == "check":
            losses, start = [], time.perf_counter()
            least, most = min(4, request["steps"]), request["steps"]
            while len(losses) < least or (len(losses) < most and time.perf_counter() - start < request["seconds"]):
                peer.step()
                losses.append(peer.read_loss())
            return {"losses": losses}
        for _ in range(request["warm"]):
            peer.step()
        if request["warm"] > 0:
            peer.read_loss()
        start = time.perf_counter()
        for _ in range(request["steps"]):
            peer.step()
        loss = peer.read_loss()
        ms = (time.perf_counter() - start) * 1000 / request["steps"]
        return {"ms": ms, "loss": loss, "peakMemory": peak_memory()}

    for line in sys.stdin:
        try:
            reply = answer(json.loads(line))
        except Exception:
            reply = {"error": traceback.format_exc()[-3000:]}
        print(json.dumps(reply), flush=True)
