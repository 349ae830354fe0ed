"""The methods of Slack's Web API that show modals and the app's Home."""

from __future__ import annotations

from collections.abc import Callable

from bot.playground.server import Json
from bot.playground.slack_arguments import SlackError, view_of
from bot.playground.slack_nouns import View
from bot.playground.slack_shapes import view_json
from bot.playground.slack_state import SlackState
from bot.playground.slack_tickets import Triggers

VIEWS_MAX = 3
"""How many modals may lie on one another (Slack, "Modals")."""


class Viewing:
    """`methods` by their names."""

    def __init__(self, state: SlackState, triggers: Triggers) -> None:
        self._state = state
        self._triggers = triggers
        self.methods: dict[str, Callable[[Json], Json]] = {
            "views.open": self._views_open,
            "views.publish": self._views_publish,
            "views.push": self._views_push,
            "views.update": self._views_update,
        }

    def _views_open(self, arguments: Json) -> Json:
        definition = view_of(arguments)
        return self._told(self._state.open_view(self._spend(arguments), definition))

    def _views_push(self, arguments: Json) -> Json:
        definition = view_of(arguments)
        user_id = self._spend(arguments)
        views = self._state.views(user_id)
        if not views:
            raise SlackError("not_found")
        if len(views) >= VIEWS_MAX:
            raise SlackError("push_limit_reached")
        return self._told(self._state.open_view(user_id, definition, views[-1]))

    def _views_update(self, arguments: Json) -> Json:
        definition = view_of(arguments)
        view_id, external_id = str(arguments.get("view_id") or ""), str(arguments.get("external_id") or "")
        view = self._state.view(view_id) if view_id else self._state.view_named(external_id)
        if view is None:
            raise SlackError("not_found")
        self._keep_up(arguments, view)
        return self._told(self._state.change_view(view, definition))

    def _views_publish(self, arguments: Json) -> Json:
        definition = view_of(arguments, "home")
        user_id = str(arguments.get("user_id"))
        if not self._state.identity.has_home:
            raise SlackError("not_enabled")
        if user_id not in self._state.users:
            raise SlackError("user_not_found")
        if (before := self._state.home(user_id)) is not None:
            self._keep_up(arguments, before)
        return self._told(self._state.publish_home(user_id, definition))

    def _spend(self, arguments: Json) -> str:
        user_id, error = self._triggers.spend(str(arguments.get("trigger_id")))
        if error:
            raise SlackError(error)
        return user_id

    def _keep_up(self, arguments: Json, view: View) -> None:
        """A hash says which state of the view the app has seen."""
        if arguments.get("hash") not in {None, "", view.hash}:
            raise SlackError("hash_conflict")

    def _told(self, view: View) -> Json:
        return {"view": view_json(view, self._state.identity)}
