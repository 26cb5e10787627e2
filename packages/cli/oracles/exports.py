"""Looks at what `vaekit export` writes from Python, by what each manifest says.

    python oracles/exports.py        in the package's folder; needs numpy, onnx, onnxruntime, safetensors

Runs the package's tests of the exports, which write runs, export them and note what the models gave. ONNX: the checker with full shape
inference, and the numbers in ONNX Runtime, for the batch at once and row by row. safetensors: the numbers of dense decoders, computed with
numpy from the arrays by name. TensorFlow.js: the same arrays in the shards. The Python in each README.txt runs.
"""

import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import onnx
import onnxruntime
from safetensors import safe_open

package = pathlib.Path(__file__).resolve().parent.parent
TOLERANCE = 1e-5
DTYPES = {"float32": np.float32, "int32": np.int32}


def array(entry, dtype=np.float32):
    return np.asarray(entry["data"], dtype=dtype).reshape(entry["shape"])


def difference(value, expected):
    assert value.shape == expected.shape, f"{value.shape}, expected {expected.shape}"
    return float(np.max(np.abs(value - expected)) / max(1.0, np.max(np.abs(expected))))


def manifest_of(folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    for name, entry in manifest["files"].items():
        content = (folder / name).read_bytes()
        assert len(content) == entry["bytes"] and hashlib.sha256(content).hexdigest() == entry["sha256"], name
    return manifest


def check_onnx(folder, manifest, case):
    worst = 0.0
    for part, about in manifest["models"].items():
        onnx.checker.check_model(onnx.load(folder / about["file"]), full_check=True)
        session = onnxruntime.InferenceSession(folder / about["file"], providers=["CPUExecutionProvider"])
        feeds = {}
        for value in about["inputs"]:
            feeds[value["name"]] = array(case["feeds"][value["name"]], DTYPES[value["dtype"]])
            assert value["shape"] == ["batch", *feeds[value["name"]].shape[1:]] or value["shape"] == []
        assert [value.name for value in session.get_inputs()] == list(feeds)
        names = [value["name"] for value in about["outputs"]]
        whole = session.run(names, feeds)
        for name, value in zip(names, whole):
            worst = max(worst, difference(value, array(case["expected"][part][name])))
        for row in range(len(whole[0])):
            one = {name: value[row : row + 1] if value.ndim > 0 else value for name, value in feeds.items()}
            for value, expected in zip(session.run(names, one), whole):
                worst = max(worst, difference(value, expected[row : row + 1]))
    return worst


def run_readme(folder):
    """Runs the Python of README.txt, in the export's folder."""
    paragraphs = (folder / "README.txt").read_text().split("\n\n")
    code = [text for text in paragraphs if text.startswith("    ") and ("import numpy" in text or "from safetensors" in text)]
    assert len(code) == 1
    names = {}
    os.chdir(folder)
    exec("\n".join(line[4:] for line in code[0].split("\n")), names)
    return names


def read_weights(folder):
    with safe_open(folder / "model.safetensors", framework="numpy") as file:
        assert json.loads(file.metadata()["vaekit"])["format"] == "vaekit-vae"
        return {name: file.get_tensor(name) for name in file.keys()}


def check_safetensors(folder, manifest, case):
    weights = read_weights(folder)
    assert {name: list(value.shape) for name, value in weights.items()} == {
        name: entry["shape"] for name, entry in manifest["tensors"].items()
    }
    layers = sorted({name.split("/")[1] for name in weights if name.startswith("decoder/")})
    if layers != ["hidden0", "output"]:
        return None
    h = array(case["feeds"]["z"])
    if weights["decoder/hidden0/kernel"].shape[0] > h.shape[1]:
        h = np.concatenate([h, np.eye(10, dtype=np.float32)[array(case["feeds"]["y"], np.int32)]], 1)
    h = np.maximum(h @ weights["decoder/hidden0/kernel"] + weights["decoder/hidden0/bias"], 0)
    out = h @ weights["decoder/output/kernel"] + weights["decoder/output/bias"]
    expected = array(case["expected"]["decoder"]["mean"])
    if manifest["parts"]["likelihood"]["kind"] == "bernoulli":
        out = 1 / (1 + np.exp(-out))
    return difference(out.reshape(expected.shape), expected)


def check_tfjs(folder, manifest, safetensors):
    """Every array in the shards is one of the safetensors file, and none is missing."""
    expected = sorted((value.shape, value.tobytes()) for value in read_weights(safetensors).values())
    groups = []
    for part in ("encoder", "decoder"):
        for group in json.loads((folder / part / "model.json").read_text())["weightsManifest"]:
            groups.append((group["weights"], b"".join((folder / part / path).read_bytes() for path in group["paths"])))
    if "weights" in manifest:
        groups.append((manifest["weights"]["specs"], (folder / manifest["weights"]["file"]).read_bytes()))
    found = []
    for specs, content in groups:
        offset = 0
        for spec in specs:
            assert spec["dtype"] == "float32"
            size = 4 * int(np.prod(spec["shape"]))
            found.append((tuple(spec["shape"]), content[offset : offset + size]))
            offset += size
        assert offset == len(content)
    assert sorted(found) == expected
    return 0.0


with tempfile.TemporaryDirectory() as temporary:
    vitest = package / "node_modules" / ".bin" / "vitest"
    environment = {**os.environ, "VAEKIT_EXPORTS": temporary}
    subprocess.run([str(vitest), "run", "src/export.test.ts"], cwd=package, env=environment, check=True, stdout=subprocess.DEVNULL)
    folders = sorted(path for path in pathlib.Path(temporary).iterdir() if path.is_dir())
    if len(folders) == 0:
        sys.exit("the tests wrote no exports")
    worst = 0.0
    for folder in folders:
        manifest = manifest_of(folder)
        case = json.loads(folder.with_suffix(".json").read_text())
        if manifest["kind"] == "onnx":
            error = check_onnx(folder, manifest, case)
            assert run_readme(folder)["samples"].shape == (10, *manifest["event"])
        elif manifest["kind"] == "safetensors":
            error = check_safetensors(folder, manifest, case)
            assert set(run_readme(folder)["weights"]) == set(manifest["tensors"])
        else:
            error = check_tfjs(folder, manifest, folder.with_name(folder.name.replace("tfjs", "safetensors")))
        print(f"{folder.name:30s} {'arrays only' if error is None else f'{error:.1e}'}")
        assert error is None or error < TOLERANCE, f"{folder.name}: off by {error:.1e}"
        worst = max(worst, error or 0.0)
    print(f"onnx {onnx.__version__}, onnxruntime {onnxruntime.__version__}: {len(folders)} exports; largest difference {worst:.1e}")
