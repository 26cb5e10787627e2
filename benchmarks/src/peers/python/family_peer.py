"""Models of the catalog as one writes them in PyTorch, by the names that vaekit gives their weights: the work `family`."""

import math

import torch
import torch.nn.functional as F

from protocol import serve
from pytorch_peer import Peer

LOG_2PI = math.log(2 * math.pi)


def log_normal(x):
    """log N(x; 0, I), summed over the last axis."""
    return -0.5 * (x.square() + LOG_2PI).sum(-1)


class FamilyPeer(Peer):
    def bound_of(self, spec):
        masks = {"first": False, "hidden0": True, "hidden1": True}
        self.masks = {name: causal_mask(3, middle) for name, middle in masks.items()}
        return getattr(self, spec["entry"].replace("-", "_"))

    def decode(self, z):
        name = "logits" if "decoder/logits/kernel" in self.w else "output"
        return self.dense(torch.relu(self.dense(z, "decoder/hidden0")), f"decoder/{name}")

    def encode(self, x):
        return self.heads(torch.relu(self.dense(x, "encoder/hidden0")))

    def masked(self, x, name, padding=1):
        w = self.w[f"likelihood/{name}/kernel"]
        w = w * self.masks[name] if name in self.masks else w
        return F.conv2d(x, w, self.w[f"likelihood/{name}/bias"], padding=padding)

    def pixelcnn_vae(self, x, y):
        mean, log_var = self.encode(x)
        z = mean + torch.randn_like(mean) * torch.exp(0.5 * log_var)
        logits = self.decode(z).view(-1, 1, 28, 28)
        image = x.view(-1, 1, 28, 28)
        seen = torch.cat([image, torch.ones_like(image)], 1).contiguous(memory_format=self.layout)
        h = self.masked(seen, "first") + self.masked(logits, "beside")
        for name in ("hidden0", "hidden1"):
            h = h + self.masked(torch.relu(h), name)
        logits = logits + self.masked(torch.relu(h), "last", padding=0)
        reconstruction = F.binary_cross_entropy_with_logits(logits, image, reduction="sum")
        kl = 0.5 * torch.sum(mean.square() + log_var.exp() - log_var - 1)
        return (reconstruction + kl) / x.shape[0]

    def log_weights(self, x):
        mean, log_var = self.encode(x)
        noise = torch.randn(x.shape[0], self.spec["m"] * self.spec["k"], mean.shape[1])
        z = mean[:, None] + noise * torch.exp(0.5 * log_var)[:, None]
        logits = self.decode(z)
        log_likelihood = -F.binary_cross_entropy_with_logits(logits, x[:, None].expand_as(logits), reduction="none").sum(2)
        # log p(z) − log q(z|x): the constants cancel.
        return log_likelihood + 0.5 * (noise.square() + log_var[:, None] - z.square()).sum(2)

    def several(self, log_weights):
        m, k = self.spec["m"], self.spec["k"]
        return -(torch.logsumexp(log_weights.view(-1, m, k), 2) - math.log(k)).mean()

    def miwae(self, x, y):
        return self.several(self.log_weights(x))

    def piwae(self, x, y):
        """The loss of the decoder, whose gradients and the encoder's are set at once from one pass."""
        log_weights = self.log_weights(x)
        loss = -(torch.logsumexp(log_weights, 1) - math.log(log_weights.shape[1])).mean()
        for part, own in (("decoder", loss), ("encoder", self.several(log_weights))):
            moved = [w for name, w in self.w.items() if name.startswith(part)]
            for w, gradient in zip(moved, torch.autograd.grad(own, moved, retain_graph=part == "decoder")):
                w.grad = gradient
        return loss.detach()

    def m2_vae(self, x, y):
        """Rows of a known label as they are, the others once a class."""
        classes = self.w["objective/classifier/logits/bias"].shape[0]
        h = torch.relu(self.dense(x, "objective/classifier/hidden0"))
        log_q = torch.log_softmax(self.dense(h, "objective/classifier/logits"), 1)
        known = y >= 0
        labeled, unlabeled = known.nonzero()[:, 0], (~known).nonzero()[:, 0]
        rows = torch.cat([labeled, unlabeled.repeat_interleave(classes)])
        labels = torch.cat([y[labeled], torch.arange(classes).repeat(len(unlabeled))])
        told, seen = F.one_hot(labels, classes).float(), x[rows]
        mean, log_var = self.encode(torch.cat([seen, told], 1))
        z = mean + torch.randn_like(mean) * torch.exp(0.5 * log_var)
        logits = self.decode(torch.cat([z, told], 1))
        nll = F.binary_cross_entropy_with_logits(logits, seen, reduction="none").sum(1)
        bound = nll + 0.5 * (mean.square() + log_var.exp() - log_var - 1).sum(1) + math.log(classes)
        own, every = bound[: len(labeled)], bound[len(labeled) :].view(-1, classes)
        classification = -log_q[labeled, y[labeled]]
        log_q = log_q[unlabeled]
        return ((own + classification).sum() + (log_q.exp() * (every + log_q)).sum()) / x.shape[0]

    def rhvae(self, x, y):
        """Riemannian leapfrog steps; the places of the metric are those of the batch."""
        steps, step, rounds, reach, floor, hot = 3, 0.05, 3, 1.5, 0.01, 1 / math.sqrt(0.3)
        h = torch.relu(self.dense(x, "encoder/hidden0"))
        mean, log_var, metric_log_var, lower = (
            self.dense(h, f"encoder/{name}") for name in ("mean", "logVar", "metricLogVar", "metricLower")
        )
        d = mean.shape[1]
        factor = torch.diag_embed(torch.exp(0.5 * metric_log_var))
        at = torch.tril_indices(d, d, -1)
        factor[:, at[0], at[1]] = lower
        places, flat = mean, (factor @ factor.mT).reshape(-1, d * d)

        def kernel(z):
            return torch.exp((z[:, None] - places[None]).square().sum(2) / -(reach**2))

        def inverse_of(k):
            return (k @ flat).view(-1, d, d) + floor * torch.eye(d)

        def joint(z):
            return -F.binary_cross_entropy_with_logits(self.decode(z), x, reduction="none").sum(1) + log_normal(z)

        def slope(z):
            return torch.autograd.grad(joint(z).sum(), z, create_graph=True)[0]

        def force(z):
            k = kernel(z)
            traces = torch.cholesky_inverse(torch.linalg.cholesky(inverse_of(k))).reshape(-1, d * d) @ flat.T

            def pull(rho):
                shares = k * ((rho[:, :, None] * rho[:, None]).reshape(-1, d * d) @ flat.T - traces)
                return (shares.sum(1, keepdim=True) * z - shares @ places) / reach**2

            return pull

        def velocity(z, rho):
            return 0.5 * step * (inverse_of(kernel(z)) @ rho[:, :, None])[:, :, 0]

        def log_density(root, rho):
            return log_normal((root.mT @ rho[:, :, None])[:, :, 0]) + root.diagonal(dim1=1, dim2=2).log().sum(1)

        eps, gamma = torch.randn_like(mean), torch.randn_like(mean)
        z = start = mean + eps * torch.exp(0.5 * log_var)
        root = torch.linalg.cholesky(inverse_of(kernel(z)))
        resting = torch.linalg.solve_triangular(root.mT, gamma[:, :, None], upper=True)[:, :, 0]
        log_start = log_normal(eps) - 0.5 * log_var.sum(1) + log_density(root, resting)
        momentum, pull, push = resting * hot, force(z), slope(z)
        cooled = lambda i: (1 - hot) * (i / steps) ** 2 + hot
        for i in range(1, steps + 1):
            pushed, rho = momentum + 0.5 * step * push, momentum
            for _ in range(rounds):
                rho = pushed + 0.5 * step * pull(rho)
            moved = z + velocity(z, rho)
            for _ in range(rounds):
                z = moved + velocity(z, rho)
            pull, push = force(z), slope(z)
            momentum = (rho + 0.5 * step * (push + pull(rho))) * (cooled(i) / cooled(i - 1))
        log_end = log_density(torch.linalg.cholesky(inverse_of(kernel(z))), momentum)
        self.latest = (places.detach()[:100], flat.detach()[:100])
        return (log_start - log_end - joint(z)).mean()

    def step(self):
        if self.spec["entry"] != "piwae":
            return super().step()
        rows = next(self.rows)
        self.total += self.bound(self.x[rows], self.y[rows])
        self.optimizer.step()
        self.steps += 1


def causal_mask(side, middle):
    """1 where a kernel may look: above, and left in the middle row; at the middle itself in layers behind the first."""
    mask = torch.zeros(side * side)
    mask[: side * side // 2 + middle] = 1
    return mask.view(1, 1, side, side)


if __name__ == "__main__":
    serve(FamilyPeer)
