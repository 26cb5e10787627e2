import re
import time

import numpy as np
import torch
import torch.nn.functional as F

from protocol import batch_rows, serve


class Peer:
    def __init__(self, inputs, options):
        spec, weights, x, y, order = inputs
        torch.set_num_threads(options["threads"])
        torch.manual_seed(0)
        self.spec, self.rows = spec, batch_rows(torch.from_numpy(order).long(), spec["batch"])
        self.x, self.y = torch.from_numpy(x), torch.from_numpy(y).long()
        self.layout = torch.channels_last if options.get("channelsLast") else torch.contiguous_format
        tensors = {name: self.to_torch(name, value) for name, value in weights.items()}
        self.w = {name: value.clone(memory_format=torch.preserve_format).requires_grad_(True) for name, value in tensors.items()}
        settings = spec["optimizer"]
        if settings["kind"] == "adam":
            self.optimizer = torch.optim.Adam(self.w.values(), lr=settings["learningRate"], eps=settings["epsilon"], fused=True)
        else:
            self.optimizer = torch.optim.RMSprop(
                self.w.values(), lr=settings["learningRate"], alpha=settings["rho"], eps=settings["epsilon"], foreach=True
            )
        self.bound = self.bound_of(spec)
        if options.get("compile"):
            self.bound = torch.compile(self.bound)
        self.total, self.steps = torch.zeros(()), 0
        self.ready_ms = None
        config = torch.__config__.show()
        blas = re.search(r"BLAS_INFO=(\w+)", config)
        mkl = re.search(r"Math Kernel Library Version ([\d.]+)", config)
        onednn = re.search(r"MKL-DNN (v[\d.]+)", config)
        self.info = {
            "torch": torch.__version__,
            "blas": " ".join(
                part
                for part in (
                    blas and blas.group(1),
                    mkl and mkl.group(1),
                    onednn and f"oneDNN {onednn.group(1)}",
                    torch.backends.cpu.get_cpu_capability(),
                )
                if part
            ),
        }

    def bound_of(self, spec):
        return self.conv_bound if spec["family"] == "conv" else self.weighted_bound if spec.get("k") else self.dense_bound

    def to_torch(self, name, value):
        """Keras' layouts to PyTorch's: dense kernels [out, in], convolutions [out, in, h, w], channels before rows and columns."""
        value = torch.from_numpy(np.array(value))
        if not name.endswith("kernel"):
            return value
        if value.ndim == 4:
            # Conv2d: [h, w, in, out]. ConvTranspose2d: [h, w, out, in]. Both go to the same order of axes.
            return value.permute(3, 2, 0, 1).contiguous(memory_format=self.layout)
        if name == "encoder/dense0/kernel":
            value = value.reshape(7, 7, 64, 16).permute(2, 0, 1, 3).reshape(3136, 16)
        if name == "decoder/map/kernel":
            value = value.reshape(-1, 7, 7, 64).permute(0, 3, 1, 2).reshape(-1, 3136)
        return value.t().contiguous()

    def dense(self, x, name):
        return F.linear(x, self.w[f"{name}/kernel"], self.w[f"{name}/bias"])

    def hidden(self, x, part):
        activation = torch.tanh if self.spec["activation"] == "tanh" else torch.relu
        for i in range(len(self.spec["hidden"])):
            x = activation(self.dense(x, f"{part}/hidden{i}"))
        return x

    def heads(self, h):
        return self.dense(h, "encoder/mean"), self.dense(h, "encoder/logVar")

    def single_draw(self, x, y, mean, log_var, decode):
        z = mean + torch.randn_like(mean) * torch.exp(0.5 * log_var)
        reconstruction = F.binary_cross_entropy_with_logits(decode(z), x, reduction="sum")
        if self.spec.get("classes"):
            mean = mean - (F.one_hot(y, self.spec["classes"]).float() @ self.w["prior/means"] + self.w["prior/bias"])
        kl = 0.5 * torch.sum(mean.square() + log_var.exp() - log_var - 1)
        return (reconstruction + kl) / x.shape[0]

    def dense_bound(self, x, y):
        mean, log_var = self.heads(self.hidden(x, "encoder"))
        return self.single_draw(x, y, mean, log_var, lambda z: self.dense(self.hidden(z, "decoder"), "decoder/output"))

    def weighted_bound(self, x, y):
        k = self.spec["k"]
        mean, log_var = self.heads(self.hidden(x, "encoder"))
        noise = torch.randn(x.shape[0], k, mean.shape[1])
        z = mean[:, None] + noise * torch.exp(0.5 * log_var)[:, None]
        logits = self.dense(self.hidden(z, "decoder"), "decoder/output")
        target = x[:, None].expand_as(logits)
        log_likelihood = -F.binary_cross_entropy_with_logits(logits, target, reduction="none").sum(2)
        # log p(z) − log q(z|x): the constants cancel.
        log_ratio = 0.5 * (noise.square() + log_var[:, None] - z.square()).sum(2)
        return -(torch.logsumexp(log_likelihood + log_ratio, 1) - np.log(k)).mean()

    def conv_bound(self, x, y):
        w, image = self.w, x.view(-1, 1, 28, 28).contiguous(memory_format=self.layout)
        h = torch.relu(F.conv2d(image, w["encoder/conv0/kernel"], w["encoder/conv0/bias"], stride=2, padding=1))
        h = torch.relu(F.conv2d(h, w["encoder/conv1/kernel"], w["encoder/conv1/bias"], stride=2, padding=1))
        mean, log_var = self.heads(torch.relu(self.dense(h.flatten(1), "encoder/dense0")))
        return self.single_draw(image, y, mean, log_var, self.conv_decode)

    def conv_decode(self, z):
        w = self.w
        h = torch.relu(self.dense(z, "decoder/map")).view(-1, 64, 7, 7).contiguous(memory_format=self.layout)
        for name in ("decoder/conv0", "decoder/conv1"):
            h = F.conv_transpose2d(h, w[f"{name}/kernel"], w[f"{name}/bias"], stride=2, padding=1, output_padding=1)
            h = torch.relu(h)
        return F.conv_transpose2d(h, w["decoder/output/kernel"], w["decoder/output/bias"], padding=1)

    def step(self):
        rows = next(self.rows)
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.bound(self.x[rows], self.y[rows])
        loss.backward()
        self.optimizer.step()
        self.total += loss.detach()
        self.steps += 1

    def read_loss(self):
        loss = self.total.item() / self.steps
        self.total, self.steps = torch.zeros(()), 0
        return loss


if __name__ == "__main__":
    serve(Peer)
