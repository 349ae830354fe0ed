"""The methods of Slack's Web API that tell who and what there is."""

from __future__ import annotations

from collections.abc import Callable

from bot.playground.server import Json
from bot.playground.slack_arguments import SlackError, cursor_of, is_true
from bot.playground.slack_reach import missing_scope, seen_by_app
from bot.playground.slack_shapes import channel_json, group_json, single_user_json, user_json
from bot.playground.slack_state import SlackState

PAGE_LENGTH_MAX = 1000


class Reading:
    """`methods` by their names."""

    def __init__(self, state: SlackState) -> None:
        self._state = state
        self.methods: dict[str, Callable[[Json], Json]] = {
            "auth.test": self._auth_test,
            "conversations.info": self._conversations_info,
            "conversations.open": self._conversations_open,
            "usergroups.list": self._usergroups_list,
            "usergroups.users.list": self._usergroups_users_list,
            "users.info": self._users_info,
            "users.list": self._users_list,
            "users.lookupByEmail": self._users_lookup_by_email,
        }

    def _auth_test(self, _: Json) -> Json:
        identity = self._state.identity
        return {
            "url": f"https://{identity.team_domain}.slack.com/",
            "team": identity.team_name,
            "user": "shabash",
            "team_id": identity.team_id,
            "user_id": identity.bot_user_id,
            "bot_id": identity.bot_id,
            "is_enterprise_install": False,
        }

    # People.

    @property
    def _with_email(self) -> bool:
        return "users:read.email" in self._state.identity.scopes

    def _users_list(self, arguments: Json) -> Json:
        users = sorted(self._state.users.values(), key=lambda user: user.id)
        start = cursor_of(arguments)
        limit = min(int(arguments.get("limit") or PAGE_LENGTH_MAX), PAGE_LENGTH_MAX)
        page, with_locale = users[start : start + limit], is_true(arguments.get("include_locale"))
        following = f"next:{start + limit}" if start + limit < len(users) else ""
        identity, with_email = self._state.identity, self._with_email
        return {
            "members": [user_json(u, identity, with_locale=with_locale, with_email=with_email) for u in page],
            "cache_ts": int(self._state.clock().timestamp()),
            "response_metadata": {"next_cursor": following},
        }

    def _users_info(self, arguments: Json) -> Json:
        user = self._state.users.get(str(arguments.get("user")))
        if user is None:
            raise SlackError("user_not_found")
        with_locale = is_true(arguments.get("include_locale"))
        identity, with_email = self._state.identity, self._with_email
        return {"user": single_user_json(user, identity, with_locale=with_locale, with_email=with_email)}

    def _users_lookup_by_email(self, arguments: Json) -> Json:
        wanted = str(arguments.get("email") or "").casefold()
        for user in self._state.users.values():
            if wanted and user.email.casefold() == wanted and not user.is_deactivated:
                return {"user": user_json(user, self._state.identity)}
        raise SlackError("users_not_found")

    def _usergroups_list(self, arguments: Json) -> Json:
        with_users, with_count = is_true(arguments.get("include_users")), is_true(arguments.get("include_count"))
        with_disabled = is_true(arguments.get("include_disabled"))
        groups = [group for group in self._state.groups.values() if with_disabled or not group.is_disabled]
        identity = self._state.identity
        return {"usergroups": [group_json(g, identity, with_users=with_users, with_count=with_count) for g in groups]}

    def _usergroups_users_list(self, arguments: Json) -> Json:
        group = self._state.groups.get(str(arguments.get("usergroup")))
        if group is None:
            raise SlackError("no_such_subteam")
        if group.is_disabled and not is_true(arguments.get("include_disabled")):
            raise SlackError("subteam_disabled")
        return {"users": list(group.user_ids)}

    # Conversations.

    def _conversations_info(self, arguments: Json) -> Json:
        channel = seen_by_app(self._state, arguments.get("channel"))
        needed = "im:read" if channel.partner_id else "groups:read" if channel.is_private else "channels:read"
        if needed not in self._state.identity.scopes:
            raise missing_scope(self._state, needed)
        return {"channel": channel_json(channel, self._state.identity)}

    def _conversations_open(self, arguments: Json) -> Json:
        user_ids = str(arguments.get("users") or "").split(",")
        user = self._state.users.get(user_ids[0])
        if user is None or len(user_ids) > 1:
            raise SlackError("user_not_found" if user is None else "not_enough_users")
        return {"channel": {"id": self._state.direct_channel(user.id).id}}
