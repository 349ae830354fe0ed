"""Every message and every form, with whatever somebody else may have written planted in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bot.core import judging
from bot.core.absence import Absence, Away, Shared
from bot.core.away import Unclear
from bot.core.budget import Budget, Every, Per, Period, Pot
from bot.core.command import Ask, Subcommand
from bot.core.days import Rhythm, before, containing
from bot.core.digest import BARS, THANKS_SHOWN_MAX, Bar, Digest, DigestRule, Leader, Sums, Thanks
from bot.core.errors import LedgerBusy, LedgerFull, LedgerInDoubt
from bot.core.explanation import Explanation
from bot.core.filling import Draft, Filled, Origin
from bot.core.home import Home, Month
from bot.core.inquiry import Balance, CompanyAccount, Hitch
from bot.core.judging import Check, Rule
from bot.core.limits import Limit, LimitPer, Room
from bot.core.lowering import Unfit
from bot.core.message import Message, Silence
from bot.core.past import PAGES_MAX, Past
from bot.core.policy import MANAGER, Policy, Standing, Tier, User
from bot.core.question import Question
from bot.core.reassigning import Hindrance
from bot.core.reconciling import Verdict
from bot.core.refusal import Barred, Refusal, Why
from bot.core.resolution import Conclusion, Hearing, Resolution
from bot.core.reversal import NotTakenBack, Obstacle
from bot.core.reward import Request, RewardStatus
from bot.core.timetable import Timetable
from bot.core.value import Value
from bot.core.waiting import Listed, Waiting
from bot.messages import (
    answers,
    asking,
    away,
    books,
    budgets,
    card,
    deciding,
    details,
    digest,
    direct,
    forms,
    history,
    home,
    leaving,
    listed,
    lookback,
    operators,
    questions,
    reconciling,
    redeeming,
    refusals,
    restoring,
    settling,
    thread,
    timing,
    undoing,
    waiting,
)
from bot.messages.explaining import explained
from bot.messages.help import help_text
from bot.messages.language import say
from bot.messages.phrases import said
from tests.messages.samples import (
    ABOUT_A_REQUEST,
    ASHA,
    DECIDE_VIEWS,
    DECIDERS,
    FARAH,
    MEERA,
    RAVI,
    SETTLE_VIEWS,
    SETTLED_AT,
    allocated,
    approved,
    declined,
    for_several,
    held,
    looked_back,
    private,
    taken_back,
    to_take_back,
)


def everything(request: Request, deciders: list[str], words: str) -> list[Message]:
    """Every message there is; `words` stand in each wherever somebody writes some."""
    return [
        *_about_the_request(request, deciders, words),
        *_about_a_private_one(private(request), deciders),
        *_about_taking_back(request, deciders, words),
        *_for_operators(request, deciders, words),
        *(message for each in for_several(request) for message in _about_several(each, deciders, words)),
        # In all of these the first share is the same.
        *(render(each.share("1")) for each in for_several(request)[:1] for render in ABOUT_A_REQUEST.values()),
        *(
            explained(found, command="/reward", for_giver=is_theirs)
            for found in _explained(request, deciders, words)
            for is_theirs in (True, False)
        ),
        *(
            listed.in_your_name(answers.asked(each, deciders), each, f"command line: {words}")
            for each in (request, approved(request=request))
        ),
        *_about_budgets(words),
        *_about_redeeming(deciders, words),
        *_about_absences(words),
        *_digests(request, deciders, words),
        *_at_fields(words[:500]),
        *map(said, _sentences(words)),
    ]


def _about_the_request(request: Request, deciders: list[str], words: str) -> list[Message]:
    return [
        *(render(request) for render in ABOUT_A_REQUEST.values()),
        card.card(request, deciders=deciders),
        card.card(request, deciders=deciders, for_decider=True),
        card.card(looked_back(request), deciders=deciders, for_decider=True),
        answers.asked(looked_back(request), deciders),
        lookback.decide_directly(request, "/reward"),
        thread.refused(request, deciders),
        direct.unconfirmed_for_long(request, MEERA, deciders),
        direct.expired(request, f"/reward <@{ASHA}> 100 for {words}"),
        *(direct.no_channel(request, deciders, silence) for silence in Silence),
        *(direct.news(request, silence) for silence in Silence),
        direct.reminder(request, deciders),
        *(card.card(replace(request, quorum=3), deciders=deciders, for_decider=copy) for copy in (True, False)),
        questions.asked(request, _questions(request, words)),
        questions.replied(request, _questions(request, words)),
        *(questions.no_reply(request, each, viewer) for each in _questions(request, words) for viewer in (MEERA, RAVI)),
        *(timing.escalated(request, asked, deciders) for asked in ((*deciders, MANAGER), ())),
        timing.extended(request, deciders),
        *(
            card.card(replace(request, escalated_to=("S0FINANCE",)), deciders=deciders, for_decider=copy)
            for copy in (True, False)
        ),
        leaving.nobody_decides(request, deciders),
        leaving.somebody_decides(request, deciders),
        direct.declined(declined(request, words)),
        answers.asked(request, deciders),
        answers.asked(request, deciders, _pots(words), says_where=True),
        *(
            card.card(each, deciders=deciders, link=LINK)
            for each in (request, approved(request=request), allocated(request))
        ),
        direct.thanks(allocated(request), LINK),
        direct.thanks(allocated(request), LINK, can_redeem=True),
        *(card.card(replace(found, quorum=0, tier_up_to_points=100)) for found in (approved(), allocated())),
        *(answers.cancel(request, viewer) for viewer in (MEERA, ASHA)),
        answers.status(request, MEERA, deciders),
        answers.status(declined(request, words), MEERA, deciders),
        *(answers.click(request, viewer, deciders) for viewer in (MEERA, ASHA, RAVI, "U09NIKHIL")),
        answers.not_yours(words),
        answers.nothing_to_ask_again(words),
        *(help_text(words[:40], policy, words[:40]) for policy in _policies(deciders)),
        restoring.ended(replace(held(request), ended_by=f"command line: {words}")),
        waiting.waiting(_waiting(request), answers.cancelled(request)),
        *(history.history(past, words[:40]) for past in _pasts(request, deciders, words)),
    ]


def _about_a_private_one(request: Request, deciders: list[str]) -> list[Message]:
    """What shows a value, and that no channel hears of it."""
    return [
        *(card.card(each, deciders=deciders, for_decider=True) for each in (request, allocated(request))),
        *(thread.arrived(each) for each in (allocated(request), allocated(replace(request, value_name="")))),
        thread.confirmed(allocated(request)),
        thread.news(allocated(request)),
        direct.thanks(allocated(request), LINK),
        *(direct.unconfirmed_for_long(request, viewer, deciders) for viewer in (MEERA, RAVI)),
        answers.asked(request, deciders),
        *(answers.status(request, viewer, deciders) for viewer in (MEERA, RAVI)),
        waiting.waiting(_waiting(request)),
        history.history(Past(MEERA, 1, (request,), deciders={request.id: tuple(deciders)}), "/reward"),
    ]


def _about_several(request: Request, deciders: list[str], words: str) -> list[Message]:
    """What is said of a request for several as a whole."""
    several_seen = replace(request, lookback=looked_back().lookback)
    return [
        card.card(several_seen, deciders=deciders, for_decider=True, link=LINK),
        card.card(request, deciders=deciders),
        answers.asked(several_seen, deciders, _pots(words), is_giver_left_out=True),
        answers.cancelled_whole(request.id, words[:40]),
        *(answers.cancel(request, viewer) for viewer in (MEERA, ASHA)),
        *(answers.click(request, viewer, deciders) for viewer in (MEERA, ASHA, RAVI)),
        answers.status(declined(request, words), MEERA, deciders),
        answers.status(request, MEERA, deciders),
        answers.decided(request, RAVI, deciders),
        thread.summary(request),
        thread.news(request),
        direct.news(request, Silence.SHARED),
        direct.lowered(request, deciders),
        direct.declined(declined(request, words)),
        direct.expired(request, f"/reward {' '.join(f'<@{one}>' for one in request.recipients)} 100 for {words}"),
        leaving.recipient_gone(request),
        leaving.nobody_decides(request, deciders),
        waiting.waiting(_waiting(request), answers.cancelled(request)),
        history.history(Past(MEERA, 1, (request, request.share("2"))), words[:40]),
    ]


def _about_taking_back(request: Request, deciders: list[str], words: str) -> list[Message]:
    return [
        undoing.with_button(answers.status(request, MEERA, deciders), request),
        *(undoing.taken_back(request, place) for place in (ASHA, MEERA, request.channel_id)),
        *(undoing.taken_back(make(request), ASHA) for make in (taken_back, lambda each: allocated(to_take_back(each)))),
        *(
            undoing.refused(found, words, command=words[:40], giver_days=days)
            for found in _not_taken_back(request, deciders)
            for days in (0, 1, 7)
        ),
        undoing.refused(NotTakenBack(Obstacle.NOT_YOURS), "", command="/reward", giver_days=7),
    ]


def _not_taken_back(request: Request, deciders: list[str]) -> list[NotTakenBack]:
    return [
        *(NotTakenBack(why, request, tuple(deciders)) for why in Obstacle),
        *(
            NotTakenBack(Obstacle.ASKED, request, tuple(deciders), make(to_take_back(request)))
            for make in (lambda reversal: reversal, lambda reversal: approved(RewardStatus.FAILED, reversal))
        ),
        NotTakenBack(Obstacle.NOT_YOURS),
    ]


def _for_operators(request: Request, deciders: list[str], words: str) -> list[Message]:
    by = f"command line: {words}"
    return [
        leaving.for_operators(deciders),
        timing.undecided_for_operators(request.id),
        # An e-mail address has 254 characters at most.
        details.changed({"email": (words[:254], words[:254]), "mobile": (words[:254], words[:254])}),
        details.changed_for_operators(by, len(deciders), dict.fromkeys(deciders, ("email", "mobile"))),
        details.forgotten_for_operators(by, ASHA),
        operators.refused(request, words),
        operators.unknown(request, words),
        operators.different(request, words),
        operators.paused(words),
        operators.not_looked_up(deciders, words),
        operators.confirmed_late(f"EnKash confirmed {request.id} after it had been settled otherwise"),
        operators.credentials_refused(words),
        operators.rebound(words),
        *(operators.no_approvals_channel("C0APPROVALS", silence, words) for silence in Silence),
        operators.no_scope(),
        operators.policy_refused(words),
        operators.policy_changed(words),
        operators.resumed(by),
        operators.low_balance(Decimal(100)),
        settling.closed(request, by, SETTLED_AT, words),
        settling.closed(request, FARAH, SETTLED_AT, words),
        *(settling.switched(hearing, on=on) for hearing in Hearing for on in (True, False)),
        *(
            settling.conclusion(request, resolution, conclusion)
            for resolution in Resolution
            for conclusion in Conclusion
        ),
        restoring.restored(by, 2),
        said(restoring.lost(words)),
        restoring.lost_for_operators(words),
        reconciling.differences([_line(words, verdict) for verdict in Verdict], 2, has_paused=True),
        reconciling.balance("50000.0", 300, "48700.0", "2026-11-22T12:00:00+00:00"),
        books.sealed(head="ab", entries=1, asked=1, approved=1, allocated=1, points_allocated=1, since="1", up_to=1),
    ]


def every_view(request: Request) -> list[dict[str, Any]]:
    """Every form there is."""
    named = [User(RAVI, name, Standing.MEMBER) for name in (request.names.get(RAVI, ""), "")]
    return [
        *(render(request) for render in (*DECIDE_VIEWS, *SETTLE_VIEWS)),
        forms.reassign_form(request, named),
        *asking_views(request),
        *home_views(request, request.reason),
        *(
            forms.reply_form(request, each, in_thread=in_thread)
            for each in _questions(request, request.reason)
            for in_thread in (True, False)
        ),
    ]


def asking_views(request: Request) -> list[dict[str, Any]]:
    """The form of a giver, opened anywhere, filled in and told everything there is to tell."""
    words, policies = request.reason, _policies(list(DECIDERS))
    origins = [Origin(request.channel_id, "", "2.0", "1.0", ASHA), Origin("D0PAIR"), Origin()]
    filled = Filled((ASHA, RAVI), "100", "the giver's own words", request.channel_id, "tag1", is_private=True)
    strict = replace(policies[1], approvals_channel="C0APPROVALS", reason_required_from_points=1)
    found = [each for each in _explained(request, list(DECIDERS), words) if isinstance(each, Explanation)]
    taken = [
        replace(each, verdict=replace(each.verdict, tier=Tier(100, approvals, DECIDERS)), refusal=None)
        for approvals, each in enumerate(found)
    ]
    told = [
        *(asking.foreseen(each, policy) for each in (*found, *taken) for policy in policies),
        *(asking.beforehand(policy, _pots(words), MEERA) for policy in policies),
    ]
    return [
        *(asking.ask_form(origins[0], policies[1], each) for each in told),
        *(asking.ask_form(origin, policy, "…", filled) for origin in origins for policy in (*policies, strict)),
        *(asking.cannot_ask(refusal) for refusal in _refused(words)),
        *(asking.preview(Draft(origin, filled), policies[1], each) for origin in origins for each in told),
    ]


def home_views(request: Request, words: str) -> list[dict[str, Any]]:
    """A Home with everything on it, of each thing as much as there may be; and one with nothing."""
    listed = Listed((request,) * 10, 3)
    own = [replace(pot, budget=replace(pot.budget, every=every)) for pot in _pots(words) for every in Every]
    full = Home(
        MEERA,
        SETTLED_AT,
        Waiting(listed, listed, listed, {request.id: DECIDERS}),
        tuple(own),
        [(pot.budget, (pot,) * 30) for pot in own],
        (declined(request, words),) * 5,
        (replace(allocated(request), giver_id=RAVI),) * 5,
        tuple(Month(date(2026, number, 1), 1_000_000 * number, number) for number in range(11, 5, -1)),
    )
    return [
        home.home(found, answer, command=words[:40], policy=policy)
        for found in (full, Home(ASHA, SETTLED_AT, Waiting()))
        for answer in (None, answers.asked(request, DECIDERS, own))
        for policy in _policies(list(DECIDERS))
    ]


def _at_fields(words: str) -> list[Message]:
    """What stands at a field is plain, and no message of its own."""
    errors = [error for refusal in _refused(words) for error in asking.at_field(refusal).values()]
    return [Message("…", ({"type": "section", "text": {"type": "plain_text", "text": error}},)) for error in errors]


def _refused(words: str) -> list[Refusal]:
    return [
        Refusal(why, seen=words, name=words, person_id=who, limit=1, allowed=(ASHA,), tags=("craft",))
        for why in Why
        for who in ("", ASHA)
    ] + [
        Refusal(
            Why.NOT_MAPPED,
            line=line,
            number=number,
            barred=tuple(
                Barred(who, words, why, _rooms()[0])
                for why in (*_BARRED_FOR, Why.OVER_LIMIT_OF_PAIR)
                for who in ("", ASHA, RAVI)
            ),
        )
        for line, number in ((f"<@{ASHA}> 100", 50), ("", 3))
    ]


_BARRED_FOR = (
    *(Why.BOT, Why.STRANGER, Why.GUEST, Why.DEACTIVATED, Why.YOURSELF, Why.NOT_YET_KNOWN, Why.NOT_MAPPED),
    Why.OVER_LIMIT_OF_RECIPIENT,
)
LINK = "https://example.slack.com/archives/C0DESIGN/p1700000000000100?thread_ts=1.0&cid=C0DESIGN"
_POLICY = Policy((RAVI,), points_min=10, points_multiple_of=10)


def _line(words: str, verdict: Verdict) -> dict[str, str]:
    return {"id": "", "reference": words, "verdict": str(verdict), "here": "allocated, 100 points", "there": words}


def _policies(deciders: list[str]) -> list[Policy]:
    """With and without what a policy may say."""
    tier = Tier(50, 2, (*deciders, MANAGER))
    strict = Policy(
        tuple(deciders), tiers=(tier,) * 10, channels=("C0DESIGN",), points_min=10, points_multiple_of=10,
        reason_required_from_points=20, budgets=(Budget(Per.GIVER, 1_000, Every.MONTH),),
        values=tuple(Value(f"tag{number}", "name" * 18) for number in range(100)), is_private_allowed=False,
    )  # fmt: skip
    return [Policy(tuple(deciders)), strict]


def _explained(request: Request, deciders: list[str], words: str) -> list[Explanation | Refusal | Subcommand]:
    refusal = Refusal(Why.NOT_MAPPED, person_id=ASHA, name=words, line=f"<@{ASHA}> 100")
    tier = Tier(1_000, 2, (*deciders, MANAGER))
    found = Explanation(
        ask=Ask((ASHA,), request.points, value="craft", is_private=True),
        recipients=(ASHA,),
        giver_id=MEERA,
        verdict=judging.Verdict(
            (Check(Rule.AMOUNT, None), Check(Rule.MAPPED, Why.NOT_MAPPED)), tier, tuple(deciders), {FARAH: RAVI}
        ),
        refusal=refusal,
        deciders=tuple(deciders),
        pots=_pots(words),
        rooms={ASHA: _rooms()},
        lookback=looked_back().lookback,
        body={"loadAmount": request.points, "remarks": words},
        names=dict.fromkeys((ASHA, MEERA), words),
        times=Timetable(SETTLED_AT, SETTLED_AT, SETTLED_AT),
        above=(*deciders, MANAGER),
    )
    allowed = replace(
        found,
        verdict=judging.Verdict((Check(Rule.AMOUNT, None),), tier, ()),
        refusal=None,
        deciders=(),
        body={},
        above=(),
    )
    return [found, allowed, refusal, Subcommand("explain")]


def _rooms() -> tuple[Room, ...]:
    """Of each kind, with something left and with nothing."""
    limits = [Limit(per, 500, *window) for per in LimitPer for window in ((30, None), (None, Every.QUARTER))]
    return tuple(Room(limit, left) for limit in limits for left in (120, 0, -7))


def _questions(request: Request, words: str) -> tuple[Question, ...]:
    asked = Question(f"{request.id}-Q1", request.id, RAVI, words, SETTLED_AT)
    return asked, replace(asked, id=f"{request.id}-Q2", reply=words, replied_at=SETTLED_AT)


def _pots(words: str) -> tuple[Pot, ...]:
    """Of each kind; what HR calls a department may be anything."""
    period = Period(date(2026, 11, 1), date(2026, 12, 1))
    whose = {Per.GIVER: MEERA, Per.DEPARTMENT: words, Per.COMPANY: ""}
    return tuple(Pot(Budget(per, 1_000, Every.MONTH, RAVI), name, period, 900) for per, name in whose.items())


def _about_budgets(words: str) -> list[Message]:
    told = {"per": Per.DEPARTMENT, "whose": words, "every": Every.YEAR, "points": 500, "taken": 450}
    days = {"first": "2026-01-01", "next_first": "2027-01-01"}
    return [
        budgets.nearly_used_up(RAVI, {**told, **days}),
        budgets.budgets(_pots(words), [(pot.budget, (pot,) * 30) for pot in _pots(words)], MEERA),
        budgets.budgets([replace(_pots(words)[1], whose="")], [(_pots(words)[0].budget, ())], MEERA),
        budgets.budgets([replace(pot, taken_points=2_000) for pot in _pots(words)], (), MEERA),
        budgets.budgets((), (), MEERA),
        *(said(refusals.sentence(Refusal(Why.OVER_BUDGET, pot=pot), command="/reward")) for pot in _pots(words)),
        *(
            said(refusals.sentence(Refusal(Why.OVER_LIMIT_OF_PAIR, person_id=ASHA, room=room), command="/reward"))
            for room in _rooms()
        ),
    ]


def _about_redeeming(deciders: list[str], words: str) -> list[Message]:
    whole = CompanyAccount(Decimal(50_000), Decimal(1_200), Decimal("300.5"))
    found = [Balance(Decimal(1_250), whole), Balance(Hitch.NO_CARD, CompanyAccount(Decimal(1)))]
    found += [Balance(Decimal(1), Hitch.AWAY), Balance(Hitch.AWAY), Balance(Decimal(0))]
    return [
        redeeming.looking_up(),
        redeeming.asked_already(),
        redeeming.way_in(f"https://rewards.example.com/sso/{'x' * 2_400}/employee_rewards/CRM"),
        *(redeeming.no_answer(why, deciders, words[:40]) for why in Hitch),
        *(redeeming.balance(each, deciders, words[:40], can_redeem=True) for each in found),
    ]


def _about_absences(words: str) -> list[Message]:
    absence = Absence(RAVI, FARAH, SETTLED_AT, SETTLED_AT + timedelta(days=3))
    told = {"person_id": RAVI, "ends_at": absence.ends_at.isoformat()}
    return [
        *(away.unclear(why, words[:40]) for why in Unclear),
        *(
            away.went_away(Away(absence, is_deputy_away=True, shared=shared, besides=(MEERA, ASHA)), words[:40])
            for shared in Shared
        ),
        *(away.standing(found, words[:40]) for found in (Away(None), Away(absence, others=(absence,) * 3))),
        *(away.came_back(found) for found in (None, absence)),
        away.deputy(**told),
        away.deputy_no_more(**told),
    ]


def _digests(request: Request, deciders: list[str], words: str) -> list[Message]:
    """Full ones, with everything that a policy may let them show, and empty ones."""
    names = dict.fromkeys((ASHA, MEERA, *deciders), words)
    thanks = [
        Thanks(request.id, MEERA, people, request.points, reason, "C0DESIGN")
        for people in ((ASHA,), tuple(deciders), (ASHA, *deciders))
        for reason in (request.reason, words, "")
    ]
    months = [containing(date(2026, 11, 1), Rhythm.MONTH)]
    while len(months) < BARS:
        months.append(before(months[-1], Rhythm.MONTH))
    full = Digest(
        period=months[0],
        sums=Sums(1_000_000, 100_000, 10**12),
        thanks=tuple(thanks * THANKS_SHOWN_MAX)[:THANKS_SHOWN_MAX],
        pots=_pots(words)[2:] * 3,
        undecided=1_000,
        unknown=1,
        bars=tuple(Bar(month, Sums(number, 1, number * 10**9)) for number, month in enumerate(months)),
        leaders=tuple(Leader(1, who, 3, 10**12) for who in (ASHA, MEERA, *deciders)[:10]),
        values=((words, 3), ("#ownership", 1)),
        names=names,
    )
    rules = [DigestRule("C0DESIGN", every, has_points=has_points) for every in Rhythm for has_points in (True, False)]
    return [
        *(digest.digest(found, rule) for found in (full, Digest(months[0], Sums(0, 0, 0))) for rule in rules),
        *(digest.digest(full, rule, picture_id="F00000001") for rule in rules),
        *(digest.not_posted("C0DESIGN", silence, words) for silence in Silence),
    ]


def _waiting(request: Request) -> Waiting:
    listed = Listed((request,), 3)
    return Waiting(listed, listed, listed, {})


def _pasts(request: Request, deciders: list[str], words: str) -> list[Past]:
    """Full pages of a giver and of a recipient, and pages with nothing on them."""
    named = {request.id: tuple(deciders)}
    own = (request, declined(request, words)) * 5
    return [
        *(Past(MEERA, page, own, has_more=True, deciders=named) for page in (1, PAGES_MAX)),
        Past(ASHA, 2, (allocated(request),) * 10),
        *(Past(ASHA, page) for page in (1, 2)),
    ]


def _sentences(words: str) -> list[str]:
    """What is no message by itself. Of the line to type, the command is ours and the rest its writer's own."""
    return [
        *(refusals.sentence(refusal, command="/reward") for refusal in _refused(words)),
        answers.form_not_opened(words),
        answers.unexpected("K3F9", words),
        answers.another_workspace(),
        answers.form_too_late(),
        *(answers.ledger_fault(kind(), words) for kind in (LedgerBusy, LedgerInDoubt, LedgerFull)),
        settling.noted(),
        questions.lost().text,
        say(questions.WAITS_FOR_REPLY),
        *(deciding.unfit(why, _POLICY, 100) for why in Unfit),
        *(deciding.hindered(why) for why in Hindrance),
    ]
