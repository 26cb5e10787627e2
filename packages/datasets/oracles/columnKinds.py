"""What pandas, NumPy, SciPy and scikit-learn make of columns of many kinds, for the tests of roles, encodings and CSV."""

import io
import json
import pathlib

import numpy as np
import pandas as pd
import scipy.stats
from sklearn.preprocessing import OneHotEncoder, StandardScaler

rng = np.random.default_rng(20)


def numbers():
    """Columns of numbers: excess kurtosis, share of zeros, mean and deviation as scikit-learn has them."""
    n = 240
    columns = {
        "normal": rng.normal(170, 10, n),
        "uniform": rng.uniform(-1, 1, n),
        "exponential": rng.exponential(3, n),
        "log-normal": np.exp(rng.normal(0, 2, n)),
        "student with 1.2 degrees": rng.standard_t(1.2, n),
        "normal with one slip of the comma": np.append(rng.normal(70, 5, n - 1), 70_000),
        "whole incomes": np.round(np.exp(rng.normal(9, 1.8, n))),
        "log-normal of few rows": np.exp(rng.normal(0, 2, 40)),
        "claims, most are 0": np.where(rng.random(n) < 0.7, 0, np.round(rng.gamma(2, 400, n), 2)),
        "rain, a third is 0": np.where(np.arange(n) % 3 == 0, 0, np.round(rng.gamma(1, 8, n) + 0.1, 1)),
        "children, few different": rng.poisson(0.8, n).astype(float),
        "changes, either sign or 0": np.where(rng.random(n) < 0.5, 0, np.round(rng.normal(0, 5, n), 2)),
        "one in ten is 0": np.where(np.arange(n) % 10 == 0, 0, np.round(rng.gamma(4, 5, n) + 1, 2)),
    }
    rows = []
    for name, values in columns.items():
        values = np.array([float(f"{v:.6g}") for v in values])
        scaler = StandardScaler().fit(values[:, None])
        kurtosis = scipy.stats.kurtosis(values)
        amounts = values[values != 0]
        zero = len(values) >= 50 and (values == 0).mean() >= 0.25 and (amounts > 0).all() and len(set(amounts)) >= 20
        heavy = len(values) >= 50 and kurtosis > 20
        row = {
            "name": name,
            "values": values.tolist(),
            "mean": float(scaler.mean_[0]),
            "deviation": float(scaler.scale_[0]),
            "kind": "zero-inflated" if zero else "quantile" if heavy else "standard",
        }
        fitted = amounts if zero else values
        reach = float(scipy.stats.norm.ppf(1 - 0.5 / len(fitted)))
        z = np.linspace(-reach, reach, 65)
        knots = np.quantile(fitted, scipy.stats.norm.cdf(z), method="hazen")
        # np.interp needs knots that differ; at one value on several knots the middle of their scores is the mean of both ends.
        probes = np.quantile(fitted, [0, 0.02, 0.3, 0.5, 0.77, 0.99, 1]).tolist()
        up = np.interp(probes, knots, z)
        down = -np.interp([-p for p in probes], [-k for k in knots[::-1]], [-v for v in z[::-1]])
        if row["kind"] == "standard":
            rows.append(row)
            continue
        row["reach"] = reach
        row["knots"] = knots.tolist()
        row["probes"] = probes
        row["scores"] = ((up + down) / 2).tolist()
        rows.append(row)
    return rows


def categories():
    """130 categories with different counts: those that scikit-learn keeps, and those that it puts together."""
    names = [f"c{i:03d}" for i in range(130)]
    values = [name for i, name in enumerate(names) for _ in range(2 + (i * 37) % 131)]
    encoder = OneHotEncoder(max_categories=100).fit(np.array(values)[:, None])
    rest = set(encoder.infrequent_categories_[0].tolist())
    frequent = pd.Series([v for v in values if v in rest]).value_counts()
    counts = pd.Series(values).value_counts()
    return {"counts": [[name, int(counts[name])] for name in names], "kept": [n for n in names if n not in rest], "rest": frequent.index.tolist()}


def dates():
    """Dates as pandas takes them apart."""
    spans = {
        "days of three years": pd.date_range("2021-01-01", "2023-12-31", freq="13D"),
        "days before 1970": pd.date_range("1961-05-05", "1963-02-01", freq="9D"),
        "hours of two weeks": pd.date_range("2024-02-20 00:30", "2024-03-05", freq="7h"),
        "the same hour every Monday": pd.date_range("2023-01-02 09:15", periods=60, freq="7D"),
        "minutes of a day": pd.date_range("2024-06-01 00:00", periods=90, freq="11min"),
        "seconds over ten years": pd.date_range("2010-01-01 00:00:01", periods=80, freq="3999997s"),
        "the first of January": pd.to_datetime([f"{y}-01-01" for y in range(1980, 2031)]),
    }
    rows = []
    for name, d in spans.items():
        days = d.normalize()
        year = (d.day_of_year - 1) / np.where(d.is_leap_year, 366, 365)
        week = ((d.day_of_week - 3) % 7) / 7
        time = (d - days) / pd.Timedelta(days=1)
        number = ((days - pd.Timestamp(0)) / pd.Timedelta(days=1)).to_numpy()
        cycles = [c for c, differs in [("year", d.month.nunique() > 1), ("week", d.day_of_week.nunique() > 1), ("day", time.nunique() > 1)] if differs]
        rows.append(
            {
                "name": name,
                "milliseconds": (d.astype("datetime64[ms]").astype("int64")).tolist(),
                "mean": float(number.mean()),
                "deviation": float(number.std()) or 1.0,
                "cycles": cycles,
                "phases": {"year": list(map(float, year)), "week": list(map(float, week)), "day": list(map(float, time))},
            }
        )
    return rows


def written():
    """Tables as pandas writes them: name, delimiter, columns, text."""
    cases = {
        "plain": (",", {"a": ["x", "y"], "b": [1, 2]}),
        "delimiters": (",", {"a": ["x,y", "z"], "b": [1, 2]}),
        "semicolons": (";", {"a": ["x,y", "u;v"], "b": [1, 2]}),
        "tabs": ("\t", {"a": ["x\ty", "u,v"], "b": [1, 2]}),
        "bars": ("|", {"a": ["x|y", "u,v"], "b": [1, 2]}),
        "quotes": (",", {"a": ['the "Ville"', '"'], "b": [1, 2]}),
        "line feeds": (",", {"a": ["two\nlines", "one"], "b": [1, 2]}),
        "carriage returns": (",", {"a": ["two\rlines", "one"], "b": [1, 2]}),
        "names that need quotes": (",", {"a,b": ["x", "y"], 'c"d': [1, 2]}),
        "not Latin": (",", {"a": ["東京", "Köln"], "b": [1, 2]}),
        "missing texts": (",", {"a": ["x", None], "b": [1, 2]}),
        "negative numbers stay": (",", {"a": ["x", "y"], "b": [-1, -2]}),
        "texts that are numbers stay": (",", {"a": ["-1.5", "+7"], "b": [1, 2]}),
    }
    rows = []
    for name, (delimiter, columns) in cases.items():
        # With a line end of both, pandas quotes fields that hold either.
        text = pd.DataFrame(columns).to_csv(index=False, sep=delimiter, lineterminator="\r\n").replace("\r\n", "\n")
        rows.append({"name": name, "delimiter": delimiter, "columns": columns, "text": text})
    return rows


def saved():
    """Files as pandas saves them, with the row numbers that it adds, and the role of the first column."""
    n = 30
    data = pd.DataFrame({"a": rng.normal(size=n).round(4), "b": rng.normal(size=n).round(4)})
    shuffled = data.sample(frac=1, random_state=3)

    def text(frame, **options):
        out = io.StringIO()
        frame.to_csv(out, lineterminator="\n", **options)
        return out.getvalue()

    return {
        "to_csv": text(data),
        "to_csv, twice": text(pd.read_csv(io.StringIO(text(data))), index=False),
        "reset_index": text(data.reset_index(), index=False),
        "an index from 1": text(data.set_index(pd.RangeIndex(1, n + 1))),
        "a shuffled part": text(shuffled.head(25)),
    }


out = {"numbers": numbers(), "categories": categories(), "dates": dates(), "written": written(), "saved": saved()}
path = pathlib.Path(__file__).with_name("columnKinds.json")
path.write_text(json.dumps(out, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n")
