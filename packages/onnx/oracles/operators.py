"""Writes operators.json: what ONNX's own schemas say about each operator of the set that the package emits.

    python oracles/operators.py        in the package's folder; needs onnx

For the operator set of `src/emit/onnxModel.ts`: how many inputs and outputs, of which types, and which attributes of which types. Lists of types,
of which there are few, stand once and are named by their place. The tests check every model against this, as `onnx.checker` does.
"""

import json
import pathlib
import re

import onnx

package = pathlib.Path(__file__).resolve().parent.parent
opset = int(re.search(r"const OPSET = (\d+)", (package / "src/emit/onnxModel.ts").read_text()).group(1))


def plain(name):
    return name[len("tensor(") : -1] if name.startswith("tensor(") else name


def formal(parameters):
    return [[plain(p.type_str), p.option.name.lower(), p.is_homogeneous] for p in parameters]


lists = []


def place(names):
    if names not in lists:
        lists.append(names)
    return lists.index(names)


operators = {}
for name in sorted({schema.name for schema in onnx.defs.get_all_schemas() if schema.domain == ""}):
    try:
        schema = onnx.defs.get_schema(name, opset)
    except onnx.defs.SchemaError:
        continue
    if schema.deprecated:
        continue
    operators[name] = {
        "inputs": [schema.min_input, min(schema.max_input, 2**31 - 1)],
        "outputs": [schema.min_output, min(schema.max_output, 2**31 - 1)],
        "operands": formal(schema.inputs),
        "results": formal(schema.outputs),
        "types": {t.type_param_str: place(sorted(plain(each) for each in t.allowed_type_strs if each.startswith("tensor("))) for t in schema.type_constraints},
        "attributes": {a.name: a.type.name for a in schema.attributes.values()},
        "required": sorted(a.name for a in schema.attributes.values() if a.required),
    }
rows = ",\n".join(f"{json.dumps(name)}:{json.dumps(entry, separators=(',', ':'))}" for name, entry in operators.items())
(package / "oracles/operators.json").write_text(f'{{"onnx":"{onnx.__version__}","opset":{opset},"types":{json.dumps(lists, separators=(",", ":"))},"operators":{{\n{rows}\n}}}}\n')
print(f"onnx {onnx.__version__}, operator set {opset}: {len(operators)} operators")
