"""What every table of the policy file keeps to."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)
