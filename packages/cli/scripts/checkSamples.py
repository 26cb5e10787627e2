"""Checks with pandas that synthetic rows are rows of the table that a model was trained on: `python checkSamples.py ORIGINAL.csv SAMPLES.csv [LABEL]`.

Columns and their order (but for the label, which not every model learns), types, whole numbers whole, ranges, every category spelled as in the original. Ends with 1 and a line for each fault.
"""

import sys

import pandas as pd

original, samples = (pd.read_csv(path, skipinitialspace=True, na_values=["?"]) for path in sys.argv[1:3])
label = sys.argv[3] if len(sys.argv) > 3 else None
faults = []
wanted = [name for name in original.columns if name != label or name in samples.columns]
if list(samples.columns) != wanted:
    faults.append(f"columns {list(samples.columns)}; expected {wanted}")
for name in wanted:
    if name not in samples.columns:
        continue
    before, after = original[name], samples[name]
    if before.dtype != after.dtype and not (pd.api.types.is_float_dtype(before) and pd.api.types.is_integer_dtype(after)):
        faults.append(f"{name}: {after.dtype}; expected {before.dtype}")
    elif pd.api.types.is_numeric_dtype(before) and not pd.api.types.is_bool_dtype(before):
        if after.min() < before.min() or after.max() > before.max():
            faults.append(f"{name}: {after.min()} to {after.max()}; expected within {before.min()} to {before.max()}")
        if (before.dropna() % 1 == 0).all() and not (after.dropna() % 1 == 0).all():
            faults.append(f"{name}: fractions; expected whole numbers")
    else:
        # Spaces at the ends are no part of a category.
        other = set(after.dropna().astype(str)) - set(before.dropna().astype(str).str.strip())
        if other:
            faults.append(f"{name}: {sorted(other)[:5]}; expected spellings of the original")
        if after.dropna().nunique() < 2 <= before.nunique():
            faults.append(f"{name}: {after.nunique()} value; the original has {before.nunique()}")
for fault in faults:
    print(fault)
print(f"{len(samples)} rows, {len(wanted)} columns: {'right' if not faults else f'{len(faults)} faults'}")
sys.exit(1 if faults else 0)
