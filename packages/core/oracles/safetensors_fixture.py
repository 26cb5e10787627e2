"""Writes python.safetensors: a file of the Python package `safetensors`, to be read by ours.

    python safetensors_fixture.py          (numpy, safetensors)
"""

from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

save_file(
    {
        "weights/kernel": (np.arange(12, dtype=np.float32) / 7).reshape(3, 4),
        "weights/bias": np.array([-1.5, 0, np.float32(3.4e38)], dtype=np.float32),
        "counts": np.array([[1, -2], [2147483647, -2147483648]], dtype=np.int32),
        "step": np.array(7, dtype=np.int32),
        "none": np.zeros((0, 5), dtype=np.float32),
    },
    Path(__file__).with_name("python.safetensors"),
    metadata={"made by": "safetensors for Python", "ünïcode": "✓"},
)
