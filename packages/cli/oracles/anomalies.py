"""ROC AUC, average precision and alarms at a threshold of scikit-learn and NumPy.

    python oracles/anomalies.py        writes oracles/anomalies.json; needs numpy and scikit-learn
"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.metrics import average_precision_score, precision_score, recall_score, roc_auc_score

generator = np.random.default_rng(3)
cases = []
for name, rows, share, shift, decimals in (
    ("apart", 40, 0.3, 6.0, 2),
    ("mixed", 60, 0.2, 1.0, 2),
    ("with ties", 50, 0.4, 1.0, 0),
    ("turned round", 30, 0.3, -2.0, 2),
    ("one anomaly", 20, 0.04, 1.0, 2),
    ("all scores alike", 12, 0.3, 0.0, -3),
):
    labels = (generator.random(rows) < share).astype(int)
    labels[0], labels[1] = 1, 0
    scores = np.round(generator.normal(size=rows) + shift * labels, decimals)
    normal = np.round(generator.normal(size=35), decimals)
    alarms = []
    for rate in (0.0, 0.05, 0.2, 1.0):
        threshold = np.quantile(normal, 1 - rate, method="inverted_cdf")
        found = (scores > threshold).astype(int)
        alarms.append(
            {
                "rate": rate,
                "threshold": threshold,
                "precision": precision_score(labels, found) if found.any() else None,
                "recall": recall_score(labels, found),
                "falseAlarmRate": float(found[labels == 0].mean()),
            }
        )
    cases.append(
        {
            "name": name,
            "labels": labels.tolist(),
            "scores": scores.tolist(),
            "normal": normal.tolist(),
            "rocAuc": roc_auc_score(labels, scores),
            "averagePrecision": average_precision_score(labels, scores),
            "alarms": alarms,
        }
    )
path = pathlib.Path(__file__).resolve().parent / "anomalies.json"
path.write_text(json.dumps({"scikit-learn": sklearn.__version__, "numpy": np.__version__, "cases": cases}) + "\n")
