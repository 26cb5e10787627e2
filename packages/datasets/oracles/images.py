"""Writes the files of `images/` as people have them, and `images.json` with what Pillow, NumPy and SciPy read from them.

Run with numpy, scipy and Pillow: `python images.py`. Every byte is a function of the seed, but not of the versions of those programs.
"""

import io
import json
import pathlib
import struct
import zlib

import numpy as np
import scipy.sparse as sparse
from PIL import Image, ImageOps

folder = pathlib.Path(__file__).parent
files = folder / "images"
files.mkdir(exist_ok=True)
random = np.random.default_rng(0)
expected = {"png": {}, "decoded": {}, "resized": {}, "labels": {}, "channels": {}, "sparse": {}}


def flat(array):
    return np.asarray(array).reshape(-1).tolist()


# PNG: every color type and depth, with and without interlace, by the passes of Adam7; Pillow reads all of them.
passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
height, width = 5, 9


def png(values, depth, kind, interlaced, extra=()):
    lines = b""
    for x, y, dx, dy in passes if interlaced else [(0, 0, 1, 1)]:
        for row in values[y::dy, x::dx]:
            if row.size == 0:
                continue
            if depth < 8:
                bits = "".join(f"{v:0{depth}b}" for v in row.reshape(-1))
                bits += "0" * (-len(bits) % 8)
                line = bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))
            else:
                line = row.astype(">u2" if depth == 16 else "u1").tobytes()
            # The filter Sub, so that a reader that mistakes the size of a pixel is found out.
            step = max(1, values.shape[2] * depth // 8)
            lines += b"\1" + bytes((line[i] - (line[i - step] if i >= step else 0)) % 256 for i in range(len(line)))
    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, int(interlaced))
    chunks = [(b"IHDR", header), *extra, (b"IDAT", zlib.compress(lines)), (b"IEND", b"")]
    packed = (struct.pack(">I", len(c)) + t + c + struct.pack(">I", zlib.crc32(t + c)) for t, c in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def pillow(data, depth, kind, keyed):
    with Image.open(io.BytesIO(data)) as image:
        if depth == 16 and kind == 0 and not keyed:
            return np.array(image).astype(int)[..., None]
        mode = {0: "L", 2: "RGB", 3: "RGB", 4: "LA", 6: "RGBA"}[kind]
        return np.array(image.convert({"L": "LA", "RGB": "RGBA"}[mode] if keyed else mode)).reshape(height, width, -1).astype(int)


for kind, samples, depths in [(0, 1, [1, 2, 4, 8, 16]), (2, 3, [8, 16]), (3, 1, [1, 2, 4, 8]), (4, 2, [8, 16]), (6, 4, [8, 16])]:
    for depth in depths:
        palette = random.integers(0, 256, (min(2**depth, 200), 3))
        values = random.integers(0, len(palette) if kind == 3 else 2**depth, (height, width, samples))
        for interlaced in (False, True):
            for keyed in (False, True):
                if keyed and (kind in (4, 6) or depth == 16):
                    continue
                extra = [(b"PLTE", palette.astype("u1").tobytes())] if kind == 3 else []
                if keyed:
                    key = b"\0\x80" if kind == 3 else values[1, 2].astype(">u2").tobytes()
                    extra.append((b"tRNS", key))
                data = png(values, depth, kind, interlaced, extra)
                seen = pillow(data, depth, kind, keyed)
                # Pillow gives 8 bits of 16 where there is more than one channel: there the numbers that were written.
                right = values if depth == 16 else seen
                if keyed and kind == 0:
                    # Pillow looks for the key of 2 and 4 bits among scaled levels, where it is not; here as the standard has it.
                    shown = values * 255 // (2**depth - 1)
                    right = np.concatenate([shown, np.where(values == values[1, 2], 0, 255)], -1)
                name = f"{kind}-{depth}{'-interlaced' if interlaced else ''}{'-key' if keyed else ''}"
                expected["png"][name] = {"bytes": data.hex(), "channels": right.shape[2], "data": flat(right)}

# Pictures of other formats: a smooth ramp in color, 12 wide and 8 high, so that what is lost stays small.
y, x = np.mgrid[0:8, 0:12]
ramp = np.stack([x * 20, y * 30, 255 - x * 10 - y * 10], -1).astype("u1")
picture = Image.fromarray(ramp)


def keep(name, image, **options):
    image.save(files / name, **options)
    with Image.open(files / name) as loaded:
        upright = ImageOps.exif_transpose(loaded)
        deep = loaded.mode.startswith("I")
        gray = loaded.mode in ("L", "LA", "1") or deep
        if deep:
            data = np.array(loaded).astype(int)[..., None]
        elif "transparency" in upright.info or upright.mode in ("LA", "RGBA"):
            # Over black.
            rgba = upright.convert("RGBA")
            data = np.array(Image.alpha_composite(Image.new("RGBA", rgba.size, (0, 0, 0, 255)), rgba).convert("RGB")).astype(int)
        else:
            data = np.array(upright.convert("L" if gray else "RGB")).reshape(upright.height, upright.width, -1).astype(int)
    expected["decoded"][name] = {"shape": list(data.shape), "deep": deep, "data": flat(data)}


exif = Image.Exif()
keep("color.jpg", picture, quality=95, subsampling=0)
keep("gray.jpg", picture.convert("L"), quality=95)
for orientation in (2, 3, 6, 8):
    exif[0x0112] = orientation
    keep(f"turned{orientation}.jpg", picture, quality=95, subsampling=0, exif=exif)
keep("cmyk.tif", picture.convert("CMYK"))
keep("cmyk.jpg", picture.convert("CMYK"), quality=95)
keep("lossless.webp", picture, lossless=True)
alpha = Image.fromarray((x * 20).astype("u1"))
transparent = picture.copy()
transparent.putalpha(alpha)
keep("alpha.webp", transparent, lossless=True, exact=True)
keep("color.tif", picture)
keep("gray16.tif", Image.fromarray((x * 5200 + y * 600).astype("u2")))
keep("still.gif", picture.quantize(32))
frames = [Image.new("RGB", (12, 8), color) for color in ((40, 80, 120), (200, 20, 20))]
keep("moving.gif", frames[0], save_all=True, append_images=frames[1:], duration=100)

# Sizes: what is cut off, barred and stretched, of flat halves so that the way of resampling does not count.
halves = np.zeros((16, 32, 3), "u1")
halves[:, :16] = (200, 40, 40)
halves[:, 16:] = (40, 40, 200)
Image.fromarray(halves).save(files / "halves.png")
for fit, image in {
    "crop": ImageOps.fit(Image.fromarray(halves), (8, 8)),
    "pad": ImageOps.pad(Image.fromarray(halves), (8, 8), color=(10, 10, 10)),
    "stretch": Image.fromarray(halves).resize((8, 8), Image.Resampling.BOX),
}.items():
    expected["resized"][fit] = flat(np.array(image).astype(int))

# Labels: every form that people save them in, with what pandas or NumPy would take for the classes.
names = np.array(["dog", "cat", "dog", "emu"])
forms = {
    "n": np.array([0, 2, 1, 2]),
    "column": np.array([[0], [2], [1], [2]]),
    "gaps": np.array([3, 7, 3, 9]),
    "from 1": np.array([1, 2, 3, 1], "i2"),
    "negative": np.array([-1, 1, -1, 1], "i1"),
    "whole floats": np.array([0.0, 1.0, 2.0, 1.0]),
    "booleans": np.array([True, False, True, True]),
    "bytes": np.array([0, 1, 1, 0], "u1"),
    "unicode": names,
    "big endian unicode": names.astype(">U3"),
    "byte strings": names.astype("S"),
    "column of texts": names[:, None],
    "one-hot": np.eye(3)[[0, 2, 1, 2]],
    "one-hot bytes": np.eye(4, dtype="u1")[[0, 2, 1, 2]],
    "texts in Fortran order": np.asfortranarray(names.reshape(4, 1)),
}
for name, array in forms.items():
    buffer = io.BytesIO()
    np.save(buffer, array)
    if array.ndim == 2 and array.shape[1] > 1:
        classes, y = [str(i) for i in range(array.shape[1])], array.argmax(1)
    else:
        values = array.reshape(-1)
        found, y = np.unique(values, return_inverse=True)
        classes = [v.decode() if isinstance(v, bytes) else str(v).lower() if array.dtype == bool else str(int(v)) if array.dtype.kind in "if" or array.dtype.kind == "u" else str(v) for v in found.tolist()]
        if array.dtype == bool:
            classes = ["false", "true"]
    expected["labels"][name] = {"bytes": buffer.getvalue().hex(), "y": flat(y), "classes": classes}

# Channels first, and what cannot be told.
for shape, first in {
    (2, 3, 6, 5): True,
    (2, 1, 6, 5): True,
    (2, 4, 7, 7): True,
    (2, 6, 5, 3): False,
    (2, 6, 5, 1): False,
    (2, 6, 9, 9): True,
    (2, 9, 9, 6): False,
    (2, 3, 3, 1): False,
    (2, 1, 3, 3): True,
}.items():
    array = random.integers(0, 256, shape, dtype="u1")
    moved = np.moveaxis(array, 1, -1) if first else array
    expected["channels"][",".join(map(str, shape))] = {"data": flat(array), "first": first, "shape": list(moved.shape), "moved": flat(moved)}

# Sparse matrices as SciPy saves them.
dense = random.integers(1, 9, (6, 8)) * (random.random((6, 8)) < 0.3)
dense[2] = 0
for kind in ("csr", "csc", "coo", "bsr"):
    for type_ in ("f4", "i8", "f8"):
        buffer = io.BytesIO()
        matrix = sparse.csr_matrix(dense.astype(type_))
        sparse.save_npz(buffer, matrix.tobsr(blocksize=(2, 4)) if kind == "bsr" else matrix.asformat(kind))
        expected["sparse"][f"{kind} {type_}"] = {"bytes": buffer.getvalue().hex(), "data": flat(dense)}
buffer = io.BytesIO()
twice = sparse.coo_array((np.array([1.0, 2.0, 5.0]), (np.array([0, 0, 1]), np.array([1, 1, 0]))), shape=(2, 2))
sparse.save_npz(buffer, twice)
expected["sparse"]["coo with a place twice"] = {"bytes": buffer.getvalue().hex(), "data": flat(twice.toarray())}

(folder / "images.json").write_text(json.dumps(expected) + "\n")
