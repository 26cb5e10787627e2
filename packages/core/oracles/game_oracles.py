"""Writes gameOracles.json: the losses of the players of a GAN (Goodfellow et al. 2014, section 3) and of a VAE-GAN (Larsen et al. 2016, equations 6 to 8) with
linear networks and a tanh discriminator, by loops over rows in float64.

    python game_oracles.py          (numpy)

Gradients are by complex steps. Inputs are float32 numbers, widened. The last row has weight 0.
"""

import json
from pathlib import Path

import numpy as np

rng = np.random.default_rng(20140610)
ROWS, WEIGHT = 4, [1, 1, 1, 0]


def single(array):
    return np.asarray(array, dtype=np.float32).astype(np.float64)


def numbers(array):
    return [float(f"{v:.12g}") for v in np.asarray(array).reshape(-1)]


def log_probability(logit):
    return -np.log(1 + np.exp(-logit))


def dense(v, x, path):
    return x @ v[f"{path}/kernel"] + v[f"{path}/bias"]


def judged(v, x, depth):
    h = x
    for i in range(depth):
        h = np.tanh(dense(v, h, f"objective/discriminator/hidden{i}"))
    return h, dense(v, h, "objective/discriminator/logit")[0]


def gan(v, x, noise, smoothing=0.1, sigma=0.2):
    losses = {"generator": 0, "discriminator": 0}
    for i in range(ROWS):
        made = 1 / (1 + np.exp(-dense(v, noise["posterior/eps"][i], "decoder/logits")))
        _, real = judged(v, x[i] + sigma * noise["objective/real"][i], 1)
        _, drawn = judged(v, made + sigma * noise["objective/made"][i], 1)
        w = WEIGHT[i] / sum(WEIGHT)
        losses["generator"] -= w * log_probability(drawn)
        losses["discriminator"] -= w * ((1 - smoothing) * log_probability(real) + smoothing * log_probability(-real) + log_probability(-drawn))
    return losses


def vae_gan(v, x, noise, gamma=0.4, beta=0.7, sigma=0.2):
    losses = {"encoder": 0, "decoder": 0, "discriminator": 0}
    for i in range(ROWS):
        mean, log_var = dense(v, x[i], "encoder/mean"), dense(v, x[i], "encoder/logVar")
        again = dense(v, mean + np.exp(log_var / 2) * noise["posterior/eps"][i], "decoder/mean")
        fresh = dense(v, noise["objective/prior/eps"][i], "decoder/mean")
        shown, other = sigma * noise["objective/shown"][i], sigma * noise["objective/fresh"][i]
        (fx, real), (fr, own), (_, drawn) = judged(v, x[i] + shown, 2), judged(v, again + shown, 2), judged(v, fresh + other, 2)
        feature = 0.5 * np.sum((fx - fr) ** 2)
        kl = 0.5 * np.sum(mean**2 + np.exp(log_var) - log_var - 1)
        w = WEIGHT[i] / sum(WEIGHT)
        losses["encoder"] += w * (feature + beta * kl)
        losses["decoder"] += w * (gamma * feature - log_probability(own) - log_probability(drawn))
        # The width, with the outputs held: a complex step through them is not to be seen.
        held = again.real
        s = v["likelihood/logVar"][0]
        losses["decoder"] += w * 0.5 * np.sum(np.log(2 * np.pi) + s + (x[i] - held) ** 2 * np.exp(-s))
        losses["discriminator"] -= w * (log_probability(real) + log_probability(-own) + log_probability(-drawn))
    return losses


def made(game, shapes, noises, players):
    v = {name: single(rng.normal(size=shape) * 0.7) for name, shape in shapes.items()}
    x = single(rng.uniform(size=(ROWS, 4)))
    noise = {name: single(rng.normal(size=(ROWS, width))) for name, width in noises.items()}
    gradients = {}
    for player, prefixes in players.items():
        gradients[player] = {}
        for name in v:
            if not name.startswith(prefixes):
                continue
            gradient = np.zeros(v[name].shape)
            for at in np.ndindex(gradient.shape):
                moved = {key: value.astype(complex) for key, value in v.items()}
                moved[name][at] += 1e-30j
                gradient[at] = game(moved, x, noise)[player].imag / 1e-30
            gradients[player][name] = numbers(gradient)
    return {
        "x": numbers(x),
        "weight": WEIGHT,
        "variables": {name: numbers(value) for name, value in v.items()},
        "noise": {name: {"width": noises[name], "values": numbers(value)} for name, value in noise.items()},
        "losses": {player: float(loss) for player, loss in game(v, x, noise).items()},
        "gradients": gradients,
    }


judge = "objective/discriminator"
small = {"decoder/logits/kernel": (2, 4), "decoder/logits/bias": (4,), f"{judge}/hidden0/kernel": (4, 3), f"{judge}/hidden0/bias": (3,)}
logit = {f"{judge}/logit/kernel": (3, 1), f"{judge}/logit/bias": (1,)}
large = {
    **{f"encoder/{head}/{part}": shape for head in ("mean", "logVar") for part, shape in (("kernel", (4, 2)), ("bias", (2,)))},
    "decoder/mean/kernel": (2, 4),
    "decoder/mean/bias": (4,),
    "likelihood/logVar": (1,),
    f"{judge}/hidden0/kernel": (4, 5),
    f"{judge}/hidden0/bias": (5,),
    f"{judge}/hidden1/kernel": (5, 3),
    f"{judge}/hidden1/bias": (3,),
}
value = {
    "gan": made(gan, {**small, **logit}, {"posterior/eps": 2, "objective/real": 4, "objective/made": 4}, {"generator": "decoder", "discriminator": judge}),
    "vaeGan": made(
        vae_gan,
        {**large, **logit},
        {"posterior/eps": 2, "objective/prior/eps": 2, "objective/shown": 4, "objective/fresh": 4},
        {"encoder": "encoder", "decoder": ("decoder", "likelihood"), "discriminator": judge},
    ),
}
Path(__file__).with_name("gameOracles.json").write_text(json.dumps(value) + "\n")
print({name: game["losses"] for name, game in value.items()})
