"""Makes the files that importWeights.test.ts reads: weights of small VAEs as PyTorch and Keras save them (safetensors), with inputs and
outputs. Run: pip install torch keras jax safetensors numpy; python foreign_weights.py"""
import json
import os

os.environ.setdefault("KERAS_BACKEND", "jax")
import numpy as np
import torch
from safetensors.numpy import save_file as save_numpy
from safetensors.torch import save_file as save_torch
from torch import nn

import keras

HERE = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(7)


def rounded(array):
    return [float(np.float32(v)) for v in np.asarray(array, dtype=np.float32).ravel()]


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(2, 3, 3, stride=2, padding=1), nn.BatchNorm2d(3), nn.ReLU(), nn.Conv2d(3, 4, 3, padding=1), nn.Tanh()
        )
        self.hidden = nn.Linear(4 * 4 * 4, 6)
        self.fc_mu = nn.Linear(6, 2)
        self.fc_logvar = nn.Linear(6, 2)

    def forward(self, x):
        h = torch.relu(self.hidden(torch.flatten(self.features(x), 1)))
        return self.fc_mu(h), self.fc_logvar(h)


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 4 * 4 * 4)
        # Output size 2n, kernel 4, padding 1: what tfjs calls 'same' at stride 2.
        self.up = nn.ConvTranspose2d(4, 2, 4, stride=2, padding=1)

    def forward(self, z):
        return self.up(torch.relu(self.fc(z)).view(-1, 4, 4, 4))


class Vae(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = Encoder()
        self.decoder = Decoder()


def pytorch():
    torch.manual_seed(3)
    vae = Vae()
    # Moving averages and weights of the normalization that are not 0 and 1.
    vae.train()
    with torch.no_grad():
        vae.encoder.features[1].weight.uniform_(0.5, 1.5)
        vae.encoder.features[1].bias.uniform_(-0.5, 0.5)
        for _ in range(3):
            vae.encoder(torch.randn(16, 2, 8, 8) * 2 + 1)
        vae.eval()
        x = torch.randn(3, 2, 8, 8)
        mean, log_var = vae.encoder(x)
        output = vae.decoder(mean)
    save_torch(vae.state_dict(), os.path.join(HERE, "pytorchVae.safetensors"))
    to_ours = lambda t: rounded(t.permute(0, 2, 3, 1).contiguous().numpy())
    return {"x": to_ours(x), "mean": rounded(mean.numpy()), "logVar": rounded(log_var.numpy()), "output": to_ours(output)}


def keras_vae():
    keras.utils.set_random_seed(4)
    layers = keras.layers
    x = layers.Input((8, 8, 1), name="x")
    h = layers.Conv2D(3, 3, strides=2, padding="same", activation="relu", name="conv")(x)
    h = layers.Dense(5, activation="tanh", name="dense")(layers.Flatten()(h))
    encoder = keras.Model(x, [layers.Dense(2, name="z_mean")(h), layers.Dense(2, name="z_log_var")(h)], name="encoder")
    z = layers.Input((2,), name="z")
    h = layers.Dense(4 * 4 * 3, activation="relu", name="dense_1")(z)
    h = layers.Reshape((4, 4, 3))(h)
    h = layers.Conv2DTranspose(2, 3, strides=2, padding="same", activation="relu", name="conv_transpose")(h)
    decoder = keras.Model(z, layers.Conv2DTranspose(1, 3, padding="same", name="output")(h), name="decoder")
    for weight in encoder.weights + decoder.weights:
        if weight.path.endswith("bias"):
            weight.assign(rng.normal(size=weight.shape) * 0.3)
    data = rng.normal(size=(3, 8, 8, 1)).astype("float32")
    mean, log_var = encoder(data)
    output = decoder(mean)
    arrays = {f"{model.name}/{w.path}": np.asarray(w.value) for model in (encoder, decoder) for w in model.weights}
    # The second network's names are as Keras has them; half precision is what people share.
    save_numpy(arrays, os.path.join(HERE, "kerasVae.safetensors"))
    return {"x": rounded(data), "mean": rounded(mean), "logVar": rounded(log_var), "output": rounded(output), "names": sorted(arrays)}


def number_types():
    values = np.array([0, -0.0, 1, -2.5, 65504, 6.1e-5, 5.96e-8, 1 / 3, np.inf, -np.inf], dtype=np.float64)
    half = torch.tensor(values, dtype=torch.float16)
    brain = torch.tensor(values, dtype=torch.bfloat16)
    tensors = {"f16": half, "bf16": brain, "f64": torch.tensor(values), "i64": torch.tensor([0, -5, 2**31 - 1]), "u8": torch.tensor([0, 255], dtype=torch.uint8), "bool": torch.tensor([True, False]), "i64big": torch.tensor([2**40])}
    save_torch({k: v for k, v in tensors.items() if k != "i64big"}, os.path.join(HERE, "numberTypes.safetensors"))
    save_torch({"steps": tensors["i64big"]}, os.path.join(HERE, "largeInteger.safetensors"))
    finite = lambda t: [str(float(v)) for v in t.to(torch.float32)]
    return {"f16": finite(half), "bf16": finite(brain), "f64": finite(tensors["f64"])}


with open(os.path.join(HERE, "foreignWeights.json"), "w") as file:
    json.dump({"pytorch": pytorch(), "keras": keras_vae(), "numberTypes": number_types()}, file, indent=1)
    file.write("\n")
