"""What every table of the policy file keeps to."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

ChannelId = Annotated[str, Field(pattern=r"^[CG][A-Z0-9]{2,}$")]


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)
