"""`shabash init`: the files of a new installation, with nothing in them that would have to be made up."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.ending import fail
from bot.cli.saying import say

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

_ENV_HEAD = """\
# The settings of Shabash. Everything secret stands here, so keep this file to yourself and out of every repository.
# Where a value has spaces or a # in it, put it in 'single quotes'.
"""
_EITHER = """\
# One of the next two: SLACK_APP_TOKEN for Socket Mode, SLACK_SIGNING_SECRET for HTTP.
"""
_REST = """\
# What follows may stay as it is; it shows what holds without it.
"""
_POLICY = """\
# Who may approve, and limits. In Slack, a person's id is under Profile, ⋮, Copy member ID; a user group's is
# under Directories, User groups, ⋮, Copy group ID. Nobody decides on a reward they asked for or receive.
[approvals]
# Slack ids of people (U…) and user groups (S…), as in ["U02RAVI", "S0FINANCE"].
approvers = []
# How long a request waits for a decision.
# expires_hours = 168

[rewards]
# The most points of one reward, for one person.
# points_max = 10000
# How many people one request may be for.
# people_max = 20
# How many undecided requests one giver may have.
# open_requests_max = 20

[operators]
# Who hears of refusals, unknown outcomes and pauses; without it, the approvers.
# people = ["U05FARAH"]
"""
_GITIGNORE = """\
# Secrets and personal data, such as people.csv: never in a repository.
.env
*.csv
*.db*
"""
KEY_MEANS = """\
HISTORY_KEY, in .env, was made just now. It seals the history, so that `shabash audit verify` finds every change.
Keep a copy of it apart from the ledger and its backups: lost, it cannot be made again, and nothing that was
sealed before can be checked any more."""
KEY_IS_MISSING = """\
Your .env has no HISTORY_KEY, which seals the history, and without which the bot does not start. Add the line
HISTORY_KEY= and what `openssl rand -hex 32` prints, and keep a copy of it apart from the ledger."""
NEXT = """\
What to do next:
  1. shabash manifest          paste it at https://api.slack.com/apps: Create New App, From a manifest; install the app
  2. fill in .env              Slack's tokens from there, EnKash's values from your onboarding
  3. fill in policy.toml       who may approve
  4. fill in people.csv        with HR; `shabash people template` prints Slack's members as a start
  5. shabash people import people.csv
  6. shabash check             tries everything, and says what to mend
  7. shabash run"""


@click.command()
def init() -> None:
    """Write .env with a fresh HISTORY_KEY, policy.toml and people.csv to fill in. What is there already is left."""
    from bot.people.cells import RULES

    key = secrets.token_hex(32)
    contents = {
        ".env": env_file(key),
        "policy.toml": _POLICY,
        "people.csv": ",".join(RULES) + "\n",
        ".gitignore": _GITIGNORE,
    }
    written = [name for name, content in contents.items() if _write_new(Path(name), content)]
    for name in contents:
        say(f"{name}: {'written' if name in written else 'was there already, so it was left alone'}")
    if ".env" in written:
        say(f"\n{KEY_MEANS}")
    elif not _has_a_key(Path(".env")):
        say(f"\n{KEY_IS_MISSING}")
    if missing := _not_ignored(Path(".gitignore")):
        say(f"\nYour .gitignore lets secrets and personal data into the repository. Add: {' '.join(missing)}")
    say(f"\n{NEXT}")


def env_file(key: str) -> str:
    """Every setting with what it is: those that must be filled in, the key, and the rest as remarks."""
    from bot.settings import Settings

    fields = dict(Settings.model_fields)
    either = [_blank(name, fields.pop(name)) for name in ("slack_app_token", "slack_signing_secret")]
    history_key = f"# {fields.pop('history_key').description}\nHISTORY_KEY={key}\n"
    required = [_blank(name, field) for name, field in fields.items() if field.is_required()]
    rest = [_remark(name, field) for name, field in fields.items() if not field.is_required()]
    return "\n".join([_ENV_HEAD, *required, _EITHER + "\n".join(either), history_key, _REST + "".join(rest)])


def _blank(name: str, field: FieldInfo) -> str:
    return f"# {field.description}\n{name.upper()}=\n"


def _remark(name: str, field: FieldInfo) -> str:
    return f"# {field.description}\n# {name.upper()}={field.default}\n"


def _write_new(path: Path, content: str) -> bool:
    """Write a file that only its owner reads; False where there is one of that name."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    except OSError as error:
        fail(f"{path} cannot be written here: {error.strerror}.")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)
    return True


def _not_ignored(path: Path) -> list[str]:
    """The lines of ours that the file lacks; of one that cannot be read, all."""
    try:
        found = path.read_text("utf-8", errors="replace").split()
    except OSError:
        found = []
    return [line for line in _GITIGNORE.splitlines()[1:] if line not in found]


def _has_a_key(path: Path) -> bool:
    """Whether a line of the file gives HISTORY_KEY a value; a file that cannot be read gives none."""
    try:
        return bool(re.search(rb"(?m)^\s*(?:export\s+)?HISTORY_KEY\s*=[ \t]*[^\s#]", path.read_bytes()))
    except OSError:
        return False
