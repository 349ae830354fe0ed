"""The slash command: alone it opens the form; ask, help, pending, history, balance, status, cancel, explain, budget,
away, back and undo."""

from __future__ import annotations

from collections.abc import Callable

from slack_bolt import App

from bot.core.away import Unclear
from bot.core.command import Ask, Subcommand
from bot.core.ids import normal_id, whole_id
from bot.core.past import page_number
from bot.core.refusal import Refusal
from bot.core.reversal import NotTakenBack, read_undo
from bot.listeners.asking import by_command
from bot.listeners.desk import Desk, Payload, Reply, answering, ephemeral, latest
from bot.messages import answers, away, budgets, explaining, history, redeeming, refusals, undoing, waiting
from bot.messages.help import help_text
from bot.rewards.asking import Line
from bot.rewards.deciding import Click
from bot.rewards.weighing import read_line


def register(app: App, desk: Desk) -> None:
    app.command(desk.command)(answering(desk, "command", reward, _failed))


def reward(desk: Desk, body: Payload) -> Reply:
    """`/reward …`: the whole answer, for the one who typed it."""
    parsed = read_line(desk.policy, body.get("text", ""))
    match parsed:
        case Ask():
            return _ask(desk, body, parsed)
        case Refusal():
            return _refused(desk, parsed)
        case Subcommand(word="", argument=private):
            desk.tally.command("form")
            return by_command(desk, body, is_private=bool(private))
        case Subcommand(word="pending"):
            return ephemeral(waiting.waiting(desk.looker.waiting(body["user_id"])))
        case Subcommand(word=word):
            desk.tally.command(word)
            return _SUBCOMMANDS[word](desk, body, parsed)


def _ask(desk: Desk, body: Payload, ask: Ask) -> Reply:
    asked = desk.asker.ask(ask, _line_of(body), latest=latest())
    if isinstance(asked, Refusal):
        if asked.calls_for_word_of_people:
            desk.people.hurry()
        return _refused(desk, asked)
    desk.tally.command("asked")
    left_out = asked.is_giver_left_out
    return ephemeral(answers.asked(asked.request, asked.deciders, asked.pots, is_giver_left_out=left_out))


def _line_of(body: Payload) -> Line:
    return Line(
        team_id=body["team_id"],
        channel_id=body["channel_id"],
        giver_id=body["user_id"],
        trigger_id=body["trigger_id"],
        response_url=body.get("response_url", ""),
    )


def _refused(desk: Desk, refusal: Refusal) -> Reply:
    desk.tally.command("refused")
    return ephemeral(refusals.sentence(refusal, command=desk.command))


def _failed(desk: Desk, body: Payload, sentence: str) -> Reply:
    desk.tally.command("failed")
    return ephemeral(sentence)


def _status(desk: Desk, body: Payload, said: Subcommand) -> Reply:
    typed = said.argument
    request_id, person_id = normal_id(typed), body["user_id"]
    found = None if request_id is None else desk.looker.request_for(person_id, request_id)
    if found is None:
        return ephemeral(answers.not_yours(typed))
    answer = answers.status(found.request, person_id, found.deciders)
    may_undo = not isinstance(desk.reverser.look(person_id, request_id or ""), NotTakenBack)
    return ephemeral(undoing.with_button(answer, found.request) if may_undo else answer)


def _cancel(desk: Desk, body: Payload, said: Subcommand) -> Reply:
    typed = said.argument
    request_id, person_id = normal_id(typed), body["user_id"]
    if request_id is not None and request_id != whole_id(request_id):
        return ephemeral(answers.cancelled_whole(whole_id(request_id), desk.command))
    if request_id is None or desk.looker.request_for(person_id, request_id) is None:
        return ephemeral(answers.not_yours(typed))
    request = desk.decider.cancel(Click(request_id, person_id), latest=latest())
    return ephemeral(answers.not_yours(typed) if request is None else answers.cancel(request, person_id))


def _undo(desk: Desk, body: Payload, said: Subcommand) -> Reply:
    undo = read_undo(said.argument)
    found = desk.reverser.undo(undo, _line_of(body), latest=latest())
    if isinstance(found, NotTakenBack):
        days = desk.policy.reversal_giver_days
        return ephemeral(undoing.refused(found, undo.reward_id, command=desk.command, giver_days=days))
    return ephemeral(answers.asked(found.request, found.deciders))


def _history(desk: Desk, body: Payload, said: Subcommand) -> Reply:
    page = page_number(said.argument)
    if page is None:
        return ephemeral(help_text(desk.command, desk.policy, said.word))
    return ephemeral(history.history(desk.looker.past(body["user_id"], page), desk.command))


def _budget(desk: Desk, body: Payload, said: Subcommand) -> Reply:
    seen = desk.looker.budgets(body["user_id"])
    return ephemeral(budgets.budgets(seen.own, seen.owned, body["user_id"]))


def _balance(desk: Desk, body: Payload, said: Subcommand) -> Reply:
    is_news = desk.inquirer.ask_balance(body["user_id"], body.get("response_url", ""), latest=latest())
    return ephemeral(redeeming.looking_up() if is_news else redeeming.asked_already())


def _explain(desk: Desk, body: Payload, said: Subcommand) -> Reply:
    found = desk.explainer.explain(said.argument, body["user_id"], body["channel_id"])
    return ephemeral(explaining.explained(found, command=desk.command, for_giver=True))


def _away(desk: Desk, body: Payload, said: Subcommand) -> Reply:
    person_id = body["user_id"]
    if not said.argument.strip():
        return ephemeral(away.standing(desk.absences.standing(person_id), desk.command))
    found = desk.absences.go_away(person_id, said.argument, latest=latest())
    if isinstance(found, Unclear):
        return ephemeral(away.unclear(found, desk.command))
    desk.people.follow_word()
    return ephemeral(away.went_away(found, desk.command))


def _back(desk: Desk, body: Payload, said: Subcommand) -> Reply:
    absence = desk.absences.come_back(body["user_id"], latest=latest())
    if absence is not None:
        desk.people.follow_word()
    return ephemeral(away.came_back(absence))


def _help(desk: Desk, body: Payload, said: Subcommand) -> Reply:
    return ephemeral(help_text(desk.command, desk.policy, said.nearest))


_SUBCOMMANDS: dict[str, Callable[[Desk, Payload, Subcommand], Reply]] = {
    "help": _help,
    "history": _history,
    "status": _status,
    "cancel": _cancel,
    "budget": _budget,
    "balance": _balance,
    "explain": _explain,
    "away": _away,
    "back": _back,
    "undo": _undo,
}
