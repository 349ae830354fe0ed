"""Passing a request on: to whom, and who is waited for afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from bot.core.absence import Rights, Voices, voices_of
from bot.core.reward import Request


class Hindrance(StrEnum):
    """Why a request cannot be passed on to somebody."""

    YOURSELF = "yourself"
    GIVER = "giver"
    RECIPIENT = "recipient"
    HAS_APPROVED = "has_approved"
    NOT_ENTITLED = "not_entitled"
    LEFT_TO_YOU = "left_to_you"
    """They are away, and their deputy is whoever passes it on."""
    NEEDED = "needed"
    """Without whoever passes it on, too few would be left to approve it."""


def after(request: Request, by: str, to: str, rights: Rights) -> Mapping[str, str]:
    """Who has passed it on once `by` has, to `to`, who is waited for from then on."""
    waited_for = (to, reached_at(request, to, rights))
    others = {person: whom for person, whom in request.reassigned.items() if person not in waited_for}
    return {**others, by: to}


def reached_at(request: Request, to: str, rights: Rights) -> str:
    """Who gets what is passed on to this person: their deputy, who is there and can approve, while they are away."""
    deputy = rights.deputies.get(to, to)
    is_there = deputy in unheard(request, rights.voices) and deputy not in rights.deputies
    return deputy if is_there else to


def unheard(request: Request, voices: Voices) -> Voices:
    """Those who can still approve: all but those who have, and for whom somebody has."""
    heard = (*request.approvers, *request.voices)
    return {person: voice for person, voice in voices.items() if person not in heard and voice not in heard}


def rights_on(request: Request, entitled: Iterable[str], deputies: Mapping[str, str]) -> Rights:
    """The rights on this request of whom is entitled, and of the deputies of those who have not been heard. A deputy of
    two stands last for who passed it on, unless it was to that very deputy."""
    last = [by for by, to in request.reassigned.items() if deputies.get(by) != to]
    return Rights(voices_of(entitled, deputies_left(request, deputies), last), deputies)


def deputies_left(request: Request, deputies: Mapping[str, str]) -> Mapping[str, str]:
    """Who is away and has not been heard -> their deputy. A deputy who has approved stays theirs for whom it was, and
    is nobody else's."""
    heard_by = {decision.decider_id: decision.decider_id for decision in request.approvals}
    heard_by.update({decision.voice: decision.decider_id for decision in request.approvals})
    spoke_for = {decision.decider_id: decision.voice for decision in request.approvals}
    return {
        person: deputy
        for person, deputy in deputies.items()
        if heard_by.get(person, deputy) == deputy and spoke_for.get(deputy, person) == person
    }


def awaited_voices(request: Request, rights: Rights) -> Voices:
    """Whose approval is waited for: of those who can still approve, neither who passed it on, nor who is away while
    their deputy decides anyway. Where the others are too few, those away are waited for as well, and where that is not
    enough, everybody is."""
    left = unheard(request, rights.voices)
    present = {person: voice for person, voice in left.items() if person in rights.present}
    # What was passed on to somebody who then named that very person is theirs again.
    reassigned = {by: to for by, to in request.reassigned.items() if rights.deputies.get(to) != by}
    others = (_but_for(reassigned, present), _but_for(reassigned, left))
    return next((people for people in others if not _is_too_few(request, people)), left)


def hindrance(request: Request, by: str, to: str, rights: Rights) -> Hindrance | None:
    """Why `by`, who may decide, cannot pass it on to `to`; None where they can."""
    if to == by:
        return Hindrance.YOURSELF
    if to == request.giver_id:
        return Hindrance.GIVER
    if to in (reward.recipient_id for reward in request.rewards):
        return Hindrance.RECIPIENT
    if to in request.approvers or rights.voices.get(to) in request.voices:
        return Hindrance.HAS_APPROVED
    if to not in rights.voices:
        return Hindrance.NOT_ENTITLED
    if rights.deputies.get(to) == by:
        return Hindrance.LEFT_TO_YOU
    others = _but_for(after(request, by, to, rights), unheard(request, rights.voices))
    return Hindrance.NEEDED if _is_too_few(request, others) else None


def _but_for(reassigned: Mapping[str, str], voices: Voices) -> Voices:
    """All of them but those who passed it on, and who brings the same decision, unless it was passed on to those."""
    passed_on = {*reassigned, *(voices[person] for person in reassigned if person in voices)}
    return {
        person: voice
        for person, voice in voices.items()
        if person not in reassigned and (voice not in passed_on or person in reassigned.values())
    }


def _is_too_few(request: Request, voices: Voices) -> bool:
    """Whether these alone are too few for the approvals that it still needs."""
    return len({*voices.values()}) < request.quorum - len(request.approvals)
