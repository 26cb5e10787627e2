"""Writes src/labelGlyphs.json: the letters of labels in raster images, drawn once from DejaVu Sans 2.37, whose
license (that of Bitstream Vera; see src/labelGlyphs.license.txt) lets anyone copy, change and sell it.

    python3 packages/viz/scripts/makeLabelFont.py /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf

Each letter is a picture of HEIGHT rows, four bits a pixel, run-length encoded: pairs of hexadecimal digits, the gray and the
length of the run less one. `width` is the advance of the letter in pixels of that picture.
"""

import json
import pathlib
import sys

from PIL import Image, ImageDraw, ImageFont

HEIGHT = 24
letters = [chr(code) for code in range(0x20, 0x7F)] + list("ÄÖÜäöüßéèñçåø°²±·×μσπΔαβλθ–…→←≤≥−₀₁₂₃₄₅₆₇₈₉")
font = ImageFont.truetype(sys.argv[1], 20)
ascent, descent = font.getmetrics()
top = (HEIGHT - ascent - descent) // 2


def runs(values: list[int]) -> str:
    """Pairs of digits: gray, length of the run less one."""
    text, start = "", 0
    while start < len(values):
        end = start
        while end < len(values) and values[end] == values[start] and end - start < 16:
            end += 1
        text += f"{values[start]:x}{end - start - 1:x}"
        start = end
    return text


glyphs = {}
for letter in letters:
    width = max(1, round(font.getlength(letter)))
    picture = Image.new("L", (width, HEIGHT), 0)
    ImageDraw.Draw(picture).text((0, top), letter, fill=255, font=font)
    glyphs[letter] = [width, runs([round(value / 17) for value in picture.tobytes()])]

# What the font lacks is drawn as a box.
box = Image.new("L", (12, HEIGHT), 0)
ImageDraw.Draw(box).rectangle((1, 4, 10, 19), outline=255, width=2)
glyphs["unknown"] = [12, runs([round(value / 17) for value in box.tobytes()])]

path = pathlib.Path(__file__).parent.parent / "src" / "labelGlyphs.json"
path.write_text(json.dumps({"height": HEIGHT, "glyphs": glyphs}, ensure_ascii=False, separators=(",", ":")) + "\n")
print(path.name, path.stat().st_size, "bytes,", len(glyphs), "letters")
