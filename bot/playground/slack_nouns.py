"""What a Slack workspace is made of. Everything is frozen: a change puts a new object in the old one's place."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.playground.server import Json
from bot.playground.slack_manifest import OURS


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """Who the workspace and the app are, the secrets that they share, and what the app was granted: by default what its
    own manifest asks for."""

    team_id: str
    team_domain: str
    team_name: str
    app_id: str
    bot_id: str
    bot_user_id: str
    bot_token: str
    app_token: str
    signing_secret: str
    command: str = OURS.command
    should_escape: bool = OURS.should_escape
    scopes: tuple[str, ...] = OURS.scopes
    events: tuple[str, ...] = OURS.events
    has_home: bool = OURS.has_home
    has_messages: bool = OURS.has_messages
    messages_are_read_only: bool = OURS.messages_are_read_only

    @property
    def tokens(self) -> tuple[str, str]:
        """Those that exist at all; each method takes one of them."""
        return self.bot_token, self.app_token


@dataclass(frozen=True, slots=True)
class User:
    """Somebody in Slack. `name` is the handle typed after @. A stranger belongs to another company's workspace."""

    id: str
    name: str
    real_name: str
    email: str = ""
    is_bot: bool = False
    is_guest: bool = False
    is_stranger: bool = False
    is_deactivated: bool = False
    zone: str = "Asia/Kolkata"
    zone_offset_seconds: int = 19_800
    locale: str = "en-IN"

    @property
    def display_name(self) -> str:
        """What a mention of them reads."""
        return self.real_name.partition(" ")[0]


@dataclass(frozen=True, slots=True)
class Group:
    """A user group: `handle` is typed after @."""

    id: str
    handle: str
    name: str
    user_ids: tuple[str, ...]
    is_disabled: bool = False


@dataclass(frozen=True, slots=True)
class Channel:
    """A conversation. `member_ids` matter for private ones; with a `partner_id` it is that person's direct messages.

    `is_shared`: with another company; `is_pending_shared`: another company is invited; `is_org_shared`: with another
    workspace of the same company."""

    id: str
    name: str
    is_private: bool = False
    member_ids: tuple[str, ...] = ()
    bot_is_member: bool = False
    is_archived: bool = False
    is_shared: bool = False
    is_pending_shared: bool = False
    is_org_shared: bool = False
    partner_id: str = ""

    def is_seen_by(self, user_id: str) -> bool:
        """Whether that person finds it in their list."""
        if self.partner_id:
            return self.partner_id == user_id
        return not self.is_private or user_id in self.member_ids


@dataclass(frozen=True, slots=True)
class Message:
    """A message. `only_for` names the one person who sees an ephemeral one; `edited_ts` is empty until it is edited;
    `reactions` are an emoji's name and who added it, in order."""

    channel_id: str
    ts: str
    user_id: str
    text: str
    blocks: tuple[Json, ...] = ()
    thread_ts: str = ""
    edited_ts: str = ""
    only_for: str = ""
    reactions: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class View:
    """A modal that somebody has open, or their Home of the app. `definition` is what the app sent, `errors` what it
    said about the last submission, by block id; `trouble` is what Slack shows when the app could not be reached."""

    id: str
    user_id: str
    definition: Json
    hash: str
    root_id: str
    previous_id: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    trouble: str = ""
