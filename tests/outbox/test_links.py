"""Slack is asked once for the link to a message, and again for as long as it did not answer."""

from __future__ import annotations

from bot.core.message import Post
from bot.outbox.links import KEPT_MAX, Links
from bot.slack import InDoubt, NoPlace, NotPosted, SlackTrouble, TokenRefused
from tests.messages.samples import DESIGN, pending

LINK = "https://example.slack.com/archives/C0DESIGN/p20"
ABOUT_A_MESSAGE = pending(message_ts="2.0", thread_ts="1.0")


class Telling:
    """Slack, which fails in these ways first."""

    def __init__(self, *troubles: SlackTrouble) -> None:
        self.troubles = list(troubles)
        self.asked: list[Post] = []

    def permalink(self, post: Post) -> str:
        self.asked.append(post)
        if self.troubles:
            raise self.troubles.pop(0)
        return LINK


def test_a_link_is_asked_for_once_and_where_there_is_no_message_never() -> None:
    slack = Telling()
    links = Links(slack)
    assert links.link_of(pending()) == ""
    assert [links.link_of(ABOUT_A_MESSAGE) for _ in range(3)] == [LINK] * 3
    assert slack.asked == [Post(DESIGN, "2.0")]


def test_while_slack_is_away_there_is_none_and_it_is_asked_for_again() -> None:
    slack = Telling(NotPosted("URLError"), InDoubt("TimeoutError"), TokenRefused("invalid_auth"))
    links = Links(slack)
    assert [links.link_of(ABOUT_A_MESSAGE) for _ in range(4)] == ["", "", "", LINK]


def test_where_slack_refuses_it_there_is_none_and_it_is_left_alone() -> None:
    slack = Telling(NoPlace("channel_not_found"))
    links = Links(slack)
    assert [links.link_of(ABOUT_A_MESSAGE) for _ in range(2)] == ["", ""]
    assert len(slack.asked) == 1


def test_no_more_links_are_kept_than_so_many() -> None:
    slack = Telling()
    links = Links(slack)
    for number in (*range(KEPT_MAX + 1), 0):
        links.link_of(pending(message_ts=f"{number}.0", thread_ts="1.0"))
    assert len(slack.asked) == KEPT_MAX + 2
