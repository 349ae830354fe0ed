"""`shabash init`: the files of a new installation, and what is said about them."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest
from dotenv import dotenv_values

from bot.cli.init import env_file
from bot.settings import Settings, to_policy
from tests.shell import ROOT, environment, shabash

pytestmark = pytest.mark.slow

FILES = {".env", "policy.toml", "people.csv", ".gitignore"}


def init(folder: Path) -> str:
    return shabash("init", env=environment(), folder=folder).stdout


def test_it_writes_what_there_is_to_fill_in_for_the_owner_s_eyes_alone(tmp_path: Path) -> None:
    said = init(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == FILES
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}
    assert said.count(": written\n") == len(FILES)


def test_it_says_what_losing_the_key_means_and_what_to_do_next(tmp_path: Path) -> None:
    said = " ".join(init(tmp_path).split())
    assert "Keep a copy of it apart from the ledger" in said
    assert "lost, it cannot be made again, and nothing that was sealed before can be checked any more" in said
    steps = ["shabash manifest", "shabash people template", "shabash people import", "shabash check", "shabash run"]
    places = [said.index(step) for step in steps]
    assert places == sorted(places)


def test_every_key_is_fresh_and_is_not_printed(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    keys = set()
    for folder in folders:
        folder.mkdir()
        said = init(folder)
        key = dotenv_values(folder / ".env")["HISTORY_KEY"] or ""
        assert re.fullmatch("[0-9a-f]{64}", key)
        assert key not in said
        keys.add(key)
    assert len(keys) == 2


def test_what_is_there_already_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text("mine")
    said = init(tmp_path)
    assert "policy.toml: was there already, so it was left alone\n" in said
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    said = init(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert said.count("left alone") == len(FILES)
    assert "policy.toml" in before
    assert before["policy.toml"] == b"mine"
    assert "HISTORY_KEY" not in said


@pytest.mark.parametrize(
    "text", ["SLACK_BOT_TOKEN=x\n", "HISTORY_KEY=\n", "# HISTORY_KEY=abc\n", "HISTORY_KEY= # no\n"]
)
def test_an_older_env_without_a_key_is_told_to_add_one(tmp_path: Path, text: str) -> None:
    (tmp_path / ".env").write_text(text)
    said = init(tmp_path)
    assert "Your .env has no HISTORY_KEY" in said
    assert "was made just now" not in said
    assert (tmp_path / ".env").read_text() == text


def test_the_env_file_names_every_setting_with_what_it_is() -> None:
    text = env_file("secret")
    named = re.findall(r"^(# )?([A-Z_]+)=", text, re.MULTILINE)
    assert sorted(name for _, name in named) == sorted(name.upper() for name in Settings.model_fields)
    required = {name.upper() for name, field in Settings.model_fields.items() if field.is_required()}
    to_fill_in = required | {"SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "HISTORY_KEY"}
    assert {name for is_remark, name in named if not is_remark} == to_fill_in
    for name, field in Settings.model_fields.items():
        assert re.search(rf"^# {re.escape(field.description or '')}\n(# )?{name.upper()}=", text, re.MULTILINE), name


def test_what_the_env_file_shows_as_the_rest_may_be_switched_on_as_it_stands(tmp_path: Path) -> None:
    text = re.sub(r"^# (?=[A-Z_]+=.)", "", env_file("secret" * 6), flags=re.MULTILINE)
    (tmp_path / ".env").write_text(text)
    values = {name.lower(): value for name, value in dotenv_values(tmp_path / ".env").items() if value}
    urls = {"enkash_api_url": "https://a.example", "enkash_token_url": "https://a.example", "slack_app_token": "xapp"}
    blanks = {name: "x" for name, field in Settings.model_fields.items() if field.is_required()}
    settings = Settings.model_validate(blanks | urls | values)
    plain = Settings.model_validate(blanks | urls | {"history_key": "secret" * 6})
    assert settings == plain


def test_the_policy_approves_nothing_before_somebody_is_named(tmp_path: Path) -> None:
    init(tmp_path)
    text = (tmp_path / "policy.toml").read_text()
    said = shabash("check", env=environment(), folder=tmp_path, code=1).stdout
    assert "setting SLACK_BOT_TOKEN: is missing" in said
    filled_in = re.sub(r"^# (?=\w+ = )", "", text.replace("[]", '["U02RAVI", "S0FINANCE"]'), flags=re.MULTILINE)
    policy = to_policy(filled_in)
    assert policy.approvers == ("U02RAVI", "S0FINANCE")
    assert policy.operators == ("U05FARAH",)


def test_the_people_file_is_what_an_import_takes(tmp_path: Path) -> None:
    init(tmp_path)
    assert (tmp_path / "people.csv").read_text() == "slack_user_id,email,mobile,title,first_name,gender\n"


def test_what_is_secret_or_personal_stays_out_of_git(tmp_path: Path) -> None:
    init(tmp_path)
    ignored = (tmp_path / ".gitignore").read_text().split("\n")
    assert {".env", "*.csv", "*.db*"} <= set(ignored)


def test_a_gitignore_that_lets_personal_data_in_is_told_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("node_modules\n.env\n")
    assert "Your .gitignore lets secrets and personal data into the repository. Add: *.csv *.db*\n" in init(tmp_path)
    assert (tmp_path / ".gitignore").read_text() == "node_modules\n.env\n"


def test_a_gitignore_of_ours_is_not_remarked_on(tmp_path: Path) -> None:
    assert "Your .gitignore" not in init(tmp_path)
    (tmp_path / ".gitignore").write_bytes((ROOT / ".gitignore").read_bytes())
    assert "Your .gitignore" not in init(tmp_path)


def test_a_link_that_leads_nowhere_is_left_alone_too(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").symlink_to(tmp_path / "nowhere" / "policy.toml")
    assert "policy.toml: was there already" in init(tmp_path)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no folder here in which nobody may write")
def test_a_folder_that_cannot_be_written_is_one_sentence() -> None:
    ended = shabash("init", env=environment(), folder=Path("/proc"), code=1)
    assert ended.stderr.startswith(".env cannot be written here: ")
    assert ended.stderr.count("\n") == 1
