"""Writes the files that ../your-data.md reads, as pandas, NumPy, SciPy, PyArrow and Pillow write them: python3 makeFiles.py"""

import datetime
import pathlib
import shutil

import numpy
import pandas
import pyarrow
import pyarrow.parquet
import scipy.sparse
from PIL import Image

here = pathlib.Path(__file__).parent
random = numpy.random.default_rng(0)


def bank(rows=60):
    churned = random.random(rows) < 0.4
    balance = numpy.where(random.random(rows) < 0.1, numpy.nan, random.lognormal(7 + churned, 0.8).round(2))
    days = random.integers(0, 1500, rows)
    return pandas.DataFrame(
        {
            "account": [f"AC-{1000 + 7 * i}" for i in range(rows)],
            "joined": [(datetime.date(2019, 5, 1) + datetime.timedelta(days=int(day))).isoformat() for day in days],
            "balance": ["" if numpy.isnan(value) else f"${value:,.2f}" for value in balance],
            "job": random.choice(["admin.", "blue-collar", "retired", "services"], rows, p=[0.4, 0.3, 0.1, 0.2]),
            "loan": random.choice(["yes", "no"], rows),
            "age": (random.normal(40, 9, rows) + 8 * churned).astype(int),
            "churned": numpy.where(churned, "left", "stayed"),
        }
    )


def table_files():
    table = bank()
    table.to_csv(here / "bank.csv", index=False)
    fresh = bank(4).drop(columns="churned")
    fresh.loc[0, "job"] = "astronaut"
    fresh["age"] = fresh["age"].astype(float)  # whole numbers beside a half, as they come from other programs
    fresh.loc[1, "age"] = 34.5
    fresh.to_json(here / "new.jsonl", orient="records", lines=True)
    gaps = table.head(3).copy()
    gaps.loc[0, "job"] = gaps.loc[1, "balance"] = gaps.loc[2, "joined"] = ""
    gaps.to_csv(here / "gaps.csv", index=False)

    rows = 50
    sums = random.lognormal(7, 1, rows)
    german = lambda value: f"{value:,.2f}".translate(str.maketrans(",.", ".,"))
    pandas.DataFrame(
        {
            "Nr": range(1, rows + 1),
            "Stadt": random.choice(["Köln", "München", "Kiel"], rows),
            "Kauf am": [f"{day:02}.{month:02}.2023" for day, month in zip(random.integers(1, 29, rows), random.integers(1, 13, rows))],
            "Betrag": [f"{german(value)} €" for value in sums],
            "Rabatt": [f"{value:.1f}".replace(".", ",") + " %" for value in random.uniform(0, 20, rows)],
            "Stammkunde": random.choice(["ja", "nein"], rows),
        }
    ).to_csv(here / "kunden.csv", sep=";", index=False, encoding="cp1252")

    axis = numpy.linspace(0, 1, 12)
    centers = random.uniform(0.2, 0.8, (40, 1))
    spectra = numpy.exp(-(((axis - centers) / 0.15) ** 2)) + random.normal(0, 0.01, (40, 12))
    numpy.savetxt(here / "spectra.csv", spectra, "%.3f", ",")

    genes = random.negative_binomial(2, 0.2, (40, 10)) * (random.random((40, 10)) < 0.7)
    pandas.DataFrame(genes, columns=[f"gene{i}" for i in range(10)]).to_csv(here / "genes.csv", index=False)
    sparse = scipy.sparse.random(60, 25, density=0.1, random_state=0, data_rvs=lambda n: random.poisson(3, n) + 1)
    scipy.sparse.save_npz(here / "cells.npz", sparse.astype("int32").tocsr())

    for year in (2022, 2023):
        folder = here / "trips" / f"year={year}"
        folder.mkdir(parents=True)
        trips = pandas.DataFrame(
            {
                "distance": random.lognormal(1, 0.5, 30).round(2),
                "passengers": random.integers(1, 5, 30),
                "start": pandas.Timestamp(year, 1, 1) + pandas.to_timedelta(random.integers(0, 300 * 24 * 60, 30), unit="min"),
            }
        )
        pyarrow.parquet.write_table(
            pyarrow.Table.from_pandas(trips, preserve_index=False).replace_schema_metadata(None),
            folder / "part-00000.zstd.parquet",
            compression="zstd",
        )
    (here / "trips" / "_SUCCESS").touch()


def shapes(rows, size=8):
    """Rings and bars as gray images."""
    y, x = numpy.mgrid[:size, :size]
    labels = numpy.arange(rows) % 2
    middle = (size - 1) / 2 + random.uniform(-1, 1, (rows, 2, 1, 1))
    radius = numpy.hypot(y - middle[:, 0], x - middle[:, 1])
    rings = numpy.abs(radius - size / 4) < 1
    bars = numpy.abs(x - middle[:, 1]) < 1
    return numpy.where(numpy.where(labels[:, None, None] == 0, rings, bars), 220, 20).astype("uint8"), labels


def image_files():
    images, labels = shapes(60)
    names = numpy.array(["ring", "bar"])[labels]
    numpy.savez_compressed(
        here / "shapes.npz", x_train=images[:40], y_train=names[:40], x_val=images[40:50], y_val=names[40:50], x_test=images[50:], y_test=names[50:]
    )
    pixels = pandas.DataFrame(images[:30].reshape(30, -1), columns=[f"pixel{i}" for i in range(64)])
    pixels.insert(0, "label", labels[:30])
    pixels.to_csv(here / "pixels.csv", index=False)
    numpy.save(here / "frames.npy", numpy.stack([images[:20]] * 3, axis=1))

    for i in range(12):
        folder = here / "photos" / ("dawn", "noon")[i % 2]
        folder.mkdir(parents=True, exist_ok=True)
        width, height = (int(side) for side in random.integers(20, 40, 2))
        sky = numpy.linspace((250, 150, 80) if i % 2 == 0 else (80, 150, 250), (40, 60, 30), height)
        Image.fromarray(numpy.repeat(sky[:, None], width, axis=1).astype("uint8")).save(folder / f"{i}.jpg", quality=60)

    (here / "scans").mkdir()
    for i in range(12):
        y, x = numpy.mgrid[:8, :8]
        depth = 30_000 + 2_000 * i + 100 * (x * (i % 3) + y)
        Image.fromarray(depth.astype("uint16")).save(here / "scans" / f"scan{i:02}.png")


for name in ("trips", "photos", "scans"):
    shutil.rmtree(here / name, ignore_errors=True)
table_files()
image_files()
