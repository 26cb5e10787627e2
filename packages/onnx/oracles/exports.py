"""Looks at exported models from Python: the ONNX checker with full shape inference, and the numbers of tfjs in ONNX Runtime.

    python oracles/exports.py        in the package's folder; needs numpy, onnx, onnxruntime

Runs the package's tests of the exports, which write models, inputs and tfjs's outputs into a temporary folder, and compares.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import onnx
import onnxruntime

package = pathlib.Path(__file__).resolve().parent.parent
TOLERANCE = 1e-5


def array(entry, dtype):
    return np.asarray(entry["data"], dtype=dtype).reshape(entry["shape"])


with tempfile.TemporaryDirectory() as folder:
    vitest = package / "node_modules" / ".bin" / "vitest"
    environment = {**os.environ, "VAEKIT_EXPORTS": folder}
    subprocess.run([str(vitest), "run", "src/export"], cwd=package, env=environment, check=True, stdout=subprocess.DEVNULL)
    paths = sorted(pathlib.Path(folder).glob("*.onnx"))
    worst = 0.0
    for path in paths:
        model = onnx.load(path)
        onnx.checker.check_model(model, full_check=True)
        for value in [*model.graph.input, *model.graph.output]:
            dims = value.type.tensor_type.shape.dim
            assert value.name == "temperature" or dims[0].dim_param == "batch", f"{path.stem}: {value.name} has a fixed batch"
        case = json.loads(path.with_suffix(".json").read_text())
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        feeds = {name: array(entry, np.int32 if name == "y" else np.float32) for name, entry in case["feeds"].items()}
        names = [output.name for output in session.get_outputs()]
        error = 0.0
        for name, value in zip(names, session.run(names, feeds)):
            expected = array(case["outputs"][name], np.float32)
            assert value.shape == expected.shape, f"{path.stem}: {name} is {value.shape}, expected {expected.shape}"
            error = max(error, float(np.max(np.abs(value - expected)) / max(1.0, np.max(np.abs(expected)))))
        # Rows do not see each other: a batch of one gives the first row of the batch of five.
        first = {name: value[:1] if value.ndim > 0 else value for name, value in feeds.items()}
        for name, value in zip(names, session.run(names, first)):
            expected = array(case["outputs"][name], np.float32)[:1]
            error = max(error, float(np.max(np.abs(value - expected)) / max(1.0, np.max(np.abs(expected)))))
        assert error < TOLERANCE, f"{path.stem}: off by {error:.1e}"
        worst = max(worst, error)
        print(f"{path.stem:50s} {len(model.graph.node):4d} nodes  {', '.join(names):20s} {error:.1e}")
    if len(paths) == 0:
        sys.exit("the tests wrote no models")
    print(f"onnx {onnx.__version__}, onnxruntime {onnxruntime.__version__}: {len(paths)} models pass the checker; largest difference {worst:.1e}")
