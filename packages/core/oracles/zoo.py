"""The largest collection of autoencoders in Python, pythae 0.1.2, trained for twenty steps: its own forward passes, losses and, where two optimizers meet,
its trainers' own steps. Of each model a file `zoo/NAME.json`: the weights at the start by our names and in our layout, the examples, every random number
that was drawn, the losses of each step and the weights at the end. `src/zoo.test.ts` replays them.

    .venv/bin/pip install torch pythae==0.1.2
    .venv/bin/python packages/core/oracles/zoo.py
"""

import json
import pathlib
from types import SimpleNamespace

import numpy as np
import pythae.models as zoo
import torch
from pythae.models.base.base_utils import ModelOutput
from pythae.models.nn import BaseDecoder, BaseDiscriminator, BaseEncoder
from pythae.trainers import AdversarialTrainer, CoupledOptimizerTrainer

STEPS, ROWS, BATCH, EVENT, HIDDEN, LATENT, RATE = 20, 24, 8, 6, 5, 2, 1e-2
FOLDER = pathlib.Path(__file__).parent / "zoo"

random = np.random.default_rng()
drawn = []


def draw(like, **_):
    """Normal numbers of four decimals, so that they are the same on paper; recorded."""
    values = np.round(random.standard_normal(like.shape), 4)
    drawn.append(values)
    return torch.tensor(values, dtype=torch.float32)


def in_order(count):
    """In place of a permutation: a whole batch stays as it is, and column k of half a batch is moved on by k + 1 places, as our `factor` does it."""
    if count == BATCH:
        return torch.arange(count)
    in_order.column = in_order.column % LATENT + 1
    return (torch.arange(count) + in_order.column) % count


in_order.column = 0
torch.randn_like = draw
torch.randperm = in_order


class Encoder(BaseEncoder):
    def __init__(self, heads):
        BaseEncoder.__init__(self)
        self.hidden = torch.nn.Linear(EVENT, HIDDEN)
        self.heads = torch.nn.ModuleDict({name: torch.nn.Linear(HIDDEN, LATENT) for name in heads})

    def forward(self, x):
        h = torch.tanh(self.hidden(x.reshape(x.shape[0], -1)))
        return ModelOutput(**{name: head(h) for name, head in self.heads.items()})


class Decoder(BaseDecoder):
    def __init__(self, last):
        BaseDecoder.__init__(self)
        self.hidden, self.out, self.last = torch.nn.Linear(LATENT, HIDDEN), torch.nn.Linear(HIDDEN, EVENT), last

    def forward(self, z):
        return ModelOutput(reconstruction=self.last(self.out(torch.tanh(self.hidden(z)))))


class Judge(BaseDiscriminator):
    """Dense, tanh; `two` gives the logit and 0, the scores of two classes, else its sigmoid."""

    def __init__(self, two):
        BaseDiscriminator.__init__(self)
        self.hidden, self.logit, self.two = torch.nn.Linear(LATENT, HIDDEN), torch.nn.Linear(HIDDEN, 1), two

    def forward(self, z):
        logit = self.logit(torch.tanh(self.hidden(z)))
        return torch.cat([logit, torch.zeros_like(logit)], 1) if self.two else ModelOutput(embedding=torch.sigmoid(logit))


def dense(ours, layer):
    return {f"{ours}/kernel": layer.weight.T, f"{ours}/bias": layer.bias}


def weights(model, heads, own):
    """Our names and layout of what is trained."""
    named = {**dense("encoder/hidden0", model.encoder.hidden), **dense("decoder/hidden0", model.decoder.hidden)}
    for theirs, ours in heads.items():
        named |= dense(f"encoder/{ours}", model.encoder.heads[theirs])
    return named | dense(f"decoder/{'logits' if model.decoder.last is torch.sigmoid else 'mean'}", model.decoder.out) | own(model)


NORMAL = {"embedding": "mean", "log_covariance": "logVar"}
POINT = {"embedding": "code"}


def plain(model):
    optimizer = torch.optim.Adam([p for p in model.parameters() if p.requires_grad], lr=RATE)

    def step(output):
        optimizer.zero_grad()
        output.loss.backward()
        optimizer.step()
        return {"model": output.loss}

    return step


def coupled(decay=0.0):
    def of(model):
        trainer = SimpleNamespace(
            encoder_optimizer=torch.optim.Adam(model.encoder.parameters(), lr=RATE),
            decoder_optimizer=torch.optim.Adam(model.decoder.parameters(), lr=RATE, weight_decay=decay),
        )

        def step(output):
            CoupledOptimizerTrainer._optimizers_step(trainer, output)
            return {"inference": output.encoder_loss, "generative": output.decoder_loss}

        return step

    return of


def adversarial(model, apart=True):
    autoencoder = [*model.encoder.parameters(), *model.decoder.parameters()]
    trainer = SimpleNamespace(
        autoencoder_optimizer=torch.optim.Adam(autoencoder, lr=RATE),
        discriminator_optimizer=torch.optim.Adam(model.discriminator.parameters(), lr=RATE),
    )

    def step(output):
        AdversarialTrainer._optimizers_step(trainer, output)
        # What the autoencoder minimizes, its gradients not being apart from the discriminator's.
        autoencoder_loss = output.autoencoder_loss + (0 if apart else output.discriminator_loss)
        return {"model": autoencoder_loss, "discriminator": output.discriminator_loss}

    return step


def together(model):
    return adversarial(model, apart=False)


def log_weights(model):
    """The log-weights of a pass of theirs, from what its loss is given."""
    seen = {}
    loss_function = model.loss_function

    def watched(recon, x, mu, log_var, z):
        seen["nll"] = -torch.distributions.Bernoulli(probs=recon, validate_args=False).log_prob(
            x.reshape(x.shape[0], *[1] * (recon.dim() - 2), -1).expand_as(recon)
        ).sum(-1)
        normal = torch.distributions.Normal
        seen["ratio"] = (normal(mu, (log_var / 2).exp()).log_prob(z) - normal(0.0, 1.0).log_prob(z)).sum(-1)
        return loss_function(recon, x, mu, log_var, z)

    model.loss_function = watched
    return lambda: -(seen["nll"] + seen["ratio"])


def bound(log_w, dims):
    count = int(np.prod([log_w.shape[dim] for dim in dims]))
    return -(torch.logsumexp(log_w, dims) - np.log(count))


def weighted(losses_of):
    """Bounds as numbers, where theirs report sum w log w, whose gradient is that of the bound."""

    def of(step_of):
        def stepper(model):
            log_w = log_weights(model)
            step = step_of(model)

            def both(output):
                bounds = {name: loss.mean() for name, loss in losses_of(log_w()).items()}
                step(output)
                return bounds

            return both

        return stepper

    return of


def flows(model):
    planar, radial = model.net
    joined = torch.cat([planar.u, planar.w, planar.b.reshape(1, 1)], 1)
    other = torch.cat([radial.x0, radial.log_alpha.reshape(1, 1), radial.beta.reshape(1, 1)], 1)
    return {"posterior/flow0": joined, "posterior/flow1": other}


def pseudo_inputs(model):
    return {"prior/pseudoInputs": model.pseudo_inputs[0].weight.T}


def start_pseudo_inputs(model):
    model.pseudo_inputs[0].bias.data.zero_()
    model.pseudo_inputs[0].bias.requires_grad_(False)
    model.pseudo_inputs[0].weight.data.mul_(0.4).add_(0.5)


def codebook(model):
    q = model.quantizer
    return {"posterior/codebook": q.embeddings, "posterior/counts": q.cluster_size, "posterior/sums": q.ema_embed}


def start_codebook(model):
    q = model.quantizer
    q.embeddings.copy_(torch.tensor([[0.6], [0.2], [-0.2], [-0.6]]))
    q.cluster_size.fill_(2.0)
    q.ema_embed.copy_(q.embeddings * 2)


def judge(model):
    return {**dense("objective/discriminator/hidden0", model.discriminator.hidden), **dense("objective/discriminator/logit", model.discriminator.logit)}


def two_classes(model):
    model.set_discriminator(Judge(two=True))


def model(config, *, heads=NORMAL, step=plain, own=lambda model: {}, start=lambda model: None, also=None, **options):
    return SimpleNamespace(config=config, heads=heads, step=step, own=own, start=start, also=also or {}, options=options)


SSE = {"heads": POINT}
BCE = {"reconstruction_loss": "bce"}
MODELS = {
    "AE": model(zoo.AEConfig, **SSE),
    "VAE": model(zoo.VAEConfig, **BCE),
    "BetaVAE": model(zoo.BetaVAEConfig, beta=4.0, **BCE),
    "DisentangledBetaVAE": model(zoo.DisentangledBetaVAEConfig, beta=3.0, C=2.0, warmup_epoch=9, **BCE),
    "BetaTCVAE": model(zoo.BetaTCVAEConfig, alpha=0.5, beta=3.0, gamma=2.0, use_mss=False, **BCE),
    "FactorVAE": model(zoo.FactorVAEConfig, gamma=2.0, start=two_classes, own=judge, step=together, **BCE),
    "IWAE": model(
        zoo.IWAEConfig, number_samples=3, step=weighted(lambda w: {"model": bound(w, (1,))})(plain), **BCE
    ),
    "MIWAE": model(
        zoo.MIWAEConfig,
        number_gradient_estimates=3,
        number_samples=2,
        step=weighted(lambda w: {"model": bound(w, (1,)).mean(1)})(plain),
        **BCE,
    ),
    "PIWAE": model(
        zoo.PIWAEConfig,
        number_gradient_estimates=3,
        number_samples=2,
        step=weighted(lambda w: {"generative": bound(w, (1, 2)), "inference": bound(w, (1,)).mean(1) + bound(w, (1, 2))})(coupled()),
        **BCE,
    ),
    "CIWAE": model(
        zoo.CIWAEConfig,
        number_samples=3,
        beta=0.3,
        step=weighted(lambda w: {"model": -0.3 * w.mean(1) + 0.7 * bound(w, (1,))})(plain),
        **BCE,
    ),
    "WAE": model(zoo.WAE_MMD_Config, reg_weight=3.0, scales=[0.5, 1.0, 2.0], **SSE),
    "INFOVAE_MMD": model(zoo.INFOVAE_MMD_Config, alpha=0.5, lbd=3.0, scales=[0.5, 1.0], **BCE),
    "VAMP": model(zoo.VAMPConfig, number_components=4, own=pseudo_inputs, start=start_pseudo_inputs, reconstruction_loss="mse"),
    "VQVAE": model(zoo.VQVAEConfig, num_embeddings=4, use_ema=True, decay=0.9, own=codebook, start=start_codebook, **SSE),
    "RAE_L2": model(zoo.RAE_L2_Config, embedding_weight=0.1, reg_weight=0.02, step=coupled(decay=0.02), **SSE),
    "RAE_GP": model(zoo.RAE_GP_Config, embedding_weight=0.1, reg_weight=0.5, **SSE),
    "Adversarial_AE": model(
        zoo.Adversarial_AE_Config, adversarial_loss_scale=0.5, own=judge, step=adversarial, also={"discriminator": Judge(two=False)}, **BCE
    ),
    "VAE_LinNF": model(zoo.VAE_LinNF_Config, flows=["Planar", "Radial"], own=flows, **BCE),
}


def numbers(tensor, digits=None):
    values = np.asarray(tensor.detach() if isinstance(tensor, torch.Tensor) else tensor, dtype=np.float64)
    return [float(f"{v:.8g}") if digits is None else round(float(v), digits) for v in values.reshape(-1)]


def run(name, spec):
    global random
    random = np.random.default_rng(7)
    torch.manual_seed(7)
    drawn.clear()
    x = np.round(random.uniform(0.05, 0.95, (ROWS, EVENT)), 3)
    config = spec.config(input_dim=(EVENT,), latent_dim=LATENT, **spec.options)
    last = torch.sigmoid if spec.options.get("reconstruction_loss") == "bce" else torch.nn.Identity()
    theirs = getattr(zoo, {"WAE": "WAE_MMD"}.get(name, name))(config, encoder=Encoder(spec.heads), decoder=Decoder(last), **spec.also)
    spec.start(theirs)
    theirs.train()
    with torch.no_grad():
        for parameter in theirs.parameters():
            parameter.copy_(torch.round(parameter, decimals=3))
    start = {key: numbers(value, 4) for key, value in weights(theirs, spec.heads, spec.own).items()}
    step = spec.step(theirs)
    losses, noise = {}, []
    for i in range(STEPS):
        drawn.clear()
        rows = torch.tensor(x[BATCH * (i % 3) : BATCH * (i % 3 + 1)], dtype=torch.float32)
        output = theirs({"data": rows}, epoch=i, dataset_size=ROWS)
        noise.append([numbers(values, 4) for values in drawn])
        for player, loss in step(output).items():
            losses.setdefault(player, []).append(float(f"{loss.item():.8g}"))
    end = {key: numbers(value) for key, value in weights(theirs, spec.heads, spec.own).items()}
    written = {"x": numbers(x, 3), "start": start, "noise": noise, "losses": losses, "end": end}
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.json").write_text(json.dumps(written, separators=(",", ":")) + "\n")


for name, spec in MODELS.items():
    run(name, spec)
