"""Slack's socket, for Socket Mode: opened in a thread of its own, tried again until it opens, closed at leisure."""

from __future__ import annotations

import logging
import threading
from functools import partial

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web import SlackResponse

log = logging.getLogger(__name__)

RETRY_SECONDS = 5.0
LOOK_SECONDS = 0.1


class Socket:
    """`start()` returns at once: Slack being down must not keep the bot from starting. Gives up when `ended` is set."""

    def __init__(self, bolt: App, app_token: str, api_url: str, ended: threading.Event) -> None:
        self._bolt = bolt
        self._app_token = app_token
        self._web_client = WebClient(app_token, base_url=api_url, timeout=10)
        self._ended = ended
        self._opened: SocketModeHandler | None = None
        self._answering = 0
        self._answered = threading.Condition()

    def start(self) -> None:
        threading.Thread(target=self._connect, name="socket", daemon=True).start()

    def _connect(self) -> None:
        while not self._ended.is_set():
            handler = SocketModeHandler(self._bolt, self._app_token, web_client=self._web_client)
            handler.client.socket_mode_request_listeners[:] = [partial(self._answer, handler)]
            try:
                handler.connect()  # type: ignore[no-untyped-call]
            except (OSError, SlackApiError) as error:
                log.warning("socket not opened", extra={"error": _word_for(error)})
                close(handler)
                self._ended.wait(RETRY_SECONDS)
            else:
                self._opened = handler
                return

    def _answer(self, handler: SocketModeHandler, client: SocketModeClient, request: SocketModeRequest) -> None:
        with self._answered:
            self._answering += 1
        try:
            handler.handle(client, request)
        finally:
            with self._answered:
                self._answering -= 1
                self._answered.notify_all()

    def stop(self, timeout_seconds: float) -> None:
        """Hear nothing new, let what is being answered be answered, and close."""
        if self._opened is not None:
            self._opened.client.socket_mode_request_listeners.clear()
            with self._answered:
                self._answered.wait_for(lambda: not self._answering, timeout_seconds)
            close(self._opened)


def _word_for(error: OSError | SlackApiError) -> str:
    """Slack's own word, such as invalid_auth, where it said one; never its reply, which names an address."""
    reply = error.response if isinstance(error, SlackApiError) else None
    return str(reply.get("error", "")) if isinstance(reply, SlackResponse) else type(error).__name__


def close(handler: SocketModeHandler) -> None:
    """Closes a socket for good, within seconds.

    Left to itself, slack_sdk's client may wait for ever: should the closing thread lose the processor for a moment, the
    thread that reads takes up the session once more, which is then closed under it, and is waited for. So the thread
    that reads is ended first.
    """
    client = handler.client
    client.auto_reconnect_enabled = False
    reader = client.current_session_runner
    reader.event.set()
    while reader.is_alive():
        client.current_session_state.terminated = True
        reader.thread.join(LOOK_SECONDS)
    try:
        handler.close()  # type: ignore[no-untyped-call]
    except AttributeError:
        # slack_sdk's client forgets its session while it reconnects, and stumbles over that when it is closed.
        log.warning("the socket was reconnecting when it was closed")
