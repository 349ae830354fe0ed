"""What the environment, `.env` and the policy file mean, and what is said where they mean nothing."""

from __future__ import annotations

import re
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from bot.core.binding import Tie
from bot.core.budget import Every
from bot.core.days import Rhythm
from bot.core.digest import DigestRule
from bot.core.errors import SettingsError
from bot.core.limits import Limit, LimitPer
from bot.core.policy import Policy, Tier
from bot.core.statement.layout import StatementLayout
from bot.core.value import Value
from bot.core.working_hours import Weekday, WorkingHours
from bot.settings import Settings, hosting_service, local_settings, read_policy, settings_from_environment, to_policy

SECRETS = {
    "SLACK_BOT_TOKEN": "xoxb-canary-bot",
    "SLACK_SIGNING_SECRET": "canary-signing",
    "SLACK_APP_TOKEN": "xapp-canary-app",
    "ENKASH_CLIENT_SECRET": "canary-client",
    "ENKASH_PASSWORD": "canary-password",
    "HISTORY_KEY": "canary-key-of-the-history-long-enough",
}
WHOLE = SECRETS | {
    "ENKASH_API_URL": "https://api.example.com",
    "ENKASH_TOKEN_URL": "https://login.example.com/oauth/token",
    "ENKASH_PARTNER_ID": "P1",
    "ENKASH_COMPANY_ID": "C1",
    "ENKASH_CARD_ACCOUNT_ID": "A1",
    "ENKASH_CLIENT_ID": "id",
    "ENKASH_USERNAME": "somebody",
}
REQUIRED = [name for name in WHOLE if name not in {"SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"}]
LEAST = '[approvals]\napprovers = ["U02RAVI"]'


class Environment:
    """An environment that holds what it is given and no setting else, in an empty folder."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.folder = folder
        self._monkeypatch = monkeypatch
        monkeypatch.chdir(folder)
        for name in Settings.model_fields:
            monkeypatch.delenv(name.upper(), raising=False)
            monkeypatch.delenv(name, raising=False)
        for name in ("DYNO", "FLY_APP_NAME", "K_SERVICE"):
            monkeypatch.delenv(name, raising=False)

    def holds(self, values: dict[str, str]) -> None:
        for name, value in values.items():
            self._monkeypatch.setenv(name, value)

    def has_file(self, text: str | bytes) -> None:
        (self.folder / ".env").write_bytes(text if isinstance(text, bytes) else text.encode())


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Environment:
    return Environment(monkeypatch, tmp_path)


def faults() -> list[str]:
    """The lines of what is said about the environment."""
    with pytest.raises(SettingsError) as raised:
        settings_from_environment()
    return raised.value.sentence.splitlines()


def a_file(values: dict[str, str]) -> str:
    return "".join(f"{name}={value}\n" for name, value in values.items())


# Where settings come from.


def test_the_environment_alone_is_enough(environment: Environment) -> None:
    environment.holds(WHOLE)
    settings = settings_from_environment()
    assert settings.slack_bot_token.get_secret_value() == "xoxb-canary-bot"
    assert settings.enkash_api_url == "https://api.example.com"
    assert (settings.port, settings.host, settings.slack_command) == (3000, "127.0.0.1", "/reward")
    assert settings.is_socket_mode


def test_a_file_alone_is_enough_and_the_environment_counts_more(environment: Environment) -> None:
    environment.has_file(a_file(WHOLE | {"PORT": "4000", "SLACK_COMMAND": "/kudos"}))
    environment.holds({"PORT": "5000"})
    settings = settings_from_environment()
    assert (settings.port, settings.slack_command) == (5000, "/kudos")


def test_keys_of_strangers_in_the_file_are_none_of_our_business(environment: Environment) -> None:
    environment.has_file(a_file(WHOLE) + "AWS_SECRET=x\nexport FOO='bar baz'\n# a comment\n\nSLACK_WORKSPACE=acme\n")
    assert settings_from_environment().slack_bot_token.get_secret_value() == "xoxb-canary-bot"


def test_an_editor_s_mark_at_the_beginning_of_the_file_does_no_harm(environment: Environment) -> None:
    environment.has_file(b"\xef\xbb\xbf" + a_file(WHOLE).encode())
    assert settings_from_environment().slack_bot_token.get_secret_value() == "xoxb-canary-bot"


def test_a_file_in_another_encoding_is_told(environment: Environment) -> None:
    environment.has_file(a_file(WHOLE).encode("utf-16"))
    assert faults() == ["The file .env is not in UTF-8. Please save it as that."]


def test_what_is_named_and_left_empty_is_as_if_it_were_not_there(environment: Environment) -> None:
    environment.has_file(a_file(WHOLE | {"SLACK_BOT_TOKEN": "", "PORT": "", "SLACK_APP_TOKEN": ""}))
    assert faults() == ["setting SLACK_BOT_TOKEN: is missing; please set it"]
    environment.holds({"SLACK_BOT_TOKEN": "xoxb-1"})
    settings = settings_from_environment()
    assert settings.port == 3000
    assert not settings.is_socket_mode


def test_what_is_made_in_code_reads_neither_the_environment_nor_a_file(environment: Environment) -> None:
    environment.holds({"SLACK_COMMAND": "/kudos", "ENKASH_COMPANY_ID": "C2"})
    environment.has_file("PORT=4000\nSLACK_APP_TOKEN=xapp-1\n")
    given: Any = {name.lower(): value for name, value in WHOLE.items() if name != "SLACK_APP_TOKEN"}
    settings = Settings(**given)
    assert (settings.slack_command, settings.port, settings.enkash_company_id) == ("/reward", 3000, "C1")
    assert not settings.is_socket_mode
    with pytest.raises(ValidationError):
        Settings(**{name: value for name, value in given.items() if name != "enkash_company_id"})


# What the ledger is to be.


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://API.Example.com/v1", "api.example.com"),
        ("https://api.example.com.:443", "api.example.com"),
        ("https://api.example.com:8443", "api.example.com:8443"),
        ("http://127.0.0.1:8000", "127.0.0.1:8000"),
        ("http://[::1]", "::1"),
    ],
)
def test_a_ledger_is_bound_to_the_host_of_enkash_s_address_however_it_is_written(
    environment: Environment, url: str, host: str
) -> None:
    environment.holds(WHOLE | {"ENKASH_API_URL": url})
    assert settings_from_environment().binding == {
        Tie.HOST: host,
        Tie.COMPANY: "C1",
        Tie.ACCOUNT: "A1",
        Tie.ENVIRONMENT: "live",
    }


@pytest.mark.parametrize(
    ("variable", "name"),
    [("DYNO", "Heroku"), ("FLY_APP_NAME", "Fly.io"), ("K_SERVICE", "Google Cloud Run"), ("SOMETHING", "")],
)
def test_a_hosting_service_is_known_by_a_variable_of_its_own(
    environment: Environment, variable: str, name: str
) -> None:
    environment.holds({variable: "web.1"})
    assert hosting_service() == name


# What is wrong with them.


@pytest.mark.parametrize("name", REQUIRED)
def test_what_is_missing_is_named_with_the_mend(environment: Environment, name: str) -> None:
    environment.holds({other: value for other, value in WHOLE.items() if other != name})
    assert faults() == [f"setting {name}: is missing; please set it"]


def test_everything_that_is_missing_is_told_at_once(environment: Environment) -> None:
    said = faults()
    assert {line.split(":")[0].removeprefix("setting ") for line in said} == {*REQUIRED, "SLACK_APP_TOKEN"}
    assert any("SLACK_SIGNING_SECRET" in line for line in said)


@pytest.mark.parametrize("name", ["SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"])
def test_either_way_to_hear_slack_is_enough(environment: Environment, name: str) -> None:
    environment.holds({other: value for other, value in WHOLE.items() if other in (*REQUIRED, name)})
    assert settings_from_environment().is_socket_mode is (name == "SLACK_APP_TOKEN")


def test_no_way_to_hear_slack_names_both(environment: Environment) -> None:
    environment.holds({name: WHOLE[name] for name in REQUIRED})
    (line,) = faults()
    assert "SLACK_APP_TOKEN" in line
    assert "SLACK_SIGNING_SECRET" in line
    assert "Basic Information" in line


WRONG = {
    "SLACK_COMMAND": (["reward", "/", "/two words", "/reward @asha"], "/reward"),
    "DATABASE_URL": (["mysql://h/d", "sqlite:///", "sqlite://shabash.db", "shabash.db"], "sqlite:///shabash.db"),
    "PORT": (["many", "-1", "65536", "80.5"], ""),
    "SHUTDOWN_SECONDS": (["-1", "soon"], ""),
    "ENKASH_TIMEOUT_SECONDS": (["0", "-1", "121", "nan", "soon"], ""),
    "ENKASH_ENCRYPTION": (["on", "aes-256"], "aes-128-ecb"),
    "ENKASH_GENDER_FORMAT": (["Male"], "word"),
    "LOG_FORMAT": (["xml"], "json"),
    "SLACK_API_URL": (["slack.com/api/"], "https://"),
    "ENKASH_API_URL": (
        ["http://api.example.com", "ftp://api.example.com", "//api.example.com", "https://"],
        "https://",
    ),
    "ENKASH_TOKEN_URL": (["http://login.example.com/oauth/token", "https:/login"], "https://"),
    "ENKASH_SSO_URL": (
        [
            *(
                "http://rewards.example.com",
                "rewards.example.com",
                "https://rewards.example.com/?to=",
                "https://a b.com",
            ),
            *("https://rewards.example.com/#x", "https://me@rewards.example.com", "https://rewards.example.com//x"),
        ],
        "https://",
    ),
}


@pytest.mark.parametrize(
    ("name", "value", "mend"), [(name, value, mend) for name, (values, mend) in WRONG.items() for value in values]
)
def test_what_is_wrong_is_named_with_the_mend(environment: Environment, name: str, value: str, mend: str) -> None:
    environment.holds(WHOLE | {name: value})
    (line,) = faults()
    assert line.startswith(f"setting {name}: ")
    assert mend in line


@pytest.mark.parametrize(
    ("url", "can_redeem"),
    [("https://rewards.example.com", True), ("https://rewards.example.com/app/", True), ("", False)],
)
def test_where_people_redeem_may_be_set_and_need_not_be(environment: Environment, url: str, can_redeem: bool) -> None:
    environment.holds(WHOLE | {"ENKASH_SSO_URL": url})
    assert settings_from_environment().can_redeem is can_redeem


@pytest.mark.parametrize("port", ["port", "65536", "0"])
@pytest.mark.parametrize("name", ["SLACK_API_URL", "ENKASH_API_URL", "ENKASH_TOKEN_URL"])
def test_a_port_that_is_none_is_told(environment: Environment, name: str, port: str) -> None:
    environment.holds(WHOLE | {name: f"https://api.example.com:{port}/"})
    (line,) = faults()
    assert line.startswith(f"setting {name}: names a port that is none")


@pytest.mark.parametrize(
    ("name", "value", "belongs"),
    [
        ("SLACK_BOT_TOKEN", "xapp-canary", "SLACK_APP_TOKEN"),
        ("SLACK_APP_TOKEN", "xoxb-canary", "SLACK_BOT_TOKEN"),
        ("SLACK_SIGNING_SECRET", "xoxb-canary", "SLACK_BOT_TOKEN"),
        ("SLACK_SIGNING_SECRET", "xapp-canary", "SLACK_APP_TOKEN"),
    ],
)
def test_a_token_in_another_one_s_line_is_told_where_it_belongs(
    environment: Environment, name: str, value: str, belongs: str
) -> None:
    environment.holds(WHOLE | {name: value})
    assert faults() == [f"setting {name}: begins with {value[:5]}; please put that into {belongs}"]


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000", "LOCALHOST"])
def test_plain_http_is_taken_on_this_machine(environment: Environment, host: str) -> None:
    urls = ("SLACK_API_URL", "ENKASH_API_URL", "ENKASH_TOKEN_URL")
    environment.holds(WHOLE | dict.fromkeys(urls, f"http://{host}/api"))
    assert settings_from_environment().slack_api_url == f"http://{host}/api/"


@pytest.mark.parametrize(
    "host",
    [
        *("api.example.com", "127.0.0.1.example.com", "localhost.example.com", "localhost@example.com", "10.0.0.1"),
        *("0.0.0.0", "127.0.0.2", "[::]", "example.com#localhost", "example.com?127.0.0.1", ""),
    ],
)
@pytest.mark.parametrize("name", ["SLACK_API_URL", "ENKASH_API_URL", "ENKASH_TOKEN_URL"])
def test_plain_http_is_refused_anywhere_else(environment: Environment, name: str, host: str) -> None:
    environment.holds(WHOLE | {name: f"http://{host}/api/"})
    (line,) = faults()
    assert line.startswith(f"setting {name}: must begin with https://")


def test_no_secret_shows_in_an_error_or_a_repr(environment: Environment) -> None:
    environment.holds(WHOLE)
    settings = settings_from_environment()
    shown = f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    environment.holds(dict.fromkeys(WHOLE, "canary wrong everywhere") | {"PORT": "canary", "SLACK_COMMAND": "canary"})
    shown += "".join(faults())
    with pytest.raises(ValidationError) as raised:
        Settings(slack_bot_token=SecretStr("canary"), enkash_client_secret=["canary"])  # type: ignore[call-arg]
    assert "canary" not in shown + str(raised.value)


def test_the_error_hides_what_caused_it_because_that_may_quote_a_secret(environment: Environment) -> None:
    environment.holds(WHOLE | {"PORT": "canary"})
    with pytest.raises(SettingsError) as raised:
        settings_from_environment()
    assert raised.value.__suppress_context__


# What the commands need that ask nobody.


def test_commands_that_ask_nobody_read_the_file_as_the_bot_does(environment: Environment) -> None:
    environment.has_file(b"\xef\xbb\xbfDATABASE_URL=sqlite:///books.db\nHISTORY_KEY=canary\n")
    environment.holds({"HISTORY_KEY": ""})
    settings = local_settings()
    assert settings.ledger_path == Path("books.db")
    assert settings.history_key.get_secret_value() == "canary"
    environment.has_file("DATABASE_URL=\n")
    assert local_settings().ledger_path == Path("shabash.db")


def test_commands_that_ask_nobody_tell_what_is_wrong_as_the_bot_does(environment: Environment) -> None:
    environment.has_file("DATABASE_URL=sqlite:///books.db\n".encode("utf-16"))
    with pytest.raises(SettingsError, match=r"The file \.env is not in UTF-8"):
        local_settings()
    environment.has_file("DATABASE_URL=books.db\n")
    with pytest.raises(SettingsError, match=r"setting DATABASE_URL: must be sqlite:///"):
        local_settings()


# The policy.


def wrong_policy(text: str) -> str:
    with pytest.raises(SettingsError) as raised:
        to_policy(text)
    return raised.value.sentence


def test_the_least_that_works_is_shown_to_whoever_named_no_approver_and_to_nobody_else() -> None:
    for text in ("", "[approvals]", "[approvals]\napprovers = []"):
        with pytest.raises(SettingsError, match="The least that works"):
            to_policy(text)
    with pytest.raises(SettingsError) as wrong:
        to_policy('[approvals]\napprovers = ["U02RAVI"]\nexpires_hours = "soon"')
    assert str(wrong.value).startswith("policy key approvals.expires_hours")
    assert "The least that works" not in str(wrong.value)


def test_the_least_that_works_works() -> None:
    assert to_policy(LEAST) == Policy(("U02RAVI",))


EVERY_KEY = """
[approvals]
approvers = ["U02RAVI", "S0FINANCE", "U02RAVI"]
expires_hours = 24
remind_working_hours = 4
escalate_working_hours = 6
channel = "C0APPROVALS"
same_person_days = 30
mutual_days = 45
mutual = "next_tier"
split_days = 7
split = "next_tier"
[[approvals.tiers]]
up_to_points = 100
approvals = 1
[[approvals.tiers]]
up_to_points = 500
approvals = 2
approvers = ["manager", "S0FINANCE", "manager"]
[rewards]
points_min = 10
points_max = 500
points_multiple_of = 5
reason_required_from_points = 200
givers = ["S0LEADS", "U02MEERA"]
channels = ["C02KUDOS"]
time_zone = "Europe/Berlin"
open_requests_max = 3
rupees_per_point = 1
[operators]
people = ["U05FARAH", "W99"]
channel = "C0OPS"
low_balance_points = 2000
[working_hours]
days = ["sun", "mon", "mon"]
begin = "08:00"
end = "16:45"
holidays = ["2027-01-26", 2026-12-25]
[digest]
channel = "C0TEAM"
every = "month"
points = true
leaderboard = true
[report]
tax_free_rupees_per_year = 5000
[messages]
balance = "recipient"
[reconcile]
daily_at = "05:45"
reference_column = "Txn Ref"
points_column = "Amount"
type_column = "Dr/Cr"
status_column = "Status"
date_column = "Posted"
date_format = "DD-MMM-YYYY"
[[limits]]
per = "recipient"
points = 20000
days = 30
[[limits]]
per = "pair"
points = 5000
every = "quarter"
"""


def test_every_key_reaches_the_policy() -> None:
    assert to_policy(EVERY_KEY) == Policy(
        approvers=("U02RAVI", "S0FINANCE"),
        expires_hours=24,
        points_max=500,
        open_requests_max=3,
        rupees_per_point=1,
        operators=("U05FARAH", "W99"),
        operators_channel="C0OPS",
        low_balance_points=2000,
        approvals_channel="C0APPROVALS",
        is_balance_private=True,
        reconcile_at=time(5, 45),
        statement=StatementLayout("Txn Ref", "Amount", "Dr/Cr", "Status", "Posted", "dd-mmm-yyyy"),
        tiers=(Tier(100, 1, ("U02RAVI", "S0FINANCE")), Tier(500, 2, ("manager", "S0FINANCE"))),
        givers=("S0LEADS", "U02MEERA"),
        channels=("C02KUDOS",),
        points_min=10,
        points_multiple_of=5,
        reason_required_from_points=200,
        time_zone="Europe/Berlin",
        limits=(Limit(LimitPer.RECIPIENT, 20_000, days=30), Limit(LimitPer.PAIR, 5_000, every=Every.QUARTER)),
        same_person_days=30,
        mutual_days=45,
        mutual_needs_next_tier=True,
        split_days=7,
        split_needs_next_tier=True,
        working_hours=WorkingHours(
            "Europe/Berlin",
            (Weekday.MON, Weekday.SUN),
            time(8),
            time(16, 45),
            (date(2026, 12, 25), date(2027, 1, 26)),
        ),
        remind_working_hours=4,
        escalate_working_hours=6,
        digest=DigestRule("C0TEAM", Rhythm.MONTH, has_points=True, has_leaderboard=True),
        tax_free_rupees_per_year=5000,
    )


def test_every_key_about_statements_reaches_the_policy() -> None:
    text = """
    [reconcile]
    reference_column = "Txn Ref"
    points_column = "Amount"
    type_column = "Dr/Cr"
    status_column = "Status"
    date_column = "Posted"
    date_format = "DD-MMM-YYYY"
    decimal_mark = ","
    credit_words = ["Given", ""]
    debit_words = ["Withdrawal"]
    moved_words = ["Done"]
    not_moved_words = ["Bounced"]
    """
    assert to_policy(LEAST + text).statement == StatementLayout(
        "Txn Ref", "Amount", "Dr/Cr", "Status", "Posted", "dd-mmm-yyyy", ",",
        credit_words=("Given", ""), debit_words=("Withdrawal",), moved_words=("Done",), not_moved_words=("Bounced",),
    )  # fmt: skip


def test_unless_it_is_written_the_account_is_low_when_it_could_not_pay_one_largest_reward() -> None:
    assert to_policy(LEAST + "\n[rewards]\npoints_max = 500").low_balance_points == 500


@pytest.mark.parametrize("text", ["", "[approvals]", "[approvals]\napprovers = []", "approvers = ['U02RAVI']"])
def test_without_approvers_the_bot_says_what_to_write(text: str) -> None:
    said = wrong_policy(text)
    assert re.search(r"policy key approvals(\.approvers)?: is (missing|empty); please", said)
    assert '[approvals]\napprovers = ["U02RAVI"]' in said


def tiers(*rising: tuple[int, int | None], more: str = "") -> str:
    """A policy with these tiers, each up to so many points with so many approvals; the last has `more` keys."""
    keys = [
        f"[[approvals.tiers]]\nup_to_points = {up_to}" + ("" if approvals is None else f"\napprovals = {approvals}")
        for up_to, approvals in rising
    ]
    return "\n".join([LEAST, *keys, more])


@pytest.mark.parametrize(
    "text",
    [
        tiers((10_000, 2), more='approvers = ["U02RAVI", "S0FINANCE"]'),
        tiers((10_000, 2), more='approvers = ["U02RAVI", "manager"]'),
        tiers((10, 1), (20_000, 1)),
        '[approvals]\napprovers = ["manager"]\n[operators]\npeople = ["U05FARAH"]',
    ],
)
def test_a_policy_that_may_work_is_taken(text: str) -> None:
    to_policy(text)


def test_every_fault_between_keys_is_told_at_once() -> None:
    said = wrong_policy(tiers((50, 0), (40, 2), more="[rewards]\npoints_min = 7\npoints_max = 5"))
    assert len([line for line in said.splitlines() if line.startswith("policy key ")]) == 4


@pytest.mark.parametrize(
    ("text", "key", "mend"),
    [
        (LEAST + "\nexpire_hours = 5", "approvals.expire_hours", "mend its spelling"),
        (LEAST + "\nexpires_hours = 0", "approvals.expires_hours", "greater than or equal to 1"),
        (LEAST + "\nexpires_hours = 'a week'", "approvals.expires_hours", "integer"),
        ('[approvals]\napprovers = ["ravi"]', "approvals.approvers.0", "people begin with U, user groups with S"),
        ('[approvals]\napprovers = ["@ravi"]', "approvals.approvers.0", "not a Slack id"),
        ('[approvals]\napprovers = ["C02DESIGN"]', "approvals.approvers.0", "not a Slack id"),
        ('[approvals]\napprovers = "U02RAVI"', "approvals.approvers", '["U02RAVI"]'),
        (LEAST + "\n[rewards]\npoints_max = 0", "rewards.points_max", "greater than or equal to 1"),
        (LEAST + "\n[rewards]\npoints_max = 99999999", "rewards.points_max", "less than or equal to"),
        (LEAST + "\n[rewards]\nrupees_per_point = 2", "rewards.rupees_per_point", "1"),
        (LEAST + "\n[rewards]\nopen_requests_max = 0", "rewards.open_requests_max", "greater than"),
        (LEAST + '\n[operators]\npeople = ["S0FINANCE"]', "operators.people.0", "person's Slack id"),
        (LEAST + '\nchannel = "#approvals"', "approvals.channel", "channel's Slack id"),
        (LEAST + '\n[operators]\nchannel = "#ops"', "operators.channel", "channel's Slack id"),
        (LEAST + '\n[digest]\nchannel = "#team"', "digest.channel", "channel's Slack id"),
        (LEAST + '\n[digest]\nchannel = "C0TEAM"\nevery = "day"', "digest.every", "'week' or 'month'"),
        (LEAST + "\n[digest]\npoints = true", "digest.channel", "please name a channel, or leave [digest] out"),
        (LEAST + "\n[report]\ntax_free_rupees_per_year = 5000", "report.tax_free_rupees_per_year", "rupees_per_point"),
        (LEAST + '\n[messages]\nbalance = "nobody"', "messages.balance", "'thread' or 'recipient'"),
        (LEAST + '\n[reconcile]\ndaily_at = "6:00"', "reconcile.daily_at", "is not a time of day, such as 00:30"),
        (LEAST + '\n[reconcile]\ndaily_at = "24:00"', "reconcile.daily_at", "is not a time of day"),
        (LEAST + '\n[reconcile]\ndate_format = "%d/%m"', "reconcile.date_format", "is not one of dd/mm/yyyy, "),
        (LEAST + '\n[reconcile]\nreference_column = " "', "reconcile.reference_column", "is empty; please write"),
        (LEAST + '\n[reconcile]\ndecimal_mark = "·"', "reconcile.decimal_mark", "'.' or ','"),
        (
            LEAST + '\n[reconcile]\ncredit_words = ["a b"]\ndebit_words = ["A_B"]',
            "reconcile.debit_words",
            'has "A_B", and so has credit_words; a word means one thing',
        ),
        (
            LEAST + '\n[reconcile]\nmoved_words = [""]\nnot_moved_words = [""]',
            "reconcile.not_moved_words",
            'has "", and so has moved_words',
        ),
        (LEAST + '\n[reconcile]\nrefrence_column = "a"', "reconcile.refrence_column", "mend its spelling"),
        (LEAST + '\n[rewards]\ntime_zone = "India"', "rewards.time_zone", "write one such as Asia/Kolkata"),
        (LEAST + "\n[rewards]\npoints_min = 50\npoints_max = 20", "rewards.points_min", "make it 20 at most"),
        (
            LEAST + "\n[rewards]\npoints_min = 11\npoints_max = 19\npoints_multiple_of = 10",
            "rewards.points_multiple_of",
            "there is no multiple of 10; please write a smaller one",
        ),
        (LEAST + '\n[rewards]\ngivers = ["manager"]', "rewards.givers.0", "is not a Slack id"),
        (LEAST + '\n[rewards]\nchannels = ["#kudos"]', "rewards.channels.0", "channel's Slack id"),
        (LEAST + "\n[approvals.tiers]\nup_to_points = 5", "approvals.tiers", "[[approvals.tiers]]"),
        (tiers((10_000, None)), "approvals.tiers.0.approvals", "is missing; please set it"),
        (tiers((0, 1)), "approvals.tiers.0.up_to_points", "greater than or equal to 1"),
        (tiers((10_000, -1)), "approvals.tiers.0.approvals", "greater than or equal to 0"),
        (tiers((10_000, 1), more="approvers = []"), "approvals.tiers.0.approvers", "is empty; please name"),
        (tiers((500, 1), (500, 1), (10_000, 1)), "approvals.tiers", "please write them rising"),
        (tiers((10_000, 1), (100, 1)), "approvals.tiers", "up to 100 points comes after the one up to 10,000"),
        (
            tiers((100, 1), (500, 1)),
            "approvals.tiers",
            "the highest ends at 500 points, and rewards.points_max is 10,000",
        ),
        (tiers((50, 0), (10_000, 1)), "approvals.tiers", "needs a budget for each giver beside it"),
        (tiers((10_000, 2)), "approvals.tiers", "wants 2 approvals, and names 1 who could give them"),
        (
            tiers((10_000, 2), more='approvers = ["U02RAVI", "U02RAVI"]'),
            "approvals.tiers",
            "wants 2 approvals, and names 1 who could give them; please name more",
        ),
        ('[approvals]\napprovers = ["manager"]', "operators.people", "nobody would hear of trouble"),
        (LEAST + '\nmutual = "next_tier"', "approvals.mutual", "please write approvals.mutual_days"),
        (LEAST + '\nsplit = "next_tier"', "approvals.split", "please write approvals.split_days"),
        (LEAST + '\nmutual_days = 30\nmutual = "next_tier"', "approvals.mutual", "there is no other tier"),
        (LEAST + '\nmutual_days = 30\nmutual = "refuse"', "approvals.mutual", "show"),
        (LEAST + "\nsame_person_days = 30", "approvals.same_person_days", "please write more, or leave it out"),
        (LEAST + "\nsplit_days = 30", "approvals.split_days", "please write more, or leave it out"),
        (LEAST + "\nmutual_days = 0", "approvals.mutual_days", "greater than or equal to 1"),
        (LEAST + "\nmutual_days = 367", "approvals.mutual_days", "less than or equal to 366"),
        (LEAST + '\n[limits]\nper = "pair"', "limits", "[[limits]]"),
        (LEAST + '\n[[limits]]\nper = "giver"\npoints = 5\ndays = 3', "limits.0.per", "recipient"),
        (LEAST + '\n[[limits]]\nper = "pair"\npoints = 5', "limits.0", "says neither days nor every; please write one"),
        (
            LEAST + '\n[[limits]]\nper = "pair"\npoints = 5\ndays = 3\nevery = "year"',
            "limits.0",
            "says both days and every; please write one",
        ),
        (
            LEAST + '\n[rewards]\npoints_min = 6\n[[limits]]\nper = "pair"\npoints = 5\ndays = 3',
            "limits.0.points",
            "nobody could ask for anything; please write more",
        ),
        (LEAST + "\n[working_hours]\ndays = []", "working_hours.days", 'please write it like ["mon", "tue"]'),
        (LEAST + '\n[working_hours]\ndays = ["monday"]', "working_hours.days", "of mon, tue, wed"),
        (LEAST + '\n[working_hours]\nbegin = "9"', "working_hours.begin", "is not a time of day, such as 00:30"),
        (LEAST + '\n[working_hours]\nbegin = "18:30"', "working_hours.end", "please write a later one"),
        (
            LEAST + '\n[working_hours]\nholidays = ["26 Jan"]',
            "working_hours.holidays.0",
            "please write it like 2027-01-26",
        ),
        (LEAST + "\n[working_hours]\nholidays = [20270126]", "working_hours.holidays.0", "is not a day"),
        (LEAST + "\nremind_working_hours = 0", "approvals.remind_working_hours", "greater than or equal to 1"),
        (LEAST + "\nremind_working_hours = 168", "approvals.remind_working_hours", "please write fewer, or more"),
        (
            LEAST + "\nremind_working_hours = 100\nescalate_working_hours = 68",
            "approvals.escalate_working_hours",
            "comes 168 working hours after asking, and a request ends after expires_hours, 168",
        ),
        (LEAST + '\n[values]\n"own it" = "Own it"', "values.own it", "please write one word of letters, digits"),
        (LEAST + '\n[values]\n"#craft" = "Craft"', "values.#craft", "such as ownership, without the #"),
        (LEAST + '\n[values]\n2026 = "This year"', "values.2026", "not digits alone"),
        (LEAST + f'\n[values]\n{"x" * 41} = "Long"', "values." + "x" * 41, "at most 40 of them"),
        (LEAST + '\n[values]\ncraft = " "', "values.craft", "please write what people call it, in 1 to 75"),
        (LEAST + f'\n[values]\ncraft = "{"x" * 76}"', "values.craft", "in 1 to 75 characters"),
        (LEAST + '\n[values]\ncraft = "a"\nCraft = "b"', "values.craft", "please keep one of them"),
        (LEAST + "\n[values]\ncraft = 5", "values.craft", "is no text; please write it in quotes"),
        (LEAST + '\n[[values]]\ntag = "craft"', "values", "please write [values], and below it lines such as"),
        (
            LEAST + "\n[values]\n" + "\n".join(f'tag{number} = "Tag"' for number in range(101)),
            "values",
            "please keep so many",
        ),
        (LEAST + "\n[rewards]\nvalue_required = true", "rewards.value_required", "please write some below [values]"),
        (LEAST + "\n[budget]\npoints = 5", "budget", "not a key that Shabash knows"),
    ],
)
def test_a_fault_in_the_policy_names_the_key_and_the_mend(text: str, key: str, mend: str) -> None:
    line = next(line for line in wrong_policy(text).splitlines() if line.startswith("policy key"))
    assert line.startswith(f"policy key {key}: ")
    assert mend in line


def test_values_are_tags_and_names_in_the_order_in_which_they_are_written() -> None:
    policy = to_policy(LEAST + '\n[values]\nownership = "🔑 Ownership"\ncustomer-first = " Customer first "')
    assert policy.values == (Value("ownership", "🔑 Ownership"), Value("customer-first", "Customer first"))
    assert policy.is_private_allowed
    assert not policy.value_required
    strict = to_policy(LEAST + '\n[rewards]\nvalue_required = true\nprivate_allowed = false\n[values]\ncraft = "C"')
    assert (strict.value_required, strict.is_private_allowed) == (True, False)


def test_a_list_of_which_every_entry_is_wrong_is_not_called_empty_too() -> None:
    said = wrong_policy('[approvals]\napprovers = ["@ravi"]')
    assert "is not a Slack id" in said
    assert "is empty" not in said


def test_what_is_no_toml_is_told_with_its_place() -> None:
    assert re.fullmatch(r"The policy is not TOML: .*line 2.*\.", wrong_policy("[approvals]\napprovers\n"), re.DOTALL)


def test_a_policy_in_the_settings_counts_more_than_a_file(environment: Environment) -> None:
    (environment.folder / "policy.toml").write_text('[approvals]\napprovers = ["U0FILE"]')
    environment.holds(WHOLE)
    assert read_policy(settings_from_environment()).approvers == ("U0FILE",)
    environment.holds({"POLICY": LEAST})
    assert read_policy(settings_from_environment()).approvers == ("U02RAVI",)


def test_a_policy_that_an_editor_marked_is_read(environment: Environment) -> None:
    (environment.folder / "other.toml").write_text(LEAST, encoding="utf-8-sig")
    environment.holds(WHOLE | {"POLICY_FILE": "other.toml"})
    assert read_policy(settings_from_environment()).approvers == ("U02RAVI",)


@pytest.mark.parametrize("make", [lambda path: None, lambda path: path.mkdir()], ids=["missing", "a folder"])
def test_a_policy_that_cannot_be_read_is_named_with_what_to_write(environment: Environment, make: Any) -> None:
    make(environment.folder / "policy.toml")
    environment.holds(WHOLE)
    with pytest.raises(SettingsError, match=r"The policy policy\.toml cannot be read") as raised:
        read_policy(settings_from_environment())
    assert "approvers = [" in raised.value.sentence


def test_a_policy_in_another_encoding_is_told(environment: Environment) -> None:
    (environment.folder / "policy.toml").write_text(LEAST, encoding="utf-16")
    environment.holds(WHOLE)
    with pytest.raises(SettingsError, match=r"policy\.toml is not in UTF-8"):
        read_policy(settings_from_environment())
