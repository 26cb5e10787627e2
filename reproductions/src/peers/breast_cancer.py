"""Writes `breast_cancer.json` into a folder: scikit-learn's breast cancer data, standardized, and masks of half of the values.

The mask of seed 1234 is that of the notebook of `pamattei/miwae`: `np.random.seed(1234)`, then one `np.random.choice` without replacement.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from sklearn.datasets import load_breast_cancer

parser = argparse.ArgumentParser()
parser.add_argument("--out", type=Path, required=True)
options = parser.parse_args()

data = load_breast_cancer().data.astype(np.float32)
x = (data - data.mean(0)) / data.std(0)


def mask(seed):
    np.random.seed(seed)
    bits = np.ones(x.size, int)
    bits[np.random.choice(x.size, x.size // 2, replace=False)] = 0
    return bits.tolist()


options.out.mkdir(parents=True, exist_ok=True)
masks = {str(seed): mask(seed) for seed in range(1234, 1240)}
text = json.dumps({"columns": x.shape[1], "x": [round(float(value), 6) for value in x.ravel()], "masks": masks})
(options.out / "breast_cancer.json").write_text(text)
