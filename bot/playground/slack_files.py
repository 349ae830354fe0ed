"""Files that the app uploads: the two methods, the address that takes what is in one, and the one that shows it.

Sources: "Working with files" and the reference pages of the methods. What comes of a file is not there at once: Slack
looks at it first, and until then refuses blocks that show it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.playground.clock import Clock
from bot.playground.server import HttpRequest, HttpResponse, Json
from bot.playground.slack_arguments import SlackError

UPLOAD, SHOW = "/upload/v1/", "/files/"
LOOKED_AT_AFTER = timedelta(seconds=2)
_KINDS = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}


@dataclass(frozen=True, slots=True, repr=False)
class File:
    """`content` is None until it was sent, `is_seen_from` until the upload was said to be complete."""

    id: str
    name: str
    length: int
    content: bytes | None = None
    is_seen_from: datetime | None = None

    @property
    def kind(self) -> str:
        """By what it begins with, as Slack tells it; empty of what is no picture."""
        beginning = self.content or b""
        return next((kind for mark, kind in _KINDS.items() if beginning.startswith(mark)), "")


class Files:
    """`methods` by their names. Addresses begin with `url`."""

    def __init__(self, clock: Clock, url: Callable[[], str]) -> None:
        self._clock = clock
        self._url = url
        self._files: dict[str, File] = {}
        self._numbers = itertools.count(1)
        self.methods: Mapping[str, Callable[[Json], Json]] = {
            "files.getUploadURLExternal": self._get_upload_url,
            "files.completeUploadExternal": self._complete_upload,
        }

    def __len__(self) -> int:
        return len(self._files)

    def take(self, request: HttpRequest) -> HttpResponse:
        """What is in a file, at the address that was given for it."""
        file = self._files.get(request.path.removeprefix(UPLOAD))
        if file is None or file.content is not None or len(request.body) != file.length:
            return HttpResponse(400)
        self._files[file.id] = replace(file, content=request.body)
        return HttpResponse(200, f"OK - {file.length}".encode())

    def show(self, path: str) -> HttpResponse:
        """To whoever sees the message that shows it."""
        file = self._files.get(path.removeprefix(SHOW))
        if file is None or not file.content or not self.is_picture(file.id):
            return HttpResponse(404)
        return HttpResponse(200, file.content, {"Content-Type": file.kind, "X-Content-Type-Options": "nosniff"})

    def is_picture(self, file_id: object) -> bool:
        """Whether Slack has looked at it by now and blocks can show it (Slack, "Slack file object")."""
        file = self._files.get(str(file_id))
        since = file.is_seen_from if file else None
        return file is not None and bool(file.kind) and since is not None and self._clock() >= since

    def _get_upload_url(self, arguments: Json) -> Json:
        length = str(arguments.get("length"))
        if not length.isdecimal() or int(length) == 0:
            raise SlackError("invalid_arguments")
        file = File(f"F{next(self._numbers):08}", str(arguments.get("filename")), int(length))
        self._files[file.id] = file
        return {"file_id": file.id, "upload_url": f"{self._url()}{UPLOAD}{file.id}"}

    def _complete_upload(self, arguments: Json) -> Json:
        """With no channel it is nobody's but the app's."""
        told = arguments.get("files")
        ids = [str(each.get("id")) for each in told if isinstance(each, dict)] if isinstance(told, list) else []
        if not ids or any(self._files.get(each, File("", "", 0)).content is None for each in ids):
            raise SlackError("file_not_found")
        for each in ids:
            self._files[each] = replace(self._files[each], is_seen_from=self._clock() + LOOKED_AT_AFTER)
        return {"files": [{"id": each, "title": self._files[each].name} for each in ids]}
