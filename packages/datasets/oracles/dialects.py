"""Writes `dialects.json`: small files in many dialects, with what pandas reads from them once it is told the dialect.

Run with pandas: `python dialects.py`. `cells` are the fields as Python's csv module splits them; `written` names the columns whose values, once read, are written as those again.
"""

import base64
import csv
import io
import json
import pathlib

import pandas as pd

rows = []
epoch = pd.Timestamp(0, tz="UTC")


def case(name, text, types, encoding="utf-8", dates=None, mixed=(), options=None, dialect=None, skip=0, short=None, **how):
    """A file, the types of its columns, the patterns of its dates, and how pandas is to read it."""
    data = text if isinstance(text, bytes) else text.encode(encoding)
    source = data.decode(encoding)
    source = source.lstrip("\ufeff")
    source = source.split("\n", skip)[skip] if skip else source
    separator = how.get("sep", ",")
    blanks = separator == r"\s+"
    frame = pd.read_csv(io.StringIO(source), skipinitialspace=True, true_values=how.pop("yes", None), false_values=how.pop("no", None), **how)
    header = how.get("header", 0) is not None
    if short == "first":
        frame = frame.reset_index(names="Unnamed: 0")
    elif short == "last":
        frame[f"Unnamed: {frame.shape[1]}"] = None
    names = [str(c) if header else f"column{i + 1}" for i, c in enumerate(frame.columns)]
    columns = []
    for place, (column, kind) in enumerate(zip(frame.columns, types)):
        series = frame[column]
        pattern = (dates or {}).get(names[place])
        if pattern is not None:
            parsed = pd.to_datetime(series, format=pattern, utc=True)
            values = [None if pd.isna(v) else (v - epoch) // pd.Timedelta(microseconds=1) / 1000 for v in parsed]
        else:
            values = [None if pd.isna(v) else v for v in series.tolist()]
        if kind in ("category", "text"):
            values = [None if v is None else str(v).strip() for v in values]
        columns.append({"name": names[place] if not names[place].startswith("Unnamed") else f"column{place + 1}", "type": kind, "values": values})
    if blanks:
        cells = [line.split() for line in source.splitlines() if line.strip()]
    else:
        lines = csv.reader(io.StringIO(source, newline=""), delimiter=separator, skipinitialspace=True)
        cells = [row for row in lines if row]
    cells = cells[1:] if header else cells
    assert len(types) == len(columns) and len(cells) == len(frame), name
    rows.append(
        {
            "name": name,
            "base64": base64.b64encode(data).decode(),
            "options": options or {},
            "dialect": {"delimiter": " " if blanks else separator, "header": header, **(dialect or {})},
            "columns": columns,
            "cells": cells,
            "mixed": list(mixed),
        }
    )


number, integer, boolean, category, date, text = "number", "integer", "boolean", "category", "date", "text"

# Encodings.
umlauts = "stadt,wert\nKöln,1.5\nMünchen,2.5\nKöln,3.5\n"
case("UTF-8", umlauts, [category, number])
case("UTF-8 with a mark", umlauts, [category, number], encoding="utf-8-sig")
case("UTF-16 with a mark", umlauts, [category, number], encoding="utf-16", dialect={"encoding": "utf-16le"})
case("UTF-16, big end first, with a mark", b"\xfe\xff" + umlauts.encode("utf-16-be"), [category, number], encoding="utf-16-be", dialect={"encoding": "utf-16be"})
case("UTF-16 without a mark", umlauts, [category, number], encoding="utf-16-le", dialect={"encoding": "utf-16le"})
case("Latin-1", umlauts, [category, number], encoding="latin-1", dialect={"encoding": "windows-1252"})
case("Windows-1252", "preis,art\n1.5,“gut”\n2.5,€\n3.5,€\n", [number, category], encoding="cp1252", dialect={"encoding": "windows-1252"})
case("Latin-1 behind 64 KiB of ASCII", "a,b\n" + "12345,x\n" * 9000 + "1,Köln\n", [integer, category], encoding="latin-1", dialect={"encoding": "windows-1252"})
rows[-1]["columns"][0]["values"] = rows[-1]["columns"][0]["values"][-3:]
rows[-1]["columns"][1]["values"] = rows[-1]["columns"][1]["values"][-3:]
rows[-1]["cells"] = rows[-1]["cells"][-3:]
rows[-1]["base64"] = None
rows[-1]["repeat"] = {"head": "a,b\n", "line": "12345,x\n", "times": 9000, "tail": base64.b64encode("1,Köln\n".encode("latin-1")).decode()}

# Delimiters.
case("semicolons", "a;b\n1;x\n2;y\n3;x\n", [integer, category], sep=";")
case("semicolons and decimal commas", "a;b\n1,5;2,25\n2,5;3,75\n-0,5;1,00\n", [number, number], sep=";", decimal=",", dialect={"decimal": ","})
case("semicolons, decimal commas, no names", "1,5;2,5\n3,25;4,75\n", [number, number], sep=";", decimal=",", header=None, dialect={"decimal": ","})
case("tabs", "a\tb\n1.5\tx, y\n2.5\tz, w\n", [number, category], sep="\t")
case("tabs and decimal commas", "a\tb\n1,5\t10\n2,5\t11\n", [number, integer], sep="\t", decimal=",", dialect={"decimal": ","})
case("bars", "a|b\n1|x\n2|y\n", [integer, category], sep="|")
case("blanks, many at once", "  0.58  61  MIT \n  0.43  67  NUC\n  0.64  62  MIT\n", [number, integer, category], sep=r"\s+", header=None)
case("a blank behind each comma", "39, State-gov, <=50K\n50, Private, >50K\n38, Private, <=50K\n", [integer, category, category], header=None)
case("one column of numbers", "x\n1.5\n2.5\n", [number])
case("one column of decimal commas", "x\n1,5\n2,75\n", [number], sep=";", decimal=",", dialect={"decimal": ","})
case("one column of dates and times", "t\n2024-01-05 10:00\n2024-01-06 11:30\n", [date], dates={"t": "%Y-%m-%d %H:%M"})
case("the line sep= of Excel", "sep=;\na;b\n1,5;2\n2,5;3\n", [number, integer], skip=1, sep=";", decimal=",", dialect={"decimal": ","})
case("quoted delimiters and line ends", 'name,note\na,"x; y, z"\nb,"two\nlines"\nc,"say ""hi"""\n', [category, category])
case("CRLF and a blank line", "a,b\r\n1,2\r\n\r\n3,4\r\n", [integer, integer])
case("text with commas between semicolons", "name;note\nAda;x, y\nBob;z, w\n", [category, category], sep=";")

# The first line.
wavelengths = ",".join(str(400 + 2 * i) for i in range(8))
spectra = "\n".join(",".join(f"{0.3 + 0.01 * ((7 * i + 3 * j) % 11):.4f}" for j in range(8)) for i in range(12))
case("wavelengths above spectra", f"{wavelengths}\n{spectra}\n", [number] * 8)
case("spectra alone", f"{spectra}\n", [number] * 8, header=None)
years = ",".join(str(2001 + i) for i in range(5))
counts = "\n".join(",".join(str((37 * i + 11 * j * j) % 90) for j in range(5)) for i in range(12))
case("years above counts", f"{years}\n{counts}\n", [integer] * 5)
case("counts alone", f"{counts}\n", [integer] * 5, header=None)
case("countries, years above counts", "country,2001,2002,2003\nFrance,5,6,9\nItaly,15,1,3\nSpain,5,7,2\n", [category, integer, integer, integer])
case("column numbers of pandas", pd.DataFrame([[0.5, 1.25], [0.75, -2.0], [1.5, 0.25]]).to_csv(index=False), [number, number])
case("row numbers of pandas", pd.DataFrame({"a": [1.5, 2.5], "b": ["x", "y"]}).to_csv(), [boolean, number, category], mixed=["column1"])
case("iris without names", "5.1,3.5,1.4,0.2,Iris-setosa\n4.9,3.0,1.4,0.2,Iris-setosa\n6.2,3.4,5.4,2.3,Iris-virginica\n", [number] * 4 + [category], header=None)
case("two columns of texts", "color,size\nred,S\nblue,M\nred,L\n", [category, category])
case("two columns of texts without names", "red,S\nblue,M\nred,S\nblue,L\n", [category, category], header=None)
case("pictures without names", "5,0,0,0\n7,0,12,0\n1,3,0,255\n", [integer, integer, integer, integer], header=None)
case("names from JavaScript", "constructor,__proto__,toString\n1,2.5,x\n2,3.5,y\n3,1.5,x\n", [integer, number, category])
case("names said to be none", "1,2\n3,4\n", [integer, integer], header=None, options={"header": False})
case("names said to be there", "1,2\n3,4\n", [integer, integer], options={"header": True})
case("equal names", "a,b,a,a\n1,2,3,4\n5,6,7,8\n", [integer] * 4)

# Numbers.
case("thousands", 'a,b\n"1,234",x\n"12,345",y\n999,x\n', [integer, category], thousands=",")
case("thousands and a point", 'a\n"1,234.56"\n"12,345.00"\n0.50\n', [number], thousands=",")
case("thousands and a decimal comma", "a;b\n1.234,56;1\n12.345,00;2\n0,50;3\n", [number, integer], sep=";", thousands=".", decimal=",", dialect={"decimal": ","})
case("blanks between thousands", "a;b\n1 234,5;1\n12 345,0;2\n0,5;3\n", [number, integer], sep=";", thousands=" ", decimal=",", dialect={"decimal": ","})
case("apostrophes between thousands", "a;b\n1'234.5;1\n12'345.0;2\n", [number, integer], sep=";", thousands="'")
case("three digits behind a comma, a decimal comma elsewhere", "a;b\n1,234;0,5\n2,345;1,25\n", [number, number], sep=";", decimal=",", dialect={"decimal": ","})
case("three decimals in every field", "a\tb\n1.234\t0.5\n2.345\t1.5\n", [number, number], sep="\t")
case("pandas' decimals", "a\n1.0\n2.25\n-3.125\n", [number])
case("fixed decimals", "a,b\n1.500,2.00\n-0.250,3.10\n", [number, number])
case("exponents", "a\n1e-05\n2.5E+3\n-7e2\n", [number], mixed=["a"])
case("numpy's savetxt", "1.234567890123456690e+00 -2.500000000000000000e-01\n3.141592653589793116e+00 2.718281828459045091e+00\n", [number, number], sep=r"\s+", header=None, mixed=["column1", "column2"])
case("postal codes", "zip,n\n00123,1\n12345,2\n01067,3\n", [category, integer], dtype={"zip": str})
case("whole numbers beyond a double", "a\n9007199254740993\n9007199254740995\n3\n", [number], mixed=["a"], dtype=float)
case("a word for missing that is a number", "a,b\n-999,1\n2,-999\n3,4\n", [integer, integer], options={"missing": ["-999"]}, na_values=["-999"])


def amounts(name, source, kinds, strip, **how):
    """Currencies and percent signs, which pandas leaves as texts: what Python makes of the rest."""
    case(name, source, [text] * len(kinds), dtype=str, **how)
    for column, kind in zip(rows[-1]["columns"], kinds):
        column["type"] = kind
        if kind in (number, integer):
            column["values"] = [None if v is None else strip(v) for v in column["values"]]


amounts("dollars", 'a\n"$1,234.50"\n$0.99\n-$5.00\n', [number], lambda v: float(v.replace("$", "").replace(",", "")))
amounts("euros behind", "a;b\n1.234,50 €;x\n0,99 €;y\n", [number, category], lambda v: float(v.replace(" €", "").replace(".", "").replace(",", ".")), sep=";", dialect={"decimal": ","})
amounts("percent", "a,b\n12.5%,x\n7.0%,y\n-0.5%,x\n", [number, category], lambda v: float(v[:-1]))
amounts("parentheses for a minus", "a,b\n(5.00),x\n7.25,y\n(1.50),x\n", [number, category], lambda v: -float(v[1:-1]) if v[0] == "(" else float(v))
amounts("pounds in parentheses", 'a\n"(£1,200)"\n£300\n', [integer], lambda v: (-1 if v[0] == "(" else 1) * int(v.strip("()").replace("£", "").replace(",", "")))
amounts("dollars and euros in one column", "a\n$5\n€5\n$5\n", [category], None)
amounts("percent signs on some", "a\n5%\n0.05\n7%\n", [category], None)

# Missing words.
for word in ["#N/A", "<NA>", "NULL", "n/a", "-nan", "1.#IND", "None"]:
    case(f"{word} is missing", f"a,b\n{word},x\n1.5,{word}\n2.5,y\n", [number, category])
for word in ["?", "-", "--", ".", "#NV", "#DIV/0!", "#VALUE!", "#REF!"]:
    case(f"{word} is missing too", f"a,b\n{word},x\n1.5,{word}\n2.5,y\n", [number, category], na_values=[word])
case("minus beside plus", "class,x\n+,1.5\n-,2.5\n+,3.5\n", [category, number])

# Yes and no.
for no, yes in [("False", "True"), ("no", "yes"), ("N", "Y"), ("f", "t"), ("off", "on"), ("FALSE", "TRUE"), ("Nein", "Ja")]:
    case(f"{yes} and {no}", f"a,b\n{yes},1.5\n{no},2.5\n{yes},3.5\n", [boolean, number], yes=[yes], no=[no])
case("yes, no and a gap", "a,b\nyes,1\n,2\nno,3\n", [category, integer])
rows[-1]["columns"][0] = {"name": "a", "type": boolean, "values": [True, None, False]}
case("0 and 1", "a,b\n0,1.5\n1,2.5\n1,3.5\n", [boolean, number])
case("yes alone is a word", "a,b\nyes,1\nyes,2\n", [category, integer])
case("yes, no and perhaps", "a,b\nyes,1\nno,2\nperhaps,3\n", [category, integer])

# Dates.
for name, fields, pattern in [
    ("ISO dates", ["2024-01-31", "1969-12-01", "2024-02-29"], "%Y-%m-%d"),
    ("ISO dates and times", ["2024-01-31T23:59:59", "2024-02-01T00:00:00"], "%Y-%m-%dT%H:%M:%S"),
    ("dates and times of pandas", ["2024-01-31 23:59:59", "2024-02-01 00:00:00"], "%Y-%m-%d %H:%M:%S"),
    ("fractions of seconds", ["2024-01-31 23:59:59.250", "2024-02-01 00:00:00.125"], "%Y-%m-%d %H:%M:%S.%f"),
    ("Z", ["2024-01-31T23:59:59Z", "2024-02-01T00:00:00Z"], "%Y-%m-%dT%H:%M:%S%z"),
    ("an offset", ["2024-01-31T23:59:59+01:00", "2024-02-01T00:00:00+01:00"], "%Y-%m-%dT%H:%M:%S%z"),
    ("points", ["31.01.2024", "01.12.2023"], "%d.%m.%Y"),
    ("points, one digit", ["31.1.2024", "1.12.2023"], "%d.%m.%Y"),
    ("day first", ["31/01/2024", "01/02/2024"], "%d/%m/%Y"),
    ("month first", ["01/31/2024", "02/01/2024"], "%m/%d/%Y"),
    ("month first, two digits of the year", ["1/31/24", "2/1/69"], "%m/%d/%y"),
    ("slashes, year first", ["2024/01/31", "2023/12/01"], "%Y/%m/%d"),
    ("names of months", ["31-Jan-2024", "01-Dec-2023"], "%d-%b-%Y"),
    ("American with names", ["January 31 2024", "December 1 2023"], "%B %d %Y"),
    ("noon", ["01/31/2024 12:05 PM", "01/31/2024 12:05 AM", "02/01/2024 03:00 PM"], "%m/%d/%Y %I:%M %p"),
]:
    source = "t,x\n" + "".join(f"{field},{i + 1.5}\n" for i, field in enumerate(fields))
    case(name, source, [date, number], dates={"t": pattern})
case("times", "t,x\n08:30:00,1.5\n23:59:59,2.5\n", [date, number])
rows[-1]["columns"][0]["values"] = [pd.Timedelta(v).total_seconds() * 1000 for v in ["08:30:00", "23:59:59"]]
case("dates with a gap", "t,x\n2024-01-31,1.5\n,2.5\n", [date, number], dates={"t": "%Y-%m-%d"})
case("dates told by another column", "s,t\n31/01/2024,01/02/2024\n01/02/2024,03/04/2024\n", [date, date], dates={"s": "%d/%m/%Y", "t": "%d/%m/%Y"})
case("a pattern that was said", "t,x\n01/02/2024,1.5\n03/04/2024,2.5\n", [date, number], dates={"t": "%m/%d/%Y"}, options={"types": {"t": "date:MM/dd/yyyy"}})
case("no day of any month", "t,x\n31.02.2024,1.5\n30.02.2024,2.5\n", [category, number])

# Lines that other programs write.
case("comments at the top", "# made by a tool\n# version 2, draft\na,b\n1.5,x\n2.5,y\n", [number, category], skip=2)
case("a comment that is the line of names", "#CHROM\tPOS\tREF\nchr1\t105\tA\nchr1\t220\tT\nchr2\t31\tA\n", [category, integer, category], sep="\t")
case("comments, the last of which is the line of names", "## source\n#id,score\n7,1.5\n9,2.5\n", [integer, number], skip=1)
case("R's write.table", '"mpg" "cyl" "car"\n"1" 21.5 6 "Mazda RX4"\n"2" 22.8 4 "Datsun 710"\n"3" 18.1 6 "Valiant"\n', [integer, number, integer, category], sep=r"\s+", short="first", mixed=["column1", "car"])
case("R's write.table with names of rows", '"mpg","cyl"\n"Mazda RX4",21.5,6\n"Datsun 710",22.8,4\n"Valiant",18.1,6\n', [category, number, integer], short="first")
case("a delimiter behind every row", "a,b\n1,x,\n2,y,\n5,x,\n", [integer, category, category], short="last", index_col=False)
case("a delimiter behind every line", "a,b,\n1,x,\n2,y,\n5,x,\n", [integer, category, category])
case("blanks before quotes", 'a, "b"\n1, "x, 1"\n2, "y"\n5, "x, 1"\n', [integer, category])
case("blanks behind quotes", 'a,"b"\n1,"x, 1" \n2,"y" \n5,"x, 1" \n', [integer, category], mixed=["b"])
case("quotes behind backslashes", 'a,b\n1,"he said \\"yes\\""\n2,"a \\"b\\", c"\n5,"x"\n', [integer, category], escapechar="\\", mixed=["b"])
case("a backslash at the end of a field", 'a,b\n1,"C:\\"\n2,"D:\\"\n5,"x"\n', [integer, category])
case("days without marks", "day,x\n20240131,1.5\n20240229,2.5\n19991231,3.5\n", [date, number], dates={"day": "%Y%m%d"})
case("eight digits that are no days", "n,x\n20240131,1.5\n20240230,2.5\n19991231,3.5\n", [integer, number])
case("months and years", "m,x\nJan-21,1.5\nFeb-21,2.5\nDec-20,3.5\n", [date, number], dates={"m": "%b-%y"})
case("months and years in full", "m,x\nJanuary 2021,1.5\nMay 2021,2.5\nDecember 2020,3.5\n", [date, number], dates={"m": "%B %Y"})
case("MySQL's date that is none", "t,x\n2024-01-31,1.5\n0000-00-00,2.5\n2024-02-29,3.5\n", [date, number], dates={"t": "%Y-%m-%d"}, na_values=["0000-00-00"])
case("keys longer than a double", "key,x\n1357909876543210123,1.5\n1357909876543210124,2.5\n1357909876543210123,3.5\n", [category, number], dtype={"key": str})

pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(rows, ensure_ascii=True, indent=0) + "\n")
print(len(rows), "files")
