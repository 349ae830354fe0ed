"""A chart of bars as a PNG file.

Drawn with Pillow, which is an extra. Its own letters are Latin; for other scripts it takes the fonts of the machine.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from bot.core.message import JOINERS

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

WIDTH = 1200
_MARGIN, _LABEL_WIDTH_MAX, _ROW_HEIGHT, _HEAD_HEIGHT = 40, 310, 44, 130
_TITLE_SIZE, _TEXT_SIZE = 30, 20
_INK, _PALE, _BAR, _PAPER = "#1d1c1d", "#616061", "#9a3412", "#ffffff"
# Under the names by which Pillow finds them where the system keeps its fonts.
_FONTS = (
    *("NotoSans-Regular.ttf", "DejaVuSans.ttf", "Arial.ttf", "Nirmala.ttf", "Nirmala.ttc", "Mangal.ttf"),
    *(f"NotoSans{script}-Regular.ttf" for script in
      ("Devanagari", "Bengali", "Gujarati", "Gurmukhi", "Kannada", "Malayalam", "Oriya", "Tamil", "Telugu", "Arabic")),
    *("Lohit-Devanagari.ttf", "Kohinoor.ttc", "NotoSansCJK-Regular.ttc"),
)  # fmt: skip
# No font has it: it stands for no letter.
_IN_NO_FONT = "\U0010fffd"
# These letters change with their neighbours, and come right only where Raqm puts them together.
_PUT_TOGETHER = ("DEVANAGARI", "BENGALI", "GUJARATI", "GURMUKHI", "KANNADA", "MALAYALAM", "ORIYA", "TAMIL", "TELUGU",
                 "SINHALA", "ARABIC")  # fmt: skip


def bars_png(title: str, below: str, bars: Sequence[tuple[str, str, int]], *, width: int = WIDTH) -> bytes:
    """A bar for each label, as long as its number, with what is written at its end; `below` stands under the title.
    `width` is in pixels. Pillow is there."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (width, _HEAD_HEIGHT + max(len(bars), 1) * _ROW_HEIGHT + _MARGIN), _PAPER)
    draw = ImageDraw.Draw(picture)
    _write(draw, (_MARGIN, 50), title, _TITLE_SIZE, _INK)
    _write(draw, (_MARGIN, 92), below, _TEXT_SIZE, _PALE)
    _draw_bars(draw, bars, width)
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def has_pillow() -> bool:
    """Whether anything can be drawn here."""
    return find_spec("PIL") is not None


def can_be_drawn(text: str) -> bool:
    """Whether each letter of it is in some font, and comes right. Pillow is there."""
    from PIL import features

    is_put_together = any(unicodedata.name(letter, "").startswith(_PUT_TOGETHER) for letter in text)
    if is_put_together and not features.check("raqm"):
        return False
    return all(_has(font, letter) for font, run in _runs(text, _TEXT_SIZE) for letter in run)


def _draw_bars(draw: ImageDraw, bars: Sequence[tuple[str, str, int]], width: int) -> None:
    most = max((number for *_, number in bars), default=1)
    labels = [_fitted(label) for label, *_ in bars]
    left = _MARGIN + 20 + _widest(labels)
    widest = width - _MARGIN - left - 12 - _widest(written for _, written, _ in bars)
    for place, (label, (_, written, number)) in enumerate(zip(labels, bars, strict=True)):
        middle = _HEAD_HEIGHT + place * _ROW_HEIGHT + _ROW_HEIGHT // 2
        _write(draw, (_MARGIN, middle), label, _TEXT_SIZE, _INK)
        right = left + (max(2, round(widest * number / most)) if number else 0)
        if number:
            draw.rectangle((left, middle - 13, right, middle + 13), fill=_BAR)
        _write(draw, (right + 12, middle), written, _TEXT_SIZE, _INK)


def _fitted(label: str) -> str:
    """As much of it as there is room for."""
    if _width(label, _TEXT_SIZE) <= _LABEL_WIDTH_MAX:
        return label
    while label and _width(f"{label}…", _TEXT_SIZE) > _LABEL_WIDTH_MAX:
        label = label[:-1]
    return f"{label}…"


def _write(draw: ImageDraw, at: tuple[int, int], text: str, size: int, ink: str) -> None:
    """From there to the right, with that height in the middle."""
    x: float = at[0]
    for font, run in _runs(text, size):
        draw.text((x, at[1] + size * 0.36), run, fill=ink, font=font, anchor="ls")
        x += font.getlength(run)


def _widest(texts: Iterable[str]) -> int:
    return round(max((_width(text, _TEXT_SIZE) for text in texts), default=0))


def _width(text: str, size: int) -> float:
    return sum((font.getlength(run) for font, run in _runs(text, size)), 0.0)


def _runs(text: str, size: int) -> list[tuple[FreeTypeFont, str]]:
    """The text in pieces, each with a font that has its letters, if there is one. A mark stays with its letter."""
    runs: list[tuple[FreeTypeFont, str]] = []
    for letter in text:
        stays = bool(runs) and (letter == " " or unicodedata.category(letter) in ("Mn", "Mc", "Cf"))
        font = runs[-1][0] if stays else _font_of(letter, size)
        if runs and runs[-1][0] is font:
            runs[-1] = (font, runs[-1][1] + letter)
        else:
            runs.append((font, letter))
    return runs


@cache
def _font_of(letter: str, size: int) -> FreeTypeFont:
    """The first that has it; Pillow's own where none has."""
    return next((font for font in _fonts(size) if _has(font, letter)), _fonts(size)[0])


def _has(font: FreeTypeFont, letter: str) -> bool:
    """Letters that a font lacks look alike in it; joiners and spaces look like nothing."""
    if letter in (" ", *JOINERS):
        return True
    return letter.isprintable() and bytes(font.getmask(letter)) != bytes(font.getmask(_IN_NO_FONT))


@cache
def _fonts(size: int) -> tuple[FreeTypeFont, ...]:
    from PIL import ImageFont

    own = ImageFont.load_default(size)
    assert isinstance(own, ImageFont.FreeTypeFont), "Pillow comes with FreeType"
    found = [own]
    for name in _FONTS:
        with suppress(OSError):
            found.append(ImageFont.truetype(name, size))
    return tuple(found)
