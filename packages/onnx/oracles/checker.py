"""Runs ONNX's own checker, with full shape inference, over the models that the package's tests make.

    python oracles/checker.py        in the package's folder; needs onnx

The models are training steps, convolutions lowered in either way, and a few hundred of random kernels from their property tests. In each the shapes
that ONNX infers must be those that are declared.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

import onnx

package = pathlib.Path(__file__).resolve().parent.parent

with tempfile.TemporaryDirectory() as folder:
    vitest = package / "node_modules" / ".bin" / "vitest"
    environment = {**os.environ, "VAEKIT_MODELS": folder, "VAEKIT_KERNEL_SESSIONS": "3"}
    subprocess.run([str(vitest), "run", "src/emit", "src/kernels"], cwd=package, env=environment, check=True, stdout=subprocess.DEVNULL)
    paths = sorted(pathlib.Path(folder).glob("*.onnx"))
    operators = set()
    wrong = []
    for path in paths:
        model = onnx.load(path)
        try:
            onnx.checker.check_model(model, full_check=True)
            onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)
        except (onnx.checker.ValidationError, onnx.shape_inference.InferenceError) as error:
            wrong.append(f"{path.stem}: {error}")
        operators.update(node.op_type for node in model.graph.node)
    if len(paths) == 0:
        sys.exit("the tests wrote no models")
    if wrong:
        sys.exit("\n".join(wrong))
    print(f"onnx {onnx.__version__}: {len(paths)} models of {len(operators)} operators pass the checker")
