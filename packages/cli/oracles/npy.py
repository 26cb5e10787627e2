"""What numpy.save writes for a table and for texts, as the bytes that `npyTable` and `npyTexts` must write.

    python oracles/npy.py        writes oracles/npy.json; needs numpy
"""

import io
import json
import pathlib

import numpy as np

cases = []
for fields, rows in (("index score", 3), ("index label reconstruction kl score", 1), ("index", 0), ("index id score", 4)):
    names = fields.split()
    columns = {
        name: (
            np.array(["a7", "", "Zoë 😀", "b"][:rows])
            if name == "id"
            else np.arange(rows, dtype="<i4") * 7 - 3
            if name in ("index", "label")
            else (np.arange(rows, dtype="<f4") + 0.1) ** 3
        )
        for name in names
    }
    table = np.empty(rows, dtype=[(name, columns[name].dtype.str) for name in names])
    for name in names:
        table[name] = columns[name]
    file = io.BytesIO()
    np.save(file, table)
    cases.append(
        {
            "columns": [{"name": name, "dtype": columns[name].dtype.str, "values": columns[name].tolist()} for name in names],
            "hex": file.getvalue().hex(),
        }
    )
texts = []
for values in (["0", "1"], ["Zoë 😀", "", "setosa"], [""], []):
    file = io.BytesIO()
    np.save(file, np.array(values, dtype=str))
    texts.append({"values": values, "hex": file.getvalue().hex()})
path = pathlib.Path(__file__).resolve().parent / "npy.json"
path.write_text(json.dumps({"numpy": np.__version__, "cases": cases, "texts": texts}) + "\n")
