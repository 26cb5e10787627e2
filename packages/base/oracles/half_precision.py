"""All 65,536 half-precision numbers, as Python's struct module reads them: some by themselves, all of them as one digest."""

import hashlib
import json
import math
import pathlib
import struct

values = [struct.unpack("<e", struct.pack("<H", bits))[0] for bits in range(65_536)]
# Every NaN counts as the same one; the numbers are exact in float32.
digest = hashlib.sha256(
    b"".join(struct.pack("<I", 0x7FC00000) if math.isnan(v) else struct.pack("<f", v) for v in values)
).hexdigest()
some = [0x0001, 0x03FF, 0x0400, 0x3555, 0x3C00, 0x7BFF, 0x8001, 0xC000, 0xFBFF]
out = {"sha256OfFloat32": digest, "some": [[bits, values[bits]] for bits in some]}
pathlib.Path(__file__).with_name("halfPrecision.json").write_text(json.dumps(out, indent=2) + "\n")
