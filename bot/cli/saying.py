"""What a command says on a terminal: names, reasons, notes and EnKash's words can neither move its cursor nor hide."""

from __future__ import annotations

import json
from typing import Any

import click

from bot.core.message import JOINERS


def say(text: str = "", *, err: bool = False, nl: bool = True) -> None:
    """Print it, with its line feeds; of all else that a terminal would obey, or nobody would see, the escape."""
    click.echo("\n".join(map(on_one_line, text.split("\n"))), err=err, nl=nl)


def say_json(found: Any) -> None:
    """Print it for scripts, in ASCII: so nothing in it is obeyed either. Of ASCII, JSON itself leaves DEL as it is."""
    click.echo(json.dumps(found, indent=2).replace("\x7f", "\\u007f"))


def on_one_line(text: str) -> str:
    """What somebody else wrote, where a line feed would look like a line of ours."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(letter if letter.isprintable() or letter in JOINERS else ascii(letter)[1:-1] for letter in text)
