"""`shabash check`: each fault is named with its mend, nothing is posted, no secret is told."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import SecretStr

from bot.checking import Finding, Mark, check_all
from bot.checking.slack import OPTIONAL, SCOPES
from bot.connecting import enkash_client, enkash_config
from bot.core.errors import SettingsError
from bot.core.token_calls import Verdict
from bot.ledger.sqlite import SqliteLedger, connect
from bot.playground import sample
from bot.playground.enkash import ACCOUNT, TOKEN
from bot.playground.enkash_faults import html, refuse, token_refused
from bot.playground.faults import Fault, drop_before, http_status, slack_error
from bot.playground.server import json_response
from bot.playground.slack_nouns import Channel, User
from bot.rewards.pausing import Switch
from bot.rewards.signing_in import SigningIn
from bot.settings import Settings
from tests.shell import ROOT, environment, shabash
from tests.world import ASHA, RAVI, World, open_world

pytestmark = pytest.mark.slow

APPROVERS = f'[approvals]\napprovers = ["{RAVI}", "S0FINANCE"]\n'
# Tests run wherever they are started, also in a container's own layer.
ANYWHERE = {"sqlite_on_temporary_disk": "accept-loss"}
REFUSED = {"sqlite_on_temporary_disk": "refuse"}
NOWHERE = "http://127.0.0.1:9/"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """The sample company, with everything that a first reward needs."""
    found = open_world(tmp_path, policy=APPROVERS, history_key=SecretStr("canary-key" * 4), **ANYWHERE)
    found.settings = found.settings.model_copy(update={"policy": APPROVERS})
    yield found
    found.bot.ledger.close()
    found.served.stop()


def checked(world: World, **changes: Any) -> list[Finding]:
    """What a check finds under these settings."""
    settings = world.settings.model_copy(update=changes)
    findings = list(check_all(lambda: settings, enkash_client))
    assert all(finding.says and (finding.mend or finding.mark is not Mark.WRONG) for finding in findings)
    assert all("\n" not in str(finding) for finding in findings)
    told = "".join(map(str, findings))
    secrets = [value.get_secret_value() for _, value in settings if isinstance(value, SecretStr)]
    assert not [secret for secret in secrets if secret and secret in told]
    return findings


def faults(world: World, **changes: Any) -> dict[str, str]:
    """What is wrong: what was tried -> what was found and its mend."""
    return {one.name: f"{one.says} {one.mend}" for one in checked(world, **changes) if one.mark is Mark.WRONG}


def line(world: World, name: str, **changes: Any) -> str:
    """The lines about that."""
    return "\n".join(str(one) for one in checked(world, **changes) if one.name == name)


def joins(world: World, user: User) -> None:
    world.slack.state.put_user(user)


# A whole installation.


def test_where_everything_is_there_nothing_is_wrong(world: World) -> None:
    assert faults(world) == {}
    findings = checked(world)
    assert [one.name for one in findings if one.mark is Mark.GOOD] == [
        *("settings", "ENKASH_ENVIRONMENT", "ENKASH_SSO_URL", "HISTORY_KEY", "policy", "Slack bot token", "scopes"),
        *("approver U02RAVI", "approving group S0FINANCE"),
        *("approving group S0FINANCE, U02RAVI", "approving group S0FINANCE, U05FARAH"),
        *("ledger", "ledger's binding", "people", "three people", "EnKash credentials", "EnKash account"),
    ]


def test_nothing_is_posted_and_no_points_move(world: World) -> None:
    checked(world)
    methods = {call.method for call in world.slack.calls}
    assert methods == {"auth.test", "users.list", "usergroups.list", "usergroups.users.list"}
    assert not world.allocations()
    assert world.enkash.token_calls == 1


def test_the_command_prints_a_line_for_each_thing_and_ends_well(world: World) -> None:
    env = environment(world.settings, POLICY=APPROVERS)
    said = shabash("check", env=env, folder=world.folder).stdout
    assert {each[0] for each in said.splitlines()} == {"✓", "•"}
    rows = json.loads(shabash("check", "--json", env=env, folder=world.folder).stdout)
    assert [row.keys() for row in rows] == [{"name", "ok", "says", "mend"}] * len(said.splitlines())
    assert all(row["ok"] for row in rows)


def test_the_command_ends_with_1_where_something_is_wrong(world: World) -> None:
    env = environment(world.settings, POLICY=APPROVERS, SLACK_BOT_TOKEN="xoxb-canary")
    ended = shabash("check", env=env, folder=world.folder, code=1)
    assert ended.stderr == "1 thing is to be mended.\n"
    assert [each for each in ended.stdout.splitlines() if each.startswith("✗ Slack bot token: ")]
    assert "canary" not in ended.stdout + ended.stderr
    found = shabash("check", "--json", env=env, folder=world.folder, code=1)
    assert [row["name"] for row in json.loads(found.stdout) if not row["ok"]] == ["Slack bot token"]


# Settings and policy.


def test_every_setting_that_is_missing_has_its_line(tmp_path: Path) -> None:
    ended = shabash("check", env=environment(), folder=tmp_path, code=1)
    assert ended.stdout.count("✗ setting ") == 12
    assert "✗ setting SLACK_BOT_TOKEN: is missing. Please set it.\n" in ended.stdout
    assert not list(tmp_path.iterdir())


def test_a_setting_that_is_wrong_has_its_mend() -> None:
    def read() -> Settings:
        raise SettingsError("setting ENKASH_API_URL: must begin with https://\nThe file .env is not in UTF-8.")

    first, second = check_all(read, enkash_client)
    assert str(first) == (
        "✗ setting ENKASH_API_URL: must begin with https://. Please mend it in .env or in the environment."
    )
    assert str(second).startswith("✗ settings: The file .env is not in UTF-8. ")


@pytest.mark.parametrize(
    ("policy", "name", "says"),
    [
        ("[approvals]\napprovers = []", "policy key approvals.approvers", "is empty"),
        ("[approvals", "policy", "not TOML"),
        ("", "policy", "nowhere.toml cannot be read"),
    ],
)
def test_a_policy_that_cannot_be_used_is_named_with_the_least_that_works(
    world: World, policy: str, name: str, says: str
) -> None:
    found = faults(world, policy=policy, policy_file=world.folder / "nowhere.toml")
    assert list(found) == [name]
    assert says in found[name]
    assert "approvers" in found[name] or "name at least one" in found[name].lower()


def test_a_key_of_the_policy_with_a_wrong_value_is_mended_where_it_stands(world: World) -> None:
    file = world.folder / "policy.toml"
    file.write_text(APPROVERS + "expires_hours = 0\n")
    (mend,) = faults(world, policy="", policy_file=file).values()
    assert mend.endswith(f"greater than or equal to 1. Please mend it in {file}.")


def test_it_is_told_where_redeem_leads_or_how_it_comes_to_lead_anywhere(world: World) -> None:
    assert line(world, "ENKASH_SSO_URL").startswith("✓ ENKASH_SSO_URL: Redeem leads to 127.0.0.1")
    told = line(world, "ENKASH_SSO_URL", enkash_sso_url="")
    assert told.startswith("• ENKASH_SSO_URL: is not set, so nobody gets a Redeem button.")
    assert "from your onboarding" in told


def test_live_and_test_are_told_and_an_address_that_speaks_against_them(world: World) -> None:
    assert "live: points are real" in line(world, "ENKASH_ENVIRONMENT")
    assert 'test: every message begins with "TEST' in line(world, "ENKASH_ENVIRONMENT", enkash_environment="test")
    drop = {"enkash_token_url": NOWHERE}
    assert "looks like a test" in line(world, "ENKASH_ENVIRONMENT", enkash_api_url="https://pay-uat.example", **drop)
    other = {"enkash_environment": "test", "enkash_api_url": "https://pay.example", **drop}
    assert "does not look like a test" in line(world, "ENKASH_ENVIRONMENT", **other)


# Slack.


def test_a_wrong_bot_token_is_named_and_the_rest_is_tried_all_the_same(world: World) -> None:
    found = faults(world, slack_bot_token=SecretStr("xoxb-canary"))
    assert list(found) == ["Slack bot token"]
    assert "(invalid_auth)" in found["Slack bot token"]
    assert "SLACK_BOT_TOKEN" in found["Slack bot token"]
    assert world.enkash.token_calls == 1


def test_a_person_s_token_is_not_a_bot_s(world: World) -> None:
    reply = {"ok": True, "team": "T", "team_id": "T1", "user_id": "U1"}
    world.slack.faults.next("auth.test", Fault(instead=json_response(reply)))
    assert "a person's token" in faults(world)["Slack bot token"]


def test_slack_out_of_reach_is_named_with_its_address(world: World) -> None:
    assert "SLACK_API_URL (127.0.0.1)" in faults(world, slack_api_url=NOWHERE)["Slack bot token"]
    world.slack.faults.next("auth.test", http_status(503))
    assert "could not be asked (HTTP 503)" in faults(world)["Slack bot token"]
    world.slack.faults.next("users.list", drop_before())
    assert list(faults(world)) == ["Slack members"]


@pytest.mark.parametrize("scope", SCOPES)
def test_each_missing_scope_is_named(world: World, scope: str) -> None:
    state = world.slack.state
    state.identity = replace(state.identity, scopes=tuple(SCOPES.keys() - {scope}))
    found = faults(world)
    assert f"scope {scope}" in found
    assert "install the app again" in found[f"scope {scope}"]


def test_the_scopes_are_those_of_the_manifest() -> None:
    scopes = yaml.safe_load((ROOT / "manifest.yml").read_text("utf-8"))["oauth_config"]["scopes"]
    assert (list(SCOPES), list(OPTIONAL)) == (scopes["bot"], scopes["bot_optional"])


def test_a_scope_that_somebody_refused_is_remarked_on_and_nothing_is_wrong(world: World) -> None:
    state = world.slack.state
    state.identity = replace(state.identity, scopes=tuple(SCOPES))
    assert line(world, "scope files:write").startswith("• ")
    assert faults(world) == {}


def test_scopes_that_slack_does_not_tell_are_remarked_on(world: World) -> None:
    reply = {"ok": True, "team": "T", "team_id": sample.TEAM_ID, "user_id": "U1", "bot_id": "B1"}
    world.slack.faults.next("auth.test", Fault(instead=json_response(reply)))
    assert line(world, "scopes").startswith("• ")


def test_socket_mode_s_token_is_tried(world: World) -> None:
    world.slack.open_sockets_at(lambda: "ws://127.0.0.1:1/")
    good = {"slack_app_token": SecretStr(sample.IDENTITY.app_token)}
    assert line(world, "Slack app token", **good).startswith("✓")
    assert faults(world, **good) == {}
    found = faults(world, slack_app_token=SecretStr("xapp-canary"))
    assert "connections:write" in found["Slack app token"]


# Channels.


def with_channel(channel_id: str) -> dict[str, str]:
    return {"policy": APPROVERS + f'channel = "{channel_id}"\n'}


def test_a_channel_of_the_policy_that_takes_messages_is_good(world: World) -> None:
    assert line(world, "approvals channel C02DESIGN", **with_channel("C02DESIGN")).startswith("✓")
    assert faults(world, **with_channel("C02DESIGN")) == {}


@pytest.mark.parametrize(
    ("channel", "says"),
    [
        (Channel("C0X", "x", is_shared=True), "shared with another company"),
        (Channel("C0X", "x", is_pending_shared=True), "shared with another company"),
        (Channel("C0X", "x", is_archived=True), "is archived"),
        (Channel("C0X", "x", is_private=True), "/invite @Shabash"),
    ],
)
def test_a_channel_of_the_policy_in_which_nothing_can_be_said_is_named(
    world: World, channel: Channel, says: str
) -> None:
    world.slack.state.put_channel(channel)
    found = faults(world, **with_channel("C0X"))
    assert list(found) == ["approvals channel C0X"]
    assert says in found["approvals channel C0X"]
    operators = f'{APPROVERS}[operators]\nchannel = "C0X"\n'
    assert list(faults(world, policy=operators)) == ["operators channel C0X"]


def test_a_channel_in_which_one_may_ask_is_tried_too(world: World) -> None:
    policy = f'{APPROVERS}[rewards]\nchannels = ["C02DESIGN", "C0NOWHERE"]\n'
    assert line(world, "rewards channel C02DESIGN", policy=policy).startswith("✓")
    assert list(faults(world, policy=policy)) == ["rewards channel C0NOWHERE"]


# Who may decide.


def test_the_approvers_of_each_tier_are_tried(world: World) -> None:
    policy = f'{APPROVERS}[[approvals.tiers]]\nup_to_points = 10000\napprovals = 1\napprovers = ["U0NOBODY"]\n'
    assert list(faults(world, policy=policy)) == ["approver U0NOBODY"]


def test_of_how_many_the_manager_is_known_is_told_where_managers_approve(world: World) -> None:
    assert line(world, "managers") == ""
    policy = APPROVERS.replace(f'["{RAVI}"', f'["manager", "{RAVI}"')
    assert "for 0 of 4 people" in faults(world, policy=policy)["managers"]
    world.alter("UPDATE people SET manager_email = 'ravi.kumar@example.com' WHERE slack_user_id <> 'U02RAVI'")
    assert "for 3 of 4 people" in line(world, "managers", policy=policy)
    assert faults(world, policy=policy) == {}


def policy(*approvers: str, operators: tuple[str, ...] = ()) -> dict[str, str]:
    text = f"[approvals]\napprovers = {list(approvers)}\n[operators]\npeople = {list(operators)}\n"
    return {"policy": text.replace("'", '"')}


def test_an_approver_whom_nobody_knows_is_named(world: World) -> None:
    found = faults(world, **policy(RAVI, "U0NOBODY"))
    assert list(found) == ["approver U0NOBODY"]
    assert "Copy member ID" in found["approver U0NOBODY"]


@pytest.mark.parametrize(
    ("user", "says"),
    [
        (User("U0X", "x", "Xenia", is_deactivated=True), "Xenia has no active account any more."),
        (User("U0X", "x", "Xenia", is_guest=True), "Xenia is a guest."),
        (User("U0X", "x", "Xenia", is_bot=True), "Xenia is an app."),
        (User("U0X", "x", "Xenia", is_stranger=True), "Xenia belongs to another company."),
    ],
)
def test_an_approver_or_operator_who_cannot_act_is_named(world: World, user: User, says: str) -> None:
    joins(world, user)
    found = faults(world, **policy(RAVI, "U0X", operators=("U0X", RAVI)))
    assert list(found) == ["approver U0X", "operator U0X"]
    assert all(words.startswith(says) for words in found.values())


def test_an_owner_of_a_budget_whom_nobody_knows_is_named(world: World) -> None:
    budget = '[[budgets]]\nper = "company"\npoints = 500\nevery = "year"\nowner = "U0NOBODY"\n'
    found = faults(world, policy=policy(RAVI)["policy"] + budget)
    assert list(found) == ["owner of a budget U0NOBODY"]


def test_a_group_that_is_not_there_is_named(world: World) -> None:
    found = faults(world, **policy(RAVI, "S0NOBODY"))
    assert list(found) == ["approving group S0NOBODY"]
    assert "(no_such_subteam)" in found["approving group S0NOBODY"]
    world.slack.state.put_group(replace(sample.GROUPS[0], is_disabled=True))
    assert "(subteam_disabled)" in faults(world)["approving group S0FINANCE"]


@pytest.mark.parametrize("members", [(), ("U0GUEST",), ("U0NOBODY",)])
def test_a_group_in_which_nobody_can_decide_is_named(world: World, members: tuple[str, ...]) -> None:
    world.slack.state.put_group(replace(sample.GROUPS[0], user_ids=members))
    found = faults(world)
    assert list(found) == ["approving group S0FINANCE"]
    assert "Add somebody" in found["approving group S0FINANCE"]


def test_each_member_of_a_group_is_told_active_or_not(world: World) -> None:
    world.slack.state.put_group(replace(sample.GROUPS[0], user_ids=(RAVI, "U0GUEST", "U0NOBODY")))
    told = "\n".join(map(str, checked(world)))
    assert "✓ approving group S0FINANCE: 1 of its 3 members can decide." in told
    assert "✓ approving group S0FINANCE, U02RAVI: Ravi Kumar is active." in told
    assert "• approving group S0FINANCE, U0GUEST: Gita Guest is a guest, so they cannot decide." in told
    assert "• approving group S0FINANCE, U0NOBODY: nobody in this workspace has this id" in told


def test_who_may_edit_a_group_is_asked_about_where_there_is_one(world: World) -> None:
    assert "whoever may edit this group decides who may approve" in line(world, "approving group S0FINANCE")
    assert "may edit" not in "".join(map(str, checked(world, **policy(RAVI))))


# The Home tab.


def test_whoever_installed_the_app_before_it_had_a_home_is_told_what_to_change(world: World) -> None:
    told = line(world, "Home tab")
    assert told.startswith("• Home tab: nobody has opened theirs yet.")
    assert "`shabash manifest`" in told
    assert "app_home_opened" in told


def test_once_somebody_has_opened_theirs_all_is_well(world: World) -> None:
    world.slack.open_home(RAVI)
    world.carry()
    assert line(world, "Home tab") == "✓ Home tab: 1 person has opened theirs."


def test_where_slack_says_that_the_tab_is_off_it_is_named(world: World) -> None:
    world.slack.faults.next("views.publish", slack_error("not_enabled"))
    world.slack.open_home(RAVI)
    world.carry()
    assert faults(world) == {
        "Home tab": "Slack says that it is off. Switch the Home tab on (your Slack app, App Home, Show Tabs)."
    }


# The ledger and its people.


@pytest.mark.parametrize("place", ["nowhere/shabash.db", "a_folder", "no_ledger.db"])
def test_a_ledger_that_cannot_be_written_is_named(world: World, place: str) -> None:
    (world.folder / "a_folder").mkdir()
    (world.folder / "no_ledger.db").write_text("This is no database. " * 200)
    url = f"sqlite:///{world.folder / place}"
    found = faults(world, database_url=url)
    assert list(found) == ["ledger"]
    assert f"DATABASE_URL ({url})" in found["ledger"]
    told = line(world, "EnKash credentials", database_url=url)
    assert told.startswith("• EnKash credentials: not tried: a token call that no ledger counts")
    assert world.enkash.token_calls == 0


def test_a_ledger_that_can_only_be_read_for_now_is_named(world: World) -> None:
    other = connect(world.sqlite.path)
    other.execute("BEGIN IMMEDIATE")
    found = faults(world)
    assert "Somebody else was writing" in found["ledger"]
    assert "could not count a token call" in found["EnKash credentials"]
    assert world.enkash.token_calls == 0
    other.close()
    assert faults(world) == {}


def test_what_the_ledger_belongs_to_is_told(world: World) -> None:
    new = {"database_url": f"sqlite:///{world.folder / 'new.db'}"}
    assert "none yet; the first run binds it" in line(world, "ledger's binding", **new)
    with world.bot.ledger.write() as tx:
        tx.bind(world.settings.binding)
    told = line(world, "ledger's binding")
    assert told.startswith("✓")
    for words in ("the company CEKPLAYGROUND", "the environment live", f"the Slack workspace {sample.TEAM_ID}"):
        assert words in told


def test_a_ledger_that_belongs_elsewhere_is_named_with_what_differs(world: World) -> None:
    with world.bot.ledger.write() as tx:
        tx.bind(world.settings.binding)
    found = faults(world, enkash_environment="test")
    assert list(found) == ["ledger's binding"]
    assert "live -> test (ENKASH_ENVIRONMENT)" in found["ledger's binding"]
    state = world.slack.state
    state.identity = replace(state.identity, team_id="T0ELSEWHERE")
    assert f"{sample.TEAM_ID} -> T0ELSEWHERE (SLACK_BOT_TOKEN)" in faults(world)["ledger's binding"]


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="this system has no disk in memory")
def test_a_ledger_on_a_disk_that_does_not_last_is_named(world: World) -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        url = {"database_url": f"sqlite:///{folder}/shabash.db"}
        assert "SQLITE_ON_TEMPORARY_DISK=accept-loss" in faults(world, **url, **REFUSED)["ledger's disk"]
        assert line(world, "ledger's disk", **url).startswith("•")


def test_an_empty_list_of_people_is_named(world: World) -> None:
    found = faults(world, database_url=f"sqlite:///{world.folder / 'new.db'}")
    assert list(found) == ["people", "three people"]
    assert "shabash people import" in found["people"]


def leaves(world: World, *slack_ids: str) -> None:
    for slack_id in slack_ids:
        joins(world, replace(world.slack.state.users[slack_id], is_deactivated=True))


@pytest.mark.parametrize(
    ("gone", "is_enough"),
    [
        (("U02MEERA",), True),
        (("U02MEERA", "U07NIKHIL"), True),
        (("U02MEERA", "U07NIKHIL", ASHA), False),
    ],
)
def test_a_first_reward_needs_three_different_people(world: World, gone: tuple[str, ...], is_enough: bool) -> None:
    leaves(world, *gone)
    found = faults(world)
    assert list(found) == ([] if is_enough else ["three people"])
    assert "A first reward needs three different people" in line(world, "three people")
    assert line(world, "people").count("•") == 1


def test_an_approver_who_has_left_is_none_of_the_three(world: World) -> None:
    leaves(world, RAVI)
    assert list(faults(world, **policy(RAVI))) == ["approver U02RAVI", "three people"]
    assert "0 can approve" in line(world, "three people", **policy(RAVI))


def test_one_who_is_both_the_only_approver_and_the_only_recipient_is_not_enough(world: World) -> None:
    database = f"sqlite:///{world.folder / 'small.db'}"
    env = environment(world.settings, DATABASE_URL=database)
    row = f"{RAVI},ravi.kumar@example.com,9800000002,Mr,Ravi,M"
    content = f"{','.join(sample.PEOPLE_COLUMNS)}\n{row}\n".encode()
    shabash("people", "import", "-", env=env, folder=world.folder, stdin=content)
    assert list(faults(world, database_url=database, **policy(RAVI))) == ["three people"]
    assert faults(world, database_url=database) == {}


# EnKash.


WRONG = {"enkash_password": SecretStr("canary-password")}


def test_refused_credentials_are_tried_once(world: World) -> None:
    found = faults(world, **WRONG)
    assert list(found) == ["EnKash credentials"]
    assert "this was number 1." in found["EnKash credentials"]
    assert "ENKASH_PASSWORD" in found["EnKash credentials"]
    for _ in range(3):
        found = faults(world, **WRONG)
        assert found["EnKash credentials"].startswith("not tried. EnKash refused these credentials")
        assert "type `shabash resume`, and check again" in found["EnKash credentials"]
    assert world.enkash.token_calls == 1
    assert not world.enkash.every_post


def test_refused_credentials_are_tried_again_once_they_are_mended_or_somebody_resumed(world: World) -> None:
    faults(world, **WRONG)
    assert faults(world) == {}
    Switch(world.bot.ledger).resume("test")
    assert "this was number 2." in faults(world, **WRONG)["EnKash credentials"]
    assert world.enkash.token_calls == 3


def test_what_the_bot_was_refused_is_not_tried_by_a_check(world: World) -> None:
    world.enkash.faults.next(TOKEN, token_refused())
    world.approve(world.asked())
    world.carry()
    assert world.enkash.faults.waiting == 0
    assert list(faults(world)) == ["EnKash credentials"]
    assert world.enkash.token_calls == 0


def test_a_check_does_not_ask_while_the_bot_does(world: World) -> None:
    config = enkash_config(world.settings)
    bot_s = SigningIn(SqliteLedger(world.sqlite.path), config.credentials, timeout_seconds=30)
    bot_s.begin()
    assert faults(world) == {
        "EnKash credentials": "not tried. Another token call is under way. Check again in a moment."
    }
    bot_s.end(Verdict.ACCEPTED)
    assert faults(world) == {}


def test_enkash_out_of_reach_is_named_with_its_address(world: World) -> None:
    found = faults(world, enkash_token_url=NOWHERE)
    assert list(found) == ["EnKash credentials"]
    assert "ENKASH_TOKEN_URL (127.0.0.1)" in found["EnKash credentials"]
    world.enkash.faults.next(TOKEN, http_status(503))
    assert "(HTTP 503)" in faults(world)["EnKash credentials"]
    assert list(faults(world, enkash_api_url=NOWHERE)) == ["EnKash account"]


@pytest.mark.parametrize("setting", ["enkash_company_id", "enkash_card_account_id", "enkash_partner_id"])
def test_a_wrong_account_is_named(world: World, setting: str) -> None:
    found = faults(world, **{setting: "SOMEBODYELSES"})
    assert list(found) == ["EnKash account"]
    assert setting.upper() in found["EnKash account"]
    assert world.enkash.token_calls == 1


def test_an_account_that_cannot_be_read_is_named(world: World) -> None:
    for fault in (refuse("No such account"), html(200), http_status(500)):
        world.enkash.faults.next(ACCOUNT, fault)
        assert list(faults(world)) == ["EnKash account"]


def test_company_balance_and_environment_stand_in_one_line(world: World) -> None:
    assert line(world, "EnKash account") == "✓ EnKash account: CEKPLAYGROUND, 50,000 points available, live."
    request = world.asked()
    world.approve(request)
    world.carry()
    told = line(world, "EnKash account", enkash_environment="test")
    assert told == "✓ EnKash account: Test Company, 49,900 points available, test."


def test_an_empty_account_is_remarked_on(world: World) -> None:
    world.enkash.balance = 0
    assert "approved rewards will wait" in line(world, "EnKash account")
    assert faults(world) == {}


def test_encryption_that_the_other_side_does_not_use_is_named(world: World) -> None:
    assert list(faults(world, enkash_encryption="aes-128-ecb")) == ["EnKash account"]


# What people write about themselves.


def test_a_name_cannot_move_the_cursor_or_begin_a_line(world: World) -> None:
    joins(world, User("U0X", "x", "Xe\x1b[31m\nnia"))
    told = line(world, "approver U0X", **policy(RAVI, "U0X"))
    assert told == "✓ approver U0X: Xe [31m nia is active."
