"""To the people who look after Shabash: what happened, exactly, and what to type."""

from __future__ import annotations

from bot.core.message import Message, Silence
from bot.core.reward import Request, RewardStatus
from bot.messages.phrases import as_it_stands, in_quotes, place_name, said, these, was_given_up
from bot.messages.text import mention, named, points, quote, section


def refused(request: Request, words: str, command_line: str = "") -> Message:
    """EnKash's own words, masked already. `command_line` sends the reward again, where that can be done."""
    if request.reward.status is not RewardStatus.FAILED or was_given_up(request):
        return as_it_stands(request)
    again = f"Once the cause is mended, send it again: `{command_line}`" if command_line else ""
    return _told(
        f"EnKash refused {_what(request)}. No points moved, and I do not try again by myself.",
        "EnKash said:",
        words,
        again,
    )


def unknown(request: Request, why: str = "") -> Message:
    """An outcome that was not learned, and how a person settles it. `why` is what is known of the cause."""
    if request.reward.status is not RewardStatus.UNKNOWN:
        return as_it_stands(request)
    return _told(
        f"I sent EnKash {_what(request)}, and did not learn what became of it.",
        "What I know:",
        why,
        f"I go on looking it up by its reference. If EnKash shows it as sent, it settles by itself; "
        f"nothing is sent a second time before you say so.\n{_how_to_settle(request)}",
    )


def different(request: Request, why: str) -> Message:
    """A look-up found our reference with something else under it: only a person can tell what is true."""
    if request.reward.status is not RewardStatus.UNKNOWN:
        return as_it_stands(request)
    return _told(
        f"I looked up {_what(request)} at EnKash, and what I found is not what I sent.",
        "What I found:",
        why,
        f"I have stopped looking; it waits for you.\n{_how_to_settle(request)}",
    )


def paused(why: str) -> Message:
    """Nothing is sent to EnKash until somebody resumes."""
    return _told(
        "I have paused sending to EnKash.",
        "Why:",
        why,
        "People can go on asking and approving; what is approved waits, and nothing is lost. "
        "Once the cause is mended: `shabash resume`",
    )


def no_approvals_channel(channel_id: str, silence: str, words: str) -> Message:
    """The channel for approvals takes no card. `words` are Slack's own, where it was Slack who refused."""
    channel = place_name(channel_id)
    meanwhile = "Nothing is lost: meanwhile those who may decide get each request from me directly."
    if silence == Silence.SHARED:
        return said(
            f"{channel}, which the policy names as `[approvals] channel`, is shared with another company or is about "
            f"to be, so I show no request there. Please name a channel of your own in the policy. {meanwhile}"
        )
    return said(
        f"I can't post in {channel}, which the policy names as `[approvals] channel`. Slack says {in_quotes(words)}. "
        f"Please type `/invite @Shabash` there, or name another channel in the policy. {meanwhile}"
    )


def no_scope() -> Message:
    """Slack does not tell which channels are shared with another company."""
    return said(
        "I can't tell which channels are shared with another company, because the Slack app lacks a scope, so I say "
        "nothing in any of them. Nothing is lost: meanwhile those who may decide, and those who asked, hear from me "
        "directly. Please add the scopes `channels:read` and `groups:read` (your Slack app, OAuth & Permissions, Bot "
        "Token Scopes) and install the app again."
    )


def _what(request: Request) -> str:
    reward = request.reward
    return (
        f"{points(reward.points)} for {named(reward.recipient_id, request.names)}, asked for by "
        f"{mention(request.giver_id)} ({reward.id}, reference `{reward.reference}`)"
    )


def _how_to_settle(request: Request) -> str:
    """Every choice, and what it does."""
    reward = request.reward
    resolve = f"shabash resolve {reward.id}"
    return (
        f"Look for the reference `{reward.reference}` in EnKash's dashboard first. Then type one of these:\n"
        f"• `{resolve} --happened`: EnKash shows {these(reward.points)}. The reward counts as given.\n"
        f"• `{resolve} --did-not-happen`: EnKash surely moved nothing. I send it again, under the same reference.\n"
        f"• `{resolve} --give-up`: it is not to be sent any more. The reward ends, and the giver may ask again."
    )


def _told(headline: str, label: str, words: str, what_next: str) -> Message:
    """What happened, somebody else's words for it as a quotation, what can be done."""
    has_words = bool(words.strip())
    spoken = (headline, f"{label} {in_quotes(words)}." if has_words else "", what_next)
    shown = (headline, f"{label}\n{quote(words)}" if has_words else "", what_next)
    return Message(" ".join(part for part in spoken if part), tuple(section(part) for part in shown if part))
