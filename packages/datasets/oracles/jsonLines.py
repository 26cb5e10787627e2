"""Writes `jsonLines.json`: texts of JSON lines, and what pandas reads from them.

Run with pandas: `python jsonLines.py`.
"""

import io
import json
import pathlib

import pandas as pd

epoch = pd.Timestamp(0, tz="UTC")
rows = []


def case(name, text, types, lines=True, dates=(), nested=False):
    if nested:
        frame = pd.json_normalize([json.loads(line) for line in text.splitlines()])
        for name_of_lists in nested if isinstance(nested, list) else []:
            place = frame.columns.get_loc(name_of_lists)
            parts = pd.DataFrame(frame.pop(name_of_lists).tolist()).add_prefix(f"{name_of_lists}.")
            for i, part in enumerate(parts):
                frame.insert(place + i, part, parts[part])
    else:
        frame = pd.read_json(io.StringIO(text), lines=lines, dtype=False, convert_dates=False, convert_axes=False)
    columns = []
    for column, kind in zip(frame.columns, types):
        values = [None if not isinstance(v, bool) and pd.isna(v) else v for v in frame[column].tolist()]
        if column in dates:
            values = [None if v is None else (pd.Timestamp(v, tz="UTC") - epoch) // pd.Timedelta(microseconds=1) / 1000 for v in values]
        if kind in ("category", "text"):
            values = [None if v is None else str(v) for v in values]
        columns.append({"name": column, "type": kind, "values": values})
    assert len(columns) == len(types), name
    rows.append({"name": name, "text": text, "columns": columns})


case("numbers and texts", '{"a":1,"b":"x"}\n{"a":2,"b":"y"}\n', ["integer", "category"])
case("fractions, exponents", '{"a":1.5}\n{"a":-2e-3}\n', ["number"])
case("yes and no", '{"a":true,"b":1}\n{"a":false,"b":2}\n', ["boolean", "integer"])
case("null", '{"a":1.5,"b":null}\n{"a":null,"b":"x"}\n', ["number", "category"])
case("keys that are not there", '{"a":1.5}\n{"b":"x"}\n{"a":2.5,"b":"y","c":3.5}\n', ["number", "category", "number"])
case("another order", '{"a":1,"b":2}\n{"b":3,"a":4}\n', ["integer", "integer"])
case("an array", '[{"a":1,"b":"x"},\n {"a":2,"b":"y"}]', ["integer", "category"], lines=False)
case("empty lines and CRLF", '{"a":1}\r\n\r\n{"a":2}\r\n', ["integer"])
case("dates", '{"t":"2024-01-31"}\n{"t":null}\n{"t":"2024-02-29"}\n', ["date"], dates=["t"])
case("dates and times", '{"t":"2024-01-31T10:00:00"}\n{"t":"2024-02-29T11:30:00"}\n', ["date"], dates=["t"])
case("objects within", '{"id":1.5,"at":{"city":"Bonn","deep":{"x":2}}}\n{"id":2.5,"at":{"city":"Ulm","deep":{"x":7}}}\n', ["number", "category", "integer"], nested=True)
case("an object that is not always there", '{"c":1,"a":{"b":1.5}}\n{"c":2,"a":{}}\n{"c":3}\n', ["integer", "number"], nested=True)
case("arrays of numbers", '{"v":[1.5,2.5],"k":"x"}\n{"v":[3.5,4.5],"k":"y"}\n', ["number", "number", "category"], nested=["v"])
case("an array in an object", '{"m":{"v":[1.5,2.5]}}\n{"m":{"v":[0.5,1.5]}}\n', ["number", "number"], nested=["m.v"])
case("numbers as texts stay texts", '{"a":"01"}\n{"a":"2"}\n', ["category"])
case("names from JavaScript", '{"__proto__":1,"constructor":"x"}\n{"__proto__":2,"constructor":"y"}\n', ["integer", "category"])
case("many different texts", "".join(json.dumps({"a": f"name {i}", "b": i % 3}) + "\n" for i in range(120)), ["text", "integer"])

pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(rows, ensure_ascii=True, indent=0) + "\n")
print(len(rows), "texts")
