"""Words about settling a reward by hand: the buttons, what each choice does, what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.core.message import Message
from bot.core.resolution import Conclusion, Hearing, Resolution
from bot.core.reward import Request, RequestStatus
from bot.messages.course import as_it_stands
from bot.messages.language import later, say
from bot.messages.phrases import in_quotes, listed, on_day, said
from bot.messages.text import Block, actions, button, inert, mention, named, points

BUTTONS = {
    Resolution.SEND_AGAIN: (later("Send again"), "reward_send_again"),
    Resolution.HAPPENED: (later("It happened"), "reward_happened"),
    Resolution.DID_NOT_HAPPEN: (later("It did not"), "reward_did_not_happen"),
    Resolution.GIVE_UP: (later("Give it up"), "reward_give_up"),
}
"""What each button says, and its action id."""

CONSEQUENCES = {
    Resolution.SEND_AGAIN: later("The cause of the refusal is mended: I send it again, under the same reference."),
    Resolution.HAPPENED: later("EnKash shows these points: the reward counts as given."),
    Resolution.DID_NOT_HAPPEN: later("EnKash surely moved nothing: I send it again, under the same reference."),
    Resolution.GIVE_UP: later("It is not to be sent any more: the reward ends, and the giver may ask again."),
}

_CONSEQUENCES_UNDECIDED = {
    Resolution.DID_NOT_HAPPEN: later("EnKash surely moved nothing: those who may decide can do so now."),
    Resolution.GIVE_UP: later("It is not to go on: the request ends, and whoever asked may ask again."),
}

_CONSEQUENCES_OF_REVERSAL = {
    Resolution.HAPPENED: later("EnKash shows that it took these points off the card: so they count as taken back."),
    Resolution.GIVE_UP: later(
        "It is not to go on: whoever has the points keeps them, and nobody can ask for this again."
    ),
}

RESUME, PAUSE = "sending_resume", "sending_pause"


def consequence(request: Request, resolution: Resolution) -> str:
    """What a choice does to this very request; one that nobody has decided on is not sent for it."""
    is_undecided = request.status is RequestStatus.PENDING
    ours = _CONSEQUENCES_OF_REVERSAL if request.is_reversal else {}
    of_status = _CONSEQUENCES_UNDECIDED if is_undecided else {}
    return say((CONSEQUENCES | ours | of_status)[resolution])


def what(request: Request) -> str:
    """The reward, as those who look for it at EnKash need it."""
    reward = request.reward
    return say(
        _TAKING_BACK if request.is_reversal else _GIVING,
        points=points(reward.points),
        recipient=named(reward.recipient_id, request.names),
        giver=mention(request.giver_id),
        reward=reward.id,
        reference=reward.reference,
    )


_TAKING_BACK = later(
    "a request to take {points} back from {recipient}, made by {giver} ({reward}, reference `{reference}`)"
)
_GIVING = later("{points} for {recipient}, asked for by {giver} ({reward}, reference `{reference}`)")


def buttons(request: Request, *resolutions: Resolution) -> Block:
    """A button for each choice; it carries the reward's id and nothing else."""
    reward_id = request.reward.id
    return actions(
        *(
            button(say(text), action_id, reward_id, label=f"{say(text)}: {reward_id}")
            for text, action_id in map(BUTTONS.__getitem__, resolutions)
        )
    )


def switch(*, on: bool) -> Block:
    """The button that resumes sending, or pauses it."""
    if on:
        return actions(button(say("Resume sending"), RESUME, "resume", label=say("Resume sending to EnKash")))
    return actions(button(say("Pause sending"), PAUSE, "pause", label=say("Pause sending to EnKash")))


def who(actor: str) -> str:
    """Whoever did something, as the history names them: a Slack id, or somebody at the command line."""
    return mention(actor) if actor.isalnum() and actor.isupper() else inert(actor)


def closed(request: Request, by: str, at: datetime | None, said_so: str) -> Message:
    """In place of what operators were called for, once it is settled. `said_so` is the resolution and the note, as
    the history has them; without `by`, EnKash itself settled it."""
    if not by or at is None:
        return said(f"{say('Settled: {what}.', what=what(request))} {_now(request)}")
    settled = say(
        "Settled by {person} {when}: {what}. They said: {words}.",
        person=who(by),
        when=on_day(at),
        what=what(request),
        words=in_quotes(said_so),
    )
    return said(f"{settled} {_now(request)}")


def noted() -> str:
    """In place of the form."""
    return say("Thank you, noted. I ask EnKash first, because what it knows counts more, and then write to you.")


def conclusion(request: Request, resolution: Resolution, concluded: Conclusion) -> Message:
    """To the operator whose wish it was."""
    return said(f"{_done(request, resolution, concluded)} {_now(request)}")


def _done(request: Request, resolution: Resolution, concluded: Conclusion) -> str:
    reward = request.reward
    is_taken_back = concluded is Conclusion.FOUND and request.is_reversal
    words = _FOUND_TAKEN_BACK if is_taken_back else _CONCLUDED[concluded]
    return say(words, reference=reward.reference, reward=reward.id, resolution=resolution)


_FOUND_TAKEN_BACK = later("EnKash has it under `{reference}`, so they count as taken back, whatever was said.")
_CONCLUDED = {
    Conclusion.AS_SAID: later("Done as you said."),
    Conclusion.FOUND: later("EnKash has it under `{reference}`, so it counts as given, whatever was said."),
    Conclusion.SHOWN_DIFFERENTLY: later(
        "I have not sent it again: EnKash shows something else under `{reference}`. Please look at it there."
    ),
    Conclusion.UNDER_WAY: later(
        "I have changed nothing, because EnKash shows `{reference}` as under way: it may arrive yet. I go on looking "
        "it up; please try again once EnKash is through with it."
    ),
    Conclusion.OVER_BUDGET: later(
        "I have not sent it again: when EnKash refused it, its budget had the points back, and has not enough left for "
        "them now."
    ),
    Conclusion.OVER_LIMIT: later(
        "I have not sent it again: the policy limits how many points may be asked for one person, and since EnKash "
        "refused this, the limit has no room for it any more."
    ),
    Conclusion.NOT_ASKED: later(
        "I have not sent it again, because EnKash could not tell me that it is not there. Please try again later. If "
        "you have looked for `{reference}` yourself and it surely is not there: "
        "`shabash resolve {reward} --{resolution} --unchecked`."
    ),
    Conclusion.TOO_LATE: later("It was settled meanwhile, so I have changed nothing."),
}


def _now(request: Request) -> str:
    """Where it stands, and its id."""
    return as_it_stands(request).text


def heard(request: Request, hearing: Hearing, helpers: Sequence[str]) -> Message:
    """To somebody whose click or form is not granted: why. `helpers` are those who may settle it."""
    match hearing:
        case Hearing.A_PARTY:
            why = say("You asked for this one, or it is for you, so somebody else settles it. Nothing has changed.")
        case Hearing.IN_HAND:
            why = say(
                "Somebody is settling {reward} at this very moment, so I have changed nothing else.",
                reward=request.reward.id,
            )
        case Hearing.SETTLED:
            why = f"{say('There is nothing to settle like this now.')} {_now(request)}"
        case _:
            why = _not_an_operator(helpers)
    return said(why)


def _not_an_operator(helpers: Sequence[str] = ()) -> str:
    if not helpers:
        return say("Only operators can do this. Nothing has changed.")
    return say("Only {people} can do this. Nothing has changed.", people=listed(helpers))


def switched(hearing: Hearing, *, on: bool) -> Message:
    """To whoever clicked to resume or to pause sending."""
    match hearing:
        case Hearing.GRANTED:
            done = (
                say("Sending goes on, and what waited goes now.")
                if on
                else say("Sending is paused; what is approved waits.")
            )
        case Hearing.ALREADY:
            done = say("Sending is on already.") if on else say("Sending is paused already.")
        case _:
            done = _not_an_operator()
    return said(done)
