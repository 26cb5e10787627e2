"""Writes parts.json: folders as people bring them, and what pandas, NumPy and pyarrow read from them.

A case has files (text, or base64 of bytes), the options of `readExamples`, and for each part the values of its columns, or
the shape, the sum and the labels of its arrays.
"""

import base64
import gzip
import io
import json
import pathlib

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

random = np.random.default_rng(20261126)
cases = []


def stored(content):
    return content if isinstance(content, str) else {"base64": base64.b64encode(content).decode()}


def case(name, files, **expected):
    cases.append({"name": name, "files": {path: stored(content) for path, content in files.items()}, **expected})


def values(frame):
    return {name: [None if pd.isna(v) else v for v in frame[name].tolist()] for name in frame.columns}


# Tables: frames of three kinds of columns, cut into files.
def frame(rows):
    return pd.DataFrame(
        {
            "a": np.round(random.standard_normal(rows), 3),
            "n": random.integers(0, 50, rows),
            "city": random.choice(["Aarhus", "Bern", "Cork"], rows),
        }
    )


def text(part, **more):
    return part.to_csv(index=False, **more)


def read(files, header="infer"):
    """What pandas makes of all the files, one below the other."""
    return pd.concat([pd.read_csv(io.StringIO(content), header=header) for content in files], ignore_index=True)


def tables(name, parts, files, options=None, **more):
    case(name, files, options=options or {}, tables={part: values(read(contents)) for part, contents in parts.items()}, **more)


A, B, C = text(frame(9)), text(frame(4)), text(frame(3))
tables("train.csv and test.csv", {"train": [A], "test": [B]}, {"train.csv": A, "test.csv": B})
tables("Training, Valid, Testing", {"train": [A], "validation": [B], "test": [C]}, {"Training.csv": A, "Valid.csv": B, "TESTING.csv": C})
tables("words at the end of names", {"train": [A], "test": [B]}, {"mnist_train.csv": A, "mnist_test.csv": B})
tables("dev", {"train": [A], "validation": [B]}, {"train.tsv".replace("tsv", "csv"): A, "dev.csv": B})
tables("folders of parts", {"train": [A, C], "test": [B]}, {"train/x.csv": A, "train/y.csv": C, "test/x.csv": B})
tables("parts below a wrapping folder", {"train": [A], "validation": [B]}, {"data/train/part-00000.csv": A, "data/val/part-00000.csv": B})
tables("Hugging Face's names", {"train": [A, B], "test": [C]}, {"data/train-00000-of-00002.csv": A, "data/train-00001-of-00002.csv": B, "data/test-00000-of-00001.csv": C})
tables("a file of no part beside them", {"train": [A], "test": [B]}, {"train.csv": A, "test.csv": B, "sample_submission.csv": "id,y\n1,0\n"}, notes=1)
tables("one file named test among others is no part", {"train": [A, B]}, {"scores_a.csv": A, "test_scores.csv": B})
tables("the test part alone, asked for", {"train": [B]}, {"train.csv": A, "test.csv": B}, {"part": "test"})
tables("Spark's folder of CSV", {"train": [A, B, C]}, {"part-00000-9f.csv": A, "part-00001-9f.csv": B, "part-00002-9f.csv": C, "_SUCCESS": "", ".part-00000-9f.csv.crc": "crc"})
tables("Spark's files without an ending", {"train": [A, B]}, {"part-00000": A, "part-00001": B, "_SUCCESS": ""})
tables("an empty part and one of a header alone", {"train": [A, B]}, {"part-0.csv": A, "part-1.csv": "", "part-2.csv": "a,n,city\n", "part-3.csv": B})
case(
    "gzip",
    {"part-00000.csv.gz": gzip.compress(A.encode(), mtime=0), "part-00001.csv.gz": gzip.compress(B.encode(), mtime=0)},
    options={},
    tables={"train": values(read([A, B]))},
)
tables("columns in another order", {"train": [A, C]}, {"1.csv": A, "2.csv": read([C])[["city", "a", "n"]].to_csv(index=False)})
whole, broken = "v,w\n1,x\n2,y\n", "v,w\n1.5,x\n2,z\n"
tables("whole numbers in one file, fractions in the next", {"train": [whole, broken]}, {"1.csv": whole, "2.csv": broken})
bits, more = "v,w\n0,x\n1,y\n", "v,w\n2,x\n3,z\n"
tables("0 and 1 in one file, more in the next", {"train": [bits, more]}, {"1.csv": bits, "2.csv": more})
gaps = "v,w\n,x\n,y\n"
tables("nothing in one file", {"train": [gaps, broken]}, {"1.csv": gaps, "2.csv": broken})
years = read([A, C]).assign(year=[2020] * 9 + [2021] * 3).astype({"year": str})
case("Hive's folders", {"year=2020/part-0.csv": A, "year=2021/part-0.csv": C}, options={}, tables={"train": values(years)})
place = read([A]).assign(place="a b/c")
case("an escaped folder", {"place=a%20b%2Fc/part-0.csv": A}, options={}, tables={"train": values(place)})


def parquet(table, **more):
    out = io.BytesIO()
    pq.write_table(table, out, **more)
    return out.getvalue()


for codec in ["zstd", "snappy"]:
    left, right = frame(5), frame(6)
    case(
        f"Spark's folder of Parquet in {codec}",
        {f"part-0000{i}-ab.{codec}.parquet": parquet(pa.Table.from_pandas(part, preserve_index=False), compression=codec) for i, part in enumerate([left, right])} | {"_SUCCESS": ""},
        options={},
        tables={"train": values(pd.concat([left, right]))},
    )
case(
    "train.parquet and validation.parquet",
    {"train.parquet": parquet(pa.Table.from_pandas(left)), "validation.parquet": parquet(pa.Table.from_pandas(right))},
    options={},
    tables={"train": values(left), "validation": values(right)},
)


# Arrays: names in archives and in folders.
def array(count):
    return random.integers(0, 256, (count, 2, 3), dtype="u1")


def arrays(name, named, expected, options=None, folder=False, **more):
    """`expected`: for each part the name of its inputs, and of its labels or none."""
    parts = {}
    for part, (x, y) in expected.items():
        parts[part] = {"shape": list(named[x].shape), "sum": int(named[x].sum(dtype=int))}
        if y is not None:
            parts[part]["labels"] = named[y].ravel().tolist()
    if folder:
        files = {}
        for key, value in named.items():
            out = io.BytesIO()
            np.save(out, value)
            files[f"{key}.npy"] = out.getvalue()
    else:
        out = io.BytesIO()
        np.savez(out, **named)
        files = {"set.npz": out.getvalue()}
    case(name, files, options=options or {}, arrays=parts, **more)


def labels(count):
    return np.arange(count, dtype="u1") % 2


three = {"train": (5, "train"), "validation": (4, "val"), "test": (2, "test")}
medical = {f"{word}_{kind}": made(count) for count, word in three.values() for kind, made in [("images", array), ("labels", labels)]}
arrays("NPZ of MedMNIST", medical, {part: (f"{word}_images", f"{word}_labels") for part, (_, word) in three.items()})
keras = {"x_train": array(5), "y_train": labels(5), "x_val": array(2), "y_val": labels(2), "x_test": array(3), "y_test": labels(3)}
arrays("NPZ of Keras's names", keras, {p: (f"x_{w}", f"y_{w}") for p, w in [("train", "train"), ("validation", "val"), ("test", "test")]})
arrays("X_train, X_valid", {"X_train": array(4), "X_valid": array(2)}, {"train": ("X_train", None), "validation": ("X_valid", None)})
arrays("trainX, trainY, devX", {"trainX": array(4), "trainY": labels(4), "devX": array(2)}, {"train": ("trainX", "trainY"), "validation": ("devX", None)})
arrays("train and test", {"train": array(4), "test": array(2)}, {"train": ("train", None), "test": ("test", None)})
arrays("the validation part alone, asked for", keras, {"train": ("x_val", "y_val")}, {"part": "validation"})
arrays("a folder of arrays", {"x_train": array(4), "x_dev": array(2), "y_dev": labels(2)}, {"train": ("x_train", None), "validation": ("x_dev", "y_dev")}, folder=True)
arrays("folders of arrays", {"train/x": array(4), "train/y": labels(4), "test/x": array(2)}, {"train": ("train/x", "train/y"), "test": ("test/x", None)}, folder=True)

arrays("two arrays without names, as np.savez numbers them", {"arr_0": array(6), "arr_1": labels(6)}, {"train": ("arr_0", "arr_1")})
# Labels that name no classes: the examples are there, and a note says so.
for what, y in [("fractions", random.random(5)), ("several in a row", np.array([[1, 1], [0, 0], [1, 0], [0, 1], [1, 1]])), ("images of labels", np.ones((5, 4, 4), "u1")), ("more values than classes", np.arange(2000))]:
    arrays(f"labels that are {what}", {"x": array(len(y)), "y": y}, {"train": ("x", None)}, notes=1)
arrays("fractions beside two parts", {"x_train": array(4), "y_train": random.random(4), "x_test": array(2), "y_test": random.random(2)}, {"train": ("x_train", None), "test": ("x_test", None)}, notes=1)


def beside(name, others, **more):
    """`x` of an archive beside arrays that are not read."""
    x, out = array(4), io.BytesIO()
    np.savez(out, x=x, **others)
    part = {"shape": list(x.shape), "sum": int(x.sum(dtype=int))}
    case(name, {"set.npz": out.getvalue()}, options={}, arrays={"train": part}, **more)


beside("labels that are Python objects", {"y": np.array(["a", "b", "a", "b"], dtype=object)}, notes=1)
beside("a dictionary beside the array, as dSprites has it", {"metadata": np.array({"made": 2017}, dtype=object)}, notes=1)
beside("complex numbers and texts beside the array", {"spectrum": np.ones(3, complex), "paths": np.array(["1.png", "2.png"])}, notes=1)

# Kaggle's digits: pixels in columns, the label in the training part alone.
pixels = {part: pd.DataFrame(random.integers(0, 256, (rows, 4)), columns=[f"pixel{i}" for i in range(4)]) for part, rows in [("train", 5), ("test", 3)]}
digits = labels(5).tolist()
case(
    "columns of pixels, and no label in the test part",
    {"train.csv": text(pixels["train"].assign(label=digits)), "test.csv": text(pixels["test"]), "sample_submission.csv": "ImageId,Label\n1,0\n"},
    options={},
    arrays={
        "train": {"shape": [5, 2, 2], "sum": int(pixels["train"].values.sum()), "labels": digits},
        "test": {"shape": [3, 2, 2], "sum": int(pixels["test"].values.sum())},
    },
    notes=3,
)

# FER2013 and its like: all pixels of a row in one field.
faces = random.integers(0, 256, (6, 4, 4), dtype="u1")
shown = pd.DataFrame({"emotion": labels(6), "pixels": [" ".join(map(str, face.ravel())) for face in faces]})
face_case = {"train": {"shape": [6, 4, 4], "sum": int(faces.sum(dtype=int))}}
case("a field of all pixels", {"fer.csv": text(shown)}, options={}, arrays=face_case, notes=2)
face_case = {"train": face_case["train"] | {"labels": shown["emotion"].tolist()}}
case("a field of all pixels, and a label", {"fer.csv": text(shown)}, options={"label": "emotion"}, arrays=face_case, notes=1)
vectors = random.random((3, 16)).round(3)
listed = pd.DataFrame({"vector": [str(row) for row in vectors.tolist()], "short": ["1 2 3"] * 3, "n": [4, 5, 6]})
spread = pd.DataFrame(vectors, columns=[f"vector.{i}" for i in range(16)]).assign(short=listed["short"], n=listed["n"])
case("lists of numbers in fields", {"v.csv": text(listed)}, options={}, tables={"train": values(spread)})


# Images: layouts of folders. `expected`: for each part its paths, in order.
def picture(shade):
    out = io.BytesIO()
    Image.fromarray(np.full((2, 3), shade, "u1")).save(out, "PNG")
    return out.getvalue()


def images(name, paths, expected, classes=None, options=None, **more):
    shades = {path: 10 * (i + 1) for i, path in enumerate(paths)}
    parts = {}
    for part, members in expected.items():
        pixels = [np.asarray(Image.open(io.BytesIO(picture(shades[path])))) for path in members]
        parts[part] = {"shape": [len(members), 2, 3, 1], "sum": int(np.sum(pixels, dtype=int))}
        if classes is not None:
            parts[part]["labels"] = [classes.index(pathlib.PurePath(path).parent.name) for path in members]
    files = {path: picture(shade) for path, shade in shades.items()}
    case(name, files, options=options or {}, arrays=parts, **({} if classes is None else {"classes": classes}), **more)


def layout(*words):
    return {word: [f"{word}/{kind}/{i}.png" for kind in "ab" for i in range(2)] for word in words}


def of(paths, **parts):
    return {part: paths[word] for part, word in parts.items()}


for words in [("train", "val", "test"), ("Training", "Validation", "Testing"), ("TRAIN", "dev", "TEST"), ("train", "valid", "test")]:
    paths = layout(*words)
    images(f"images below {', '.join(words)}", sum(paths.values(), []), of(paths, train=words[0], validation=words[1], test=words[2]), ["a", "b"])
paths = layout("train", "test")
wrapped = {word: [f"set/images/{path}" for path in members] for word, members in paths.items()}
images("images below wrapping folders", sum(wrapped.values(), []), of(wrapped, train="train", test="test"), ["a", "b"])
images("a part without classes", ["train/1.png", "train/2.png", "test/1.png"], {"train": ["train/1.png", "train/2.png"], "test": ["test/1.png"]})
images("the test part alone, asked for", sum(paths.values(), []), {"train": paths["test"]}, ["a", "b"], {"part": "test"})
images("an image beside the parts", [*sum(paths.values(), []), "cover.png"], of(paths, train="train", test="test"), ["a", "b"], notes=1)
images("a class that only the test part has", ["train/good/1.png", "test/good/1.png", "test/bent/1.png"], {"train": ["train/good/1.png"], "test": ["test/bent/1.png", "test/good/1.png"]}, ["good", "bent"])
images("a class that is called train", ["car/1.png", "train/1.png", "bus/1.png"], {"train": ["bus/1.png", "car/1.png", "train/1.png"]}, ["bus", "car", "train"])
images("a class that is called test", ["control/1.png", "test/1.png"], {"train": ["control/1.png", "test/1.png"]}, ["control", "test"])
paths = [f"{kind}/{i}.png" for kind in "ab" for i in range(2)]
images("classes below a wrapping folder", [f"set/{path}" for path in paths], {"train": [f"set/{path}" for path in paths]}, ["a", "b"])
images("classes below two, and what macOS packs beside them", [f"set/photos/{path}" for path in paths] + ["__MACOSX/set/photos/a/._0.png"], {"train": [f"set/photos/{path}" for path in paths]}, ["a", "b"])
images("one folder of images is one class", ["faces/0.png", "faces/1.png"], {"train": ["faces/0.png", "faces/1.png"]}, ["faces"])

pathlib.Path(__file__).with_name("parts.json").write_text("[\n" + ",\n".join(json.dumps(one) for one in cases) + "\n]\n")
