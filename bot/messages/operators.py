"""To the people who look after Shabash: what happened, exactly, and what they can do."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.core.message import Message, Silence
from bot.core.resolution import Resolution
from bot.core.reward import Request, RewardStatus
from bot.messages.course import as_it_stands, was_given_up
from bot.messages.language import full_stop, later, say, say_many
from bot.messages.phrases import in_quotes, place_name, said
from bot.messages.settling import BUTTONS, buttons, consequence, switch, what, who
from bot.messages.text import Block, any_of, in_words, inert, points, quote, section

# Of more rewards than this, operators see how many there are besides.
REWARDS_NAMED_MAX = 10

_TO_SETTLE = (Resolution.HAPPENED, Resolution.DID_NOT_HAPPEN, Resolution.GIVE_UP)


def refused(request: Request, words: str) -> Message:
    """EnKash's own words, masked already."""
    if request.reward.status is not RewardStatus.FAILED or was_given_up(request):
        return as_it_stands(request)
    return _told(
        say("EnKash refused {what}. No points moved, and I do not try again by myself.", what=what(request)),
        say("EnKash said:"),
        words,
        say("Once the cause is mended, somebody can send it again, under the same reference."),
        buttons(request, Resolution.SEND_AGAIN),
    )


def unknown(request: Request, why: str = "") -> Message:
    """An outcome that was not learned, and how a person settles it. `why` is what is known of the cause."""
    if not request.reward.is_in_doubt:
        return as_it_stands(request)
    if request.reward.restored_at is None:
        happened = say("I sent EnKash {what}, and did not learn what became of it.", what=what(request))
    else:
        happened = say(
            "My records were restored from a backup, and do not tell whether EnKash was sent {what}. Nothing of it "
            "moves before you say so.",
            what=what(request),
        )
    what_next = say(
        "I go on looking it up by its reference. If EnKash shows it as sent, it settles by itself; nothing is sent a "
        "second time before you say so."
    )
    return _told(
        happened,
        say("What I know:"),
        why,
        f"{what_next}\n{_how_to_settle(request)}",
        buttons(request, *_TO_SETTLE),
    )


def different(request: Request, why: str) -> Message:
    """A look-up found our reference with something else under it: only a person can tell what is true."""
    if not request.reward.is_in_doubt:
        return as_it_stands(request)
    return _told(
        say("I looked up {what} at EnKash, and what I found is not what I sent.", what=what(request)),
        say("What I found:"),
        why,
        f"{say('I have stopped looking; it waits for you.')}\n{_how_to_settle(request)}",
        buttons(request, *_TO_SETTLE),
    )


def paused(why: str) -> Message:
    """Nothing is sent to EnKash until somebody resumes."""
    return _told(
        say("I have paused sending to EnKash."),
        say("Why:"),
        why,
        say(
            "People can go on asking and approving; what is approved waits, and nothing is lost. Once the cause is "
            "mended, send what waits: with the button, or by `shabash resume`."
        ),
        switch(on=True),
    )


def confirmed_late(what: str) -> Message:
    """EnKash says that something arrived of which a person had settled otherwise, or which was withdrawn."""
    return _told(
        f"{what}{full_stop()}",
        "",
        "",
        say(
            "What has arrived counts as given, and is not sent again. Sending to EnKash is paused until somebody has "
            "looked: please see in EnKash's dashboard that it stands there once. Then send what waits: with the "
            "button, or by `shabash resume`."
        ),
        switch(on=True),
    )


def resumed(by: str) -> Message:
    """Sending goes on. `by` is who resumed, as the history names them; nobody, where it was for the credentials."""
    if by:
        done = say("{who} has resumed sending to EnKash. What waited goes now.", who=who(by))
    else:
        done = say("A start with other credentials has resumed sending to EnKash. What waited goes now.")
    return _told(done, "", "", "", switch(on=False))


def not_looked_up(ids: Sequence[str], why: str) -> Message:
    """Rewards wait because EnKash does not tell whether it has them already."""
    shown = list(ids[:REWARDS_NAMED_MAX])
    others = len(ids) - len(shown)
    which = any_of([*shown, *([say("{number} more", number=others)] if others else [])], "and")
    return _told(
        say_many(
            len(ids),
            one="{which} waits: approved before I was last started, and for about an hour EnKash has not told me "
            "whether it has it already.",
            many="{which} wait: approved before I was last started, and for about an hour EnKash has not told me "
            "whether it has them already.",
            which=which,
        ),
        say("What I last heard:"),
        why,
        say_many(
            len(ids),
            one="Nothing is lost: I go on asking, and send it as soon as EnKash says that it has nothing under the "
            "reference. What is approved now goes as ever. Please ask EnKash why the reward cannot be looked up.",
            many="Nothing is lost: I go on asking, and send them as soon as EnKash says that it has nothing under the "
            "reference. What is approved now goes as ever. Please ask EnKash why the reward cannot be looked up.",
        ),
    )


def low_balance(balance: Decimal) -> Message:
    """The company's account holds less than the policy's `low_balance_points`."""
    return _told(
        say("The company's account at EnKash runs low: {points} left.", points=points(balance)),
        "",
        "",
        say(
            "Please load points into it at EnKash. When a reward finds too little there, I pause sending by myself; "
            "what is approved waits then, and nothing is lost. I say this once, until it has been filled."
        ),
    )


def credentials_refused(why: str) -> Message:
    """As `paused`, because EnKash does not take my credentials: the settings of a running bot are those it started
    with, so what is mended in them needs a restart."""
    return _told(
        say("I cannot sign in at EnKash, so I have paused sending to it, and do not try again by myself."),
        say("Why:"),
        why,
        say(
            "People can go on asking and approving; what is approved waits, and nothing is lost.\n"
            "• If the ENKASH settings are wrong: mend them and restart me. With other credentials, sending goes on by "
            "itself.\n"
            "• If they were right all along, once EnKash takes them again: resume, with the button or by "
            "`shabash resume`. I then try them once more."
        ),
        switch(on=True),
    )


def rebound(changes: str) -> Message:
    """Somebody at the command line bound the ledger to another EnKash; `changes` says to which, and who."""
    return _told(
        say("This ledger was bound to something else at EnKash."),
        say("What changed:"),
        changes,
        say(
            "From now on rewards are sent and looked up there, those that waited too. If you know nothing of this: "
            "`shabash pause`"
        ),
    )


def policy_refused(faults: str) -> Message:
    """The policy was changed into one that cannot be used; `faults` says what is wrong, a line for each."""
    return _told(
        say("The policy was changed, and I can't use it as it is now. The one before it stays in force."),
        say("What is wrong:"),
        faults,
        say(
            "Please mend it before I am restarted: with this one I would not start. `shabash check` tells whether it "
            "is right."
        ),
    )


def policy_changed(policy_hash: str) -> Message:
    """The policy was changed, and counts. `policy_hash` is what requests say of it that are asked from now on."""
    changed = say(
        "The policy was changed, and the new one is in force for whatever is asked from now on. Who may decide on what "
        "was asked before must be named by both; amounts, tiers and approvals stay as they were asked. If you know "
        "nothing of this, look who can write to the policy file."
    )
    return said(f"{changed} ({inert(policy_hash)})")


def no_approvals_channel(channel_id: str, silence: Silence, words: str) -> Message:
    """The channel for approvals takes no card. `words` are Slack's own, where it was Slack who refused."""
    channel = place_name(channel_id)
    if silence is Silence.SHARED:
        why = say(
            "{channel}, which the policy names as `[approvals] channel`, is shared with another company or is about to "
            "be, so I show no request there. Please name a channel of your own in the policy.",
            channel=channel,
        )
    else:
        why = say(
            "I can't post in {channel}, which the policy names as `[approvals] channel`. Slack says {words}. {mend}, "
            "or name another channel in the policy.",
            channel=channel,
            words=in_quotes(words),
            mend=mend_of(silence),
        )
    meanwhile = say("Nothing is lost: meanwhile those who may decide get each request from me directly.")
    return said(f"{why} {meanwhile}")


def mend_of(silence: Silence) -> str:
    """What lets me post in a channel that Slack refuses me, without a full stop."""
    return say(_MENDS.get(silence, _INVITE))


_INVITE = later("Please type `/invite @Shabash` there")
_MENDS = {
    Silence.ARCHIVED: later("Please bring the channel back"),
    Silence.RESTRICTED: later("Please let Shabash post there"),
}


def no_scope() -> Message:
    """Slack does not tell which channels are shared with another company."""
    return said(
        say(
            "I can't tell which channels are shared with another company, because the Slack app lacks a scope, so I "
            "say nothing in any of them. Nothing is lost: meanwhile those who may decide, and those who asked, hear "
            "from me directly. Please add the scopes `channels:read` and `groups:read` (your Slack app, OAuth &amp; "
            "Permissions, Bot Token Scopes) and install the app again."
        )
    )


def _how_to_settle(request: Request) -> str:
    """Every choice, and what it does."""
    choices = "\n".join(f"• *{say(BUTTONS[choice][0])}*: {consequence(request, choice)}" for choice in _TO_SETTLE)
    return say(
        "Look for the reference `{reference}` in EnKash's dashboard first. Then say one of these:\n{choices}\nOn the "
        "command line: `shabash resolve {reward}`",
        reference=request.reward.reference,
        choices=choices,
        reward=request.reward.id,
    )


def _told(headline: str, label: str, words: str, what_next: str, *more: Block) -> Message:
    """What happened, somebody else's words for it as a quotation, what can be done."""
    has_words = bool(in_words(words))
    spoken = (
        headline,
        f"{label} {in_quotes(words.strip().removesuffix('.'))}{full_stop()}" if has_words else "",
        what_next,
    )
    shown = (headline, f"{label}\n{quote(words)}" if has_words else "", what_next)
    return Message(" ".join(part for part in spoken if part), (*(section(part) for part in shown if part), *more))
