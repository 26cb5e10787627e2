from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from protocol import batch_rows, serve

CHANNELS_LAST = ("NHWC", "HWIO", "NHWC")


class Peer:
    def __init__(self, inputs, options):
        spec, weights, x, y, order = inputs
        self.spec, self.x, self.y = spec, x, y
        self.rows = batch_rows(order, spec["batch"])
        w = {name: jnp.asarray(value) for name, value in weights.items()}
        zeros = jax.tree.map(jnp.zeros_like, w)
        self.state = (w, zeros, jax.tree.map(jnp.copy, zeros), jnp.zeros(()), jax.random.key(0), jnp.zeros(()))
        self.steps, self.ready_ms = 0, None
        self.info = {"jax": jax.__version__}

    def dense(self, w, x, name):
        return x @ w[f"{name}/kernel"] + w[f"{name}/bias"]

    def hidden(self, w, x, part):
        activation = jnp.tanh if self.spec["activation"] == "tanh" else jax.nn.relu
        for i in range(len(self.spec["hidden"])):
            x = activation(self.dense(w, x, f"{part}/hidden{i}"))
        return x

    def encode(self, w, x):
        if self.spec["family"] != "conv":
            return self.hidden(w, x, "encoder")
        h = x.reshape(-1, 28, 28, 1)
        for name in ("encoder/conv0", "encoder/conv1"):
            h = lax.conv_general_dilated(h, w[f"{name}/kernel"], (2, 2), "SAME", dimension_numbers=CHANNELS_LAST)
            h = jax.nn.relu(h + w[f"{name}/bias"])
        return jax.nn.relu(self.dense(w, h.reshape(h.shape[0], -1), "encoder/dense0"))

    def decode(self, w, z):
        if self.spec["family"] != "conv":
            return self.dense(w, self.hidden(w, z, "decoder"), "decoder/output")
        h = jax.nn.relu(self.dense(w, z, "decoder/map")).reshape(-1, 7, 7, 64)
        for name, stride in (("decoder/conv0", 2), ("decoder/conv1", 2), ("decoder/output", 1)):
            h = lax.conv_transpose(
                h, w[f"{name}/kernel"], (stride, stride), "SAME", dimension_numbers=CHANNELS_LAST, transpose_kernel=True
            )
            h = h + w[f"{name}/bias"]
            if name != "decoder/output":
                h = jax.nn.relu(h)
        return h.reshape(h.shape[0], 784)

    def bound(self, w, key, x, y):
        k = self.spec.get("k", 1)
        h = self.encode(w, x)
        mean, log_var = self.dense(w, h, "encoder/mean"), self.dense(w, h, "encoder/logVar")
        if k == 1:
            z = mean + jax.random.normal(key, mean.shape) * jnp.exp(0.5 * log_var)
            logits = self.decode(w, z)
            reconstruction = jnp.sum(jax.nn.softplus(logits) - x * logits, 1)
            if self.spec.get("classes"):
                mean = mean - (jax.nn.one_hot(y, self.spec["classes"]) @ w["prior/means"] + w["prior/bias"])
            return jnp.mean(reconstruction + 0.5 * jnp.sum(mean**2 + jnp.exp(log_var) - log_var - 1, 1))
        noise = jax.random.normal(key, (x.shape[0], k, mean.shape[1]))
        z = mean[:, None] + noise * jnp.exp(0.5 * log_var)[:, None]
        logits = self.decode(w, z)
        log_likelihood = jnp.sum(x[:, None] * logits - jax.nn.softplus(logits), 2)
        # log p(z) − log q(z|x): the constants cancel.
        log_ratio = 0.5 * jnp.sum(noise**2 + log_var[:, None] - z**2, 2)
        return -jnp.mean(jax.nn.logsumexp(log_likelihood + log_ratio, 1) - np.log(k))

    @partial(jax.jit, static_argnums=0, donate_argnums=1)
    def advance(self, state, x, y):
        w, m, v, count, key, total = state
        key, now = jax.random.split(key)
        loss, g = jax.value_and_grad(self.bound)(w, now, x, y)
        settings = self.spec["optimizer"]
        rate, epsilon, count = settings["learningRate"], settings["epsilon"], count + 1
        if settings["kind"] == "adam":
            m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, g)
            v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, g)
            first, second = 1 - 0.9**count, 1 - 0.999**count
            w = jax.tree.map(lambda w, m, v: w - rate * (m / first) / (jnp.sqrt(v / second) + epsilon), w, m, v)
        else:
            rho = settings["rho"]
            v = jax.tree.map(lambda v, g: rho * v + (1 - rho) * g * g, v, g)
            w = jax.tree.map(lambda w, g, v: w - rate * g / (jnp.sqrt(v) + epsilon), w, g, v)
        return (w, m, v, count, key, total + loss)

    def step(self):
        rows = next(self.rows)
        self.state = self.advance(self.state, self.x[rows], self.y[rows])
        self.steps += 1

    def read_loss(self):
        *rest, total = self.state
        loss = float(total) / self.steps
        self.state, self.steps = (*rest, jnp.zeros(())), 0
        return loss


serve(Peer)
