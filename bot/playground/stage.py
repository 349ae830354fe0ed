"""The page's side of the server: its files, what it asks, and the two stand-ins behind it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Protocol, Self

from bot.playground import sample, slack_manifest, slack_snapshot
from bot.playground.bank import Bank
from bot.playground.deeds import Deeds
from bot.playground.enkash import TOKEN_PATH, EnKashStandIn
from bot.playground.feed import Feed
from bot.playground.server import Answer, HttpRequest, HttpResponse, Json, StandInServer, json_response
from bot.playground.slack_lines import MESSAGES_ARE_OFF
from bot.playground.slack_presses import read_chosen, read_press
from bot.playground.workspace import SlackStandIn

FOLDER = Path(__file__).with_name("page")

MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}

# Address -> the file and its media type. Nothing else is read from the disk.
FILES = {f"/{path.name}": (path.name, MEDIA_TYPES[path.suffix]) for path in sorted(FOLDER.iterdir())}
FILES["/"] = FILES.pop("/index.html")

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

NEWS_SECONDS_MAX = 25.0
"""An answer without news goes out after this long, so that a page that has gone is not waited for."""
LOOK_SECONDS = 0.25
"""Slack tells of its changes at once; what else the page shows is looked at this often."""

HOSTS = ("127.0.0.1", "localhost")


class Side(Protocol):
    """Something beside the conversations: what the page shows of it, under its name, and what it may do there."""

    name: str
    doings: Mapping[str, Callable[[Json], str]]

    def snapshot(self, asked: Mapping[str, str], /) -> Json:
        """What the page shows now; `asked` is the query of whoever looks, since each page follows what it chose."""
        ...


class Stage:
    """Serves the page, and Slack's side on the same address."""

    def __init__(self, slack: SlackStandIn, sides: Sequence[Side]) -> None:
        self._slack = slack
        self._sides = sides
        self._deeds = Deeds(slack)
        self._feed = Feed()
        self._is_closed = False
        self._doings: Mapping[str, Callable[[Json], str]] = {
            "/page/looking": self._looking,
            "/page/command": self._command,
            "/page/click": self._click,
            "/page/react": self._react,
            "/page/shortcut": self._shortcut,
            "/page/submit": self._submit,
            "/page/close": self._close,
            "/page/home": self._home,
            "/page/locale": self._locale,
        }

    def handle(self, request: HttpRequest) -> Answer:
        """Answers one HTTP request. Only pages of this very address may ask: another site that somebody has open,
        or a name that was made to point here, is refused."""
        if not _is_from_here(request):
            return json_response({"error": "This address is for this computer's own pages only."}, 403)
        if request.method == "GET" and request.path in FILES:
            name, kind = FILES[request.path]
            return HttpResponse(200, (FOLDER / name).read_bytes(), {**HEADERS, "Content-Type": kind})
        if request.method == "GET" and request.path == "/page/news":
            return json_response(self._news(request.query.get("since", "")), headers=HEADERS)
        if request.method == "GET" and request.path == "/page/aside":
            found = {side.name: side.snapshot(request.query) for side in self._sides}
            return json_response(found, headers=HEADERS)
        if do := self._doing(request.path):
            return self._do(request, do)
        return self._slack.handle(request)

    def close(self) -> None:
        """Nobody is kept waiting for news any longer."""
        self._is_closed = True

    def _doing(self, path: str) -> Callable[[Json], str] | None:
        doings = (self._doings, *(side.doings for side in self._sides))
        return next((found[path] for found in doings if path in found), None)

    def _do(self, request: HttpRequest, do: Callable[[Json], str]) -> HttpResponse:
        if request.method != "POST" or "x-playground" not in request.headers:
            return json_response({"error": "Only the page may ask for this."}, 403)
        try:
            trouble = do(request.json())
        except (ValueError, TypeError):
            return json_response({"error": "That could not be read."}, 400)
        except LookupError:
            return json_response({"error": "That is not there any longer."}, 404)
        return json_response({"trouble": trouble, "version": self._feed.take(self._items())})

    def _news(self, since: str) -> Json:
        """What changed after that version; where nothing did, the answer waits for the next change."""
        ends_at = time.monotonic() + NEWS_SECONDS_MAX
        while True:
            version = self._slack.state.version
            latest = self._feed.take(self._items())
            told = self._feed.since(since)
            if told is not None:
                return told
            if self._is_closed or time.monotonic() > ends_at:
                return {"version": latest, "is_whole": False, "items": {}, "gone": []}
            self._slack.state.wait_for_change(version, LOOK_SECONDS)

    def _items(self) -> dict[str, Any]:
        self._deeds.look()
        acting = [{"id": user_id, "role": sample.ROLES[user_id]} for user_id in sample.ACTING_IDS]
        return {
            "stage": {
                "acting": acting,
                "has_sides": bool(self._sides),
                "has_home": self._slack.identity.has_home,
                "bot_id": self._slack.identity.bot_user_id,
                "commands": sample.COMMANDS,
                "words": sample.WORDS,
                "shortcuts": [asdict(shortcut) for shortcut in slack_manifest.OURS.shortcuts],
                "reactions": sample.REACTIONS,
                "locales": sample.LOCALES,
                "first_line": sample.FIRST_LINE,
                # What stands in the composer's place where only the app writes.
                "closed_words": MESSAGES_ARE_OFF if self._slack.identity.messages_are_read_only else "",
            },
            **slack_snapshot.items(self._slack.state, sample.ACTING_IDS),
            "hints": [{**hint, "is_done": self._deeds.done[hint["deed"]]} for hint in sample.HINTS],
        }

    def _looking(self, asked: Json) -> str:
        self._deeds.looking = {(str(user_id), str(channel_id)) for user_id, channel_id in asked["panes"]}
        return ""

    def _command(self, asked: Json) -> str:
        user_id, channel_id = _acting(asked), self._channel(asked)
        thread_ts = str(asked.get("thread_ts") or "")
        if thread_ts and self._slack.state.message(channel_id, thread_ts) is None:
            raise LookupError("There is no such thread.")
        delivered = self._slack.type_line(user_id, channel_id, str(asked["line"]), thread_ts)
        if delivered is None:
            return ""
        self._deeds.sends(user_id, delivered.trouble)
        return delivered.trouble

    def _click(self, asked: Json) -> str:
        """A click or a choice: in a message, or in the modal or Home that `view_id` names."""
        user_id, press = _acting(asked), read_press(asked)
        if "view_id" in asked:
            delivered = self._slack.press_in_view(user_id, str(asked["view_id"]), press)
        else:
            delivered = self._slack.press(user_id, self._channel(asked), str(asked["ts"]), press)
        self._deeds.clicks(user_id, delivered.payload["actions"][0], delivered.trouble)
        return delivered.trouble

    def _home(self, asked: Json) -> str:
        return self._slack.open_home(_acting(asked)).trouble

    def _locale(self, asked: Json) -> str:
        """Somebody sets another language in Slack."""
        user, locale = self._slack.state.users[_acting(asked)], str(asked["locale"])
        if locale not in sample.LOCALES:
            raise ValueError("Nobody here has set that language.")
        return self._slack.user_change(replace(user, locale=locale)).trouble

    def _react(self, asked: Json) -> str:
        name = str(asked["name"])
        if name not in sample.REACTIONS:
            raise ValueError("Nobody reacts with that here.")
        self._slack.react(_acting(asked), self._channel(asked), str(asked["ts"]), name)
        return ""

    def _shortcut(self, asked: Json) -> str:
        """A shortcut from anywhere; at a message, where `ts` names one."""
        user_id, callback_id = _acting(asked), str(asked["callback_id"])
        if "ts" not in asked:
            return self._slack.shortcut(user_id, callback_id).trouble
        return self._slack.message_shortcut(user_id, self._channel(asked), str(asked["ts"]), callback_id).trouble

    def _submit(self, asked: Json) -> str:
        values = {str(block_id): read_chosen(chosen) for block_id, chosen in dict(asked["values"]).items()}
        return self._slack.submit(_acting(asked), str(asked["view_id"]), values).trouble

    def _close(self, asked: Json) -> str:
        with_all_below = asked.get("with_all_below") is True
        self._slack.close_view(_acting(asked), str(asked["view_id"]), with_all_below=with_all_below)
        return ""

    def _channel(self, asked: Json) -> str:
        channel = self._slack.state.channels[str(asked["channel_id"])]
        if not channel.is_seen_by(_acting(asked)):
            raise LookupError("That person does not see this channel.")
        return channel.id


def _acting(asked: Json) -> str:
    acting_id = str(asked["acting_id"])
    if acting_id not in sample.ACTING_IDS:
        raise LookupError("Nobody of that name is here.")
    return acting_id


def _is_from_here(request: HttpRequest) -> bool:
    host = request.headers.get("host", "")
    origin: Any = request.headers.get("origin")
    return re.sub(r":\d+$", "", host) in HOSTS and origin in {None, f"http://{host}"}


@dataclass(frozen=True, slots=True)
class Served:
    """The stand-ins on their addresses, until `stop`. Also a context manager."""

    url: str
    """Where the page is."""
    slack_api_url: str
    """SLACK_API_URL."""
    enkash_api_url: str
    """ENKASH_API_URL."""
    enkash_token_url: str
    """ENKASH_TOKEN_URL."""
    servers: tuple[StandInServer, ...]
    stage: Stage | None = None

    def stop(self) -> None:
        """Closes both addresses and every connection to them."""
        if self.stage is not None:
            self.stage.close()
        for server in self.servers:
            server.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def serve(slack: SlackStandIn, enkash: EnKashStandIn, port: int = 0, sides: Sequence[Side] | None = None) -> Served:
    """Serves the page and Slack on `port` (0: any; a busy one gives the next) and EnKash on any other.

    `sides` are beside the conversations; without any, EnKash alone is. Tells `slack` its address; where the app is must
    still be told it."""
    stage = Stage(slack, (Bank(enkash),) if sides is None else sides)
    front, back = StandInServer(stage.handle, port), StandInServer(enkash.handle)
    url, enkash_url = front.start(), back.start()
    slack.served_at(url)
    return Served(url, f"{url}/api/", enkash_url, enkash_url + TOKEN_PATH, (front, back), stage)
