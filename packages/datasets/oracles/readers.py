"""Writes the files of `files/` with the programs that people write them with, and `readers.json` with what is in them.

Run with numpy, pandas, pyarrow and Pillow: `python readers.py`. Every byte is a function of the seed, but not of the versions of those programs.
"""

import csv
import gzip
import io
import json
import pathlib
import struct

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

folder = pathlib.Path(__file__).parent
files = folder / "files"
files.mkdir(exist_ok=True)
random = np.random.default_rng(0)
expected = {"npy": {}, "npz": {}, "png": {}, "csv": {}, "parquet": {}}


def numbers(array):
    return [None if isinstance(v, float) and np.isnan(v) else v for v in np.asarray(array).reshape(-1).tolist()]


# NPY: every type in both byte orders, both orders of the axes, the three versions of the header.
values = {
    "b1": random.integers(0, 2, (2, 3)).astype(bool),
    "i1": random.integers(-128, 128, (2, 3)).astype("i1"),
    "u1": random.integers(0, 256, (2, 3)).astype("u1"),
    "i2": random.integers(-32768, 32768, (2, 3)).astype("i2"),
    "u2": random.integers(0, 65536, (2, 3)).astype("u2"),
    "i4": random.integers(-(2**31), 2**31, (2, 3)).astype("i4"),
    "u4": random.integers(0, 2**32, (2, 3)).astype("u4"),
    "i8": random.integers(-(2**53) + 1, 2**53, (2, 3)).astype("i8"),
    "u8": random.integers(0, 2**53, (2, 3)).astype("u8"),
    "f2": np.array([[0.0, -0.0, 6e-8], [65504.0, -1.5, 0.333]]).astype("f2"),
    "f4": random.standard_normal((2, 3)).astype("f4"),
    "f8": random.standard_normal((2, 3)),
}


def save_npy(name, array, version=None):
    with open(files / f"{name}.npy", "wb") as file:
        np.lib.format.write_array(file, array, version=version)
    expected["npy"][name] = {
        "dtype": array.dtype.str,
        "shape": list(array.shape),
        "data": [int(v) if array.dtype.kind in "biu" else float(v) for v in array.reshape(-1, order="C")],
    }


for code, array in values.items():
    for order in "<>" if array.dtype.itemsize > 1 else "|":
        save_npy(code + {"<": "-little", ">": "-big", "|": ""}[order], array.astype(order + code if order != "|" else code))
cube = random.integers(0, 1000, (2, 3, 4, 5)).astype("<i4")
save_npy("fortran", np.asfortranarray(cube))
save_npy("fortran-big", np.asfortranarray(random.standard_normal((3, 4)).astype(">f8")))
save_npy("version2", cube[0], (2, 0))
save_npy("version3", cube[1], (3, 0))
save_npy("scalar", np.array(2.5))
save_npy("vector", np.arange(5, dtype="<f4"))
save_npy("nothing", np.zeros((0, 3), "<f4"))

# NPZ, stored and deflated.
arrays = {"x": random.integers(0, 256, (6, 4, 4)).astype("u1"), "y": np.array([0, 1, 2, 0, 1, 2])}
np.savez(files / "stored.npz", **arrays)
np.savez_compressed(files / "deflated.npz", **arrays)
expected["npz"] = {name: {"shape": list(a.shape), "data": a.reshape(-1).tolist()} for name, a in arrays.items()}

# PNG: every color type and depth that Pillow writes.
height, width = 7, 9
gray = random.integers(0, 256, (height, width)).astype("u1")
ramp = (np.add.outer(np.arange(height) * 16, np.arange(width) * 12) % 256).astype("u1")
color = np.stack([ramp, random.integers(0, 256, (height, width)).astype("u1"), ramp.T[:1].repeat(height, 0)[:, :1].repeat(width, 1)], -1)
alpha = random.integers(0, 256, (height, width, 1)).astype("u1")


def save_png(name, image, channels, **options):
    image.save(files / f"{name}.png", **options)
    with Image.open(files / f"{name}.png") as loaded:
        if channels == 1 and loaded.mode.startswith("I"):
            data = np.array(loaded).astype(int)
        else:
            data = np.array(loaded.convert({1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}[channels])).astype(int)
    expected["png"][name] = {"width": image.width, "height": image.height, "channels": channels, "data": data.reshape(-1).tolist()}


save_png("gray", Image.fromarray(gray), 1)
save_png("gray-smooth", Image.fromarray(ramp), 1)
save_png("bits", Image.fromarray(gray > 128), 1)
save_png("gray16", Image.fromarray((gray.astype("u2") * 251 + 7).astype("u2")), 1)
save_png("rgb", Image.fromarray(color), 3)
save_png("rgba", Image.fromarray(np.concatenate([color, alpha], -1)), 4)
save_png("gray-alpha", Image.fromarray(np.concatenate([gray[..., None], alpha], -1), "LA"), 2)
palette = Image.fromarray(color).quantize(11)
save_png("palette4", palette, 3)
save_png("palette2", Image.fromarray(color).quantize(4), 3)
save_png("palette8", Image.fromarray(color).quantize(60), 3)
save_png("palette-transparent", palette, 4, transparency=bytes([0, 128, 255]))
save_png("rgb-key", Image.fromarray(color), 4, transparency=tuple(int(v) for v in color[2, 3]))


def interlaced(name, source):
    """Pillow reads interlaced files but does not write them: the passes of Adam7, unfiltered, around Pillow's own header."""
    import zlib

    with open(files / f"{source}.png", "rb") as file:
        data = file.read()
    chunks, at = [], 8
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        chunks.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + length]))
        at += 12 + length
    header = chunks[0][1]
    w, h, depth, kind = struct.unpack(">IIBB", header[:10])
    samples = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[kind]
    with Image.open(files / f"{source}.png") as image:
        raw = np.array(image)
    if raw.dtype == bool:
        raw = raw.astype("u1")
    raw = raw.reshape(h, w, samples)
    stream = b""
    for x, y, dx, dy in [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]:
        part = raw[y::dy, x::dx]
        if part.size == 0:
            continue
        for row in part:
            if depth < 8:
                bits = "".join(f"{int(v):0{depth}b}" for v in row.reshape(-1))
                bits += "0" * (-len(bits) % 8)
                line = bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))
            else:
                line = row.astype(">u2" if depth == 16 else "u1").tobytes()
            stream += b"\0" + line
    out = data[:8]
    done = False
    for name_, body in chunks:
        if name_ == b"IHDR":
            body = body[:12] + b"\1"
        if name_ == b"IDAT":
            if done:
                continue
            body, done = zlib.compress(stream), True
        out += struct.pack(">I", len(body)) + name_ + body + struct.pack(">I", zlib.crc32(name_ + body))
    (files / f"{name}.png").write_bytes(out)
    with Image.open(files / f"{name}.png") as loaded, Image.open(files / f"{source}.png") as plain:
        assert np.array_equal(np.array(loaded), np.array(plain)), name
    expected["png"][name] = expected["png"][source]


interlaced("rgb-interlaced", "rgb")
interlaced("bits-interlaced", "bits")
interlaced("palette4-interlaced", "palette4")
interlaced("gray16-interlaced", "gray16")

# Tables: text with quotes, delimiters and line ends within, missing values, a constant column.
rows = 40
frame = pd.DataFrame(
    {
        "city": [None if i % 13 == 5 else ["Bonn", 'the "Ville", Köln', "two\nlines", "東京"][i % 4] for i in range(rows)],
        "height": np.where(np.arange(rows) % 9 == 4, np.nan, random.standard_normal(rows) * 10 + 170),
        "count": random.integers(0, 50, rows),
        "member": random.integers(0, 2, rows).astype(bool),
        "unit": "cm",
        "species": [["setosa", "versicolor", "virginica"][i % 3] for i in range(rows)],
    }
)
frame.to_csv(files / "table.csv", index=False)
buffer = io.StringIO()
writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
writer.writerow(frame.columns)
writer.writerows(["" if v is None or v != v else v for v in row] for row in frame.itertuples(index=False))
(files / "quoted.csv").write_bytes(buffer.getvalue().encode())
(files / "table.csv.gz").write_bytes(gzip.compress((files / "table.csv").read_bytes(), mtime=0))
read = pd.read_csv(files / "table.csv")
expected["csv"] = {name: [None if pd.isna(v) else v for v in read[name].tolist()] for name in read.columns}

# Parquet: codecs, versions of pages, dictionaries and plain values, several row groups, checksums, types.
table = pa.Table.from_pandas(frame, preserve_index=False)
pq.write_table(table, files / "snappy.parquet")
pq.write_table(table, files / "plain.parquet", compression="none", use_dictionary=False)
pq.write_table(table, files / "gzip-v2.parquet", compression="gzip", data_page_version="2.0", row_group_size=16, write_page_checksum=True)
for codec in ["zstd", "lz4", "brotli"]:
    pq.write_table(table, files / f"{codec}.parquet", compression=codec)
kinds = pa.table(
    {
        "i8": pa.array([-1, None, 3, 4], pa.int8()),
        "u16": pa.array([1, 2, 65535, 4], pa.uint16()),
        "i32": pa.array([1, 2, 3, -(2**31)], pa.int32()),
        "u32": pa.array([1, 2, 3, 2**32 - 1], pa.uint32()),
        "i64": pa.array([1, 2, 3, 2**53 - 1], pa.int64()),
        "f16": pa.array(np.array([1.5, -2.0, 0.25, 65504.0], "f2")),
        "f32": pa.array([1.5, None, 0.25, 3.0], pa.float32()),
        "f64": pa.array([1.5, 2.0, float("nan"), 3.0], pa.float64()),
        "yes": pa.array([True, False, None, True]),
        "day": pa.array([0, 1, None, 20000], pa.date32()),
        "time": pa.array([0, 1500, 10**12, 5], pa.timestamp("ms")),
        "text": pa.array(["a", "b", None, "a"]),
        "decimal": pa.array([None, 1, 2, 3], pa.decimal128(9, 2)),
    }
)
pq.write_table(kinds, files / "kinds.parquet")
delta = pa.table({"n": pa.array(np.arange(300) ** 2 % 1001, pa.int64()), "m": pa.array(np.arange(300) % 7, pa.int32())})
pq.write_table(delta, files / "delta.parquet", use_dictionary=False, column_encoding={"n": "DELTA_BINARY_PACKED", "m": "DELTA_BINARY_PACKED"})
split = pa.table({"f": pa.array(random.standard_normal(50).astype("f4")), "d": pa.array(random.standard_normal(50))})
pq.write_table(split, files / "split.parquet", use_dictionary=False, use_byte_stream_split=True)
pq.write_table(pa.table({"lists": [[1, 2], [3]]}), files / "nested.parquet")
lists = pa.table(
    {
        "three": pa.array([[1.5, 2, 3], None, [4, None, 6], [7, 8, 9]], pa.list_(pa.float64())),
        "fixed": pa.array([[1, 2], [3, 4], [5, 6], [7, 8]], pa.list_(pa.int32(), 2)),
        "pair": pa.array([{"a": 1, "b": "x"}, {"a": None, "b": "y"}, None, {"a": 4, "b": "x"}], pa.struct([("a", pa.int64()), ("b", pa.string())])),
        "plain": pa.array([1, 2, 3, 4], pa.int32()),
    }
)
pq.write_table(lists, files / "lists.parquet", data_page_version="2.0")


def png(shade):
    out = io.BytesIO()
    Image.fromarray(np.full((3, 4), shade, "u1")).save(out, "PNG")
    return out.getvalue()


# Images as the datasets library of Hugging Face keeps them, with the names of the classes in its note.
image_type = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
cells = pa.array([{"bytes": png(40 * i), "path": f"{i}.png"} for i in range(5)], image_type)
note = {"info": {"features": {"image": {"_type": "Image"}, "label": {"names": ["zebra", "ape", "cat"], "_type": "ClassLabel"}}}}
pictures = pa.table({"image": cells, "label": pa.array([0, 2, 0, 2, 0], pa.int64()), "width": [4] * 5})
pq.write_table(pictures.replace_schema_metadata({"huggingface": json.dumps(note)}), files / "images.parquet")
raw = pa.table({"photo": pa.array([png(40 * i) for i in range(5)], pa.binary()), "note": pa.array([b"ab", None, b"c", b"ab", b"c"], pa.binary()), "label": list("abaab")})
pq.write_table(raw, files / "bytes.parquet")
pq.write_table(pa.table({"n": pa.array([7] * 5000, pa.int32())}), files / "constant.parquet")


def plain(value):
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return None
    if hasattr(value, "timestamp"):
        return round(value.replace(tzinfo=__import__("datetime").timezone.utc).timestamp() * 1000)
    if hasattr(value, "toordinal"):
        return (value.toordinal() - 719163) * 86400000
    return value if isinstance(value, (bool, int, str)) else float(value)


flat = {f"three.{i}": [None if row is None else row[i] for row in lists["three"].to_pylist()] for i in range(3)}
flat |= {f"fixed.{i}": [row[i] for row in lists["fixed"].to_pylist()] for i in range(2)}
flat |= {f"pair.{key}": [None if row is None else row[key] for row in lists["pair"].to_pylist()] for key in "ab"}
expected["parquet"]["lists"] = flat | {"plain": lists["plain"].to_pylist()}
for name, content in {"table": table, "kinds": kinds, "delta": delta, "split": split}.items():
    expected["parquet"][name] = {c: [plain(v) for v in content[c].to_pylist()] for c in content.column_names}

(folder / "readers.json").write_text(json.dumps(expected, ensure_ascii=True) + "\n")
