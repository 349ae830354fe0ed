"""The only reader of the environment.

`Settings(...)` takes what it is given and reads nothing, as the playground and the tests need it;
`settings_from_environment()` reads the variables and `.env`. No secret ever shows in an error or a repr.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeVar
from urllib.parse import SplitResult, urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.core.binding import Binding, Tie
from bot.core.errors import SettingsError
from bot.core.sealing import Keys
from bot.settings.address import DatabaseUrl, PlainUrl, is_of_postgres, sqlite_path
from bot.settings.faults import faults_in

_Read = TypeVar("_Read")
# Shorter ones can be guessed by whoever has a copy of the ledger and time.
KEY_LENGTH_MIN = 32
_KEY_IS_MISSING = "is missing; please set it"
_KEY_MEND = (
    f"must be {KEY_LENGTH_MIN} characters or more; `openssl rand -hex 32` prints one. A shorter one that sealed before"
    " goes into HISTORY_KEYS_EARLIER"
)
LOOPBACK_HOSTS = {"127.0.0.1", "localhost", "::1"}

# How Slack begins each kind of token (Slack, "Tokens").
_TOKENS = {"xoxb-": "slack_bot_token", "xapp-": "slack_app_token"}


class Settings(BaseModel):
    """Every setting, by the name of its environment variable in lower case."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True, frozen=True)

    slack_bot_token: SecretStr = Field(description="The bot's token, xoxb-…")
    slack_signing_secret: SecretStr = Field(SecretStr(""), description="Checks that a request is Slack's; HTTP only")
    slack_app_token: SecretStr = Field(
        SecretStr(""), validate_default=True, description="xapp-…; set: Socket Mode, not set: HTTP"
    )
    slack_api_url: str = Field("https://slack.com/api/", description="Where Slack's Web API is")
    slack_command: str = Field("/reward", description="The slash command, as the manifest names it")

    enkash_environment: Literal["live", "test"] = Field(
        "live", description="`test`: every message begins with TEST, no real points."
    )
    enkash_api_url: str = Field(description="Where EnKash's API is, without the path")
    enkash_token_url: str = Field(description="The whole address of the token call")
    enkash_sso_url: PlainUrl = Field(
        "", description="Where people redeem: the employees' dashboard, without the path. Not set: no Redeem button"
    )
    enkash_partner_id: str = Field(description="From onboarding")
    enkash_company_id: str = Field(description="From onboarding")
    enkash_card_account_id: str = Field(description="The company's reward account")
    enkash_client_id: str = Field(description="For the token call")
    enkash_client_secret: SecretStr = Field(description="For the token call, and the key of the encryption")
    enkash_username: str = Field(description="For the token call")
    enkash_password: SecretStr = Field(description="For the token call")
    enkash_encryption: Literal["off", "aes-128-ecb"] = Field(
        "off", description="`aes-128-ecb` where EnKash asks for it"
    )
    enkash_reference_field: str = Field("uniqueReferenceNumber", description="How EnKash spells the reference's field")
    enkash_gender_format: Literal["letter", "word"] = Field(
        "letter", description="`letter`: M, F; `word`: Male, Female"
    )
    enkash_timeout_seconds: float = Field(30, gt=0, le=120, description="How long one allocation may take in all")

    history_key: SecretStr = Field(
        description="Seals the history, 32 characters or more; keep a copy apart from the ledger: it cannot be made "
        "again"
    )
    history_keys_earlier: SecretStr = Field(
        SecretStr(""),
        description="Those that sealed before `HISTORY_KEY` was changed, with a space between them; for one that is "
        "lost, `lost:` and its id",
    )
    database_url: DatabaseUrl = Field(
        "sqlite:///shabash.db", repr=False, description="Where the ledger is: a file, or postgresql://…"
    )
    sqlite_on_temporary_disk: Literal["refuse", "accept-loss"] = Field(
        "refuse", description="`accept-loss` runs a trial on a disk that does not last"
    )
    policy_file: Path = Field(Path("policy.toml"), description="Who may approve, and limits")
    policy: str = Field("", description="The policy's text itself, instead of a file")

    host: str = Field("127.0.0.1", description="Where to listen; 0.0.0.0 behind a proxy")
    port: int = Field(3000, ge=0, le=65535, description="Where to listen, in Socket Mode too")
    shutdown_seconds: float = Field(25, ge=0, description="How long a stop waits for what is in flight")
    metrics_token: SecretStr = Field(SecretStr(""), description="Set: `/metrics` is there, for who brings it as bearer")
    log_format: Literal["console", "json"] = Field("console", description="`json` for machines")

    @field_validator("slack_bot_token", "slack_signing_secret", "slack_app_token")
    @classmethod
    def _is_in_its_own_line(cls, secret: SecretStr, info: ValidationInfo) -> SecretStr:
        for beginning, name in _TOKENS.items():
            if secret.get_secret_value().startswith(beginning) and name != info.field_name:
                raise ValueError(f"begins with {beginning}; please put that into {name.upper()}")
        return secret

    @field_validator("slack_api_url", "enkash_api_url", "enkash_token_url", "enkash_sso_url")
    @classmethod
    def _is_private(cls, url: str, info: ValidationInfo) -> str:
        if not url and info.field_name == "enkash_sso_url":
            return url
        parts = urlsplit(url)
        if not _may_have_its_port(parts):
            raise ValueError("names a port that is none; please write a number, or leave it out")
        if (parts.scheme == "https" and parts.hostname) or (
            parts.scheme == "http" and parts.hostname in LOOPBACK_HOSTS
        ):
            return url
        raise ValueError("must begin with https:// (plain http only on this machine's own host)")

    @field_validator("slack_api_url")
    @classmethod
    def _ends_in_a_slash(cls, url: str) -> str:
        return url if url.endswith("/") else url + "/"

    @field_validator("slack_command")
    @classmethod
    def _is_a_command(cls, command: str) -> str:
        if command.startswith("/") and len(command) > 1 and " " not in command:
            return command
        raise ValueError("must be a slash and one word, such as /reward")

    @field_validator("history_key")
    @classmethod
    def _is_long_enough(cls, key: SecretStr) -> SecretStr:
        if len(key.get_secret_value()) >= KEY_LENGTH_MIN:
            return key
        raise ValueError(_KEY_MEND)

    @field_validator("slack_app_token")
    @classmethod
    def _can_hear_slack(cls, app_token: SecretStr, info: ValidationInfo) -> SecretStr:
        signing_secret = info.data.get("slack_signing_secret")
        if app_token.get_secret_value() or signing_secret is None or signing_secret.get_secret_value():
            return app_token
        raise ValueError(
            "neither it, for Socket Mode, nor SLACK_SIGNING_SECRET, for HTTP, is set; please set one (your Slack app,"
            " Basic Information)"
        )

    @property
    def history_keys(self) -> Keys:
        """What the history is sealed with, and was before."""
        return _keys(self.history_key, self.history_keys_earlier)

    @property
    def can_redeem(self) -> bool:
        """Whether it is known where people redeem."""
        return bool(self.enkash_sso_url)

    @property
    def is_socket_mode(self) -> bool:
        return bool(self.slack_app_token.get_secret_value())

    @property
    def is_on_postgres(self) -> bool:
        return is_of_postgres(self.database_url)

    @property
    def ledger_path(self) -> Path:
        """The ledger's file, where it is one."""
        return Path(sqlite_path(self.database_url))

    @property
    def binding(self) -> Binding:
        """What a ledger is bound to by these settings. Its Slack workspace is not among them: Slack tells that."""
        return {
            Tie.HOST: _host_of(self.enkash_api_url),
            Tie.COMPANY: self.enkash_company_id,
            Tie.ACCOUNT: self.enkash_card_account_id,
            Tie.ENVIRONMENT: self.enkash_environment,
        }


def _host_of(url: str) -> str:
    """The host of an address, with its port where that is not the scheme's own."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removesuffix(".")
    return host if parts.port in (None, _PORTS[parts.scheme]) else f"{host}:{parts.port}"


_PORTS = {"https": 443, "http": 80}


def _may_have_its_port(parts: SplitResult) -> bool:
    """urllib looks at a port only when it is asked for it."""
    try:
        return parts.port != 0
    except ValueError:
        return False


def hosting_service() -> str:
    """Whose machine this is, where that is known by a variable that the host sets; else empty."""
    return next((name for variable, name in _HOSTS.items() if variable in os.environ), "")


# Heroku, "Dyno Metadata"; Fly.io, "The Machine Runtime Environment"; Cloud Run, "Container runtime contract".
_HOSTS = {"DYNO": "Heroku", "FLY_APP_NAME": "Fly.io", "K_SERVICE": "Google Cloud Run"}


_FROM_THE_ENVIRONMENT = SettingsConfigDict(
    env_file=".env",
    # Some editors begin a file with a mark of its encoding.
    env_file_encoding="utf-8-sig",
    # What `.env` names and leaves empty is as if it were not there.
    env_ignore_empty=True,
    extra="ignore",
    hide_input_in_errors=True,
    frozen=True,
)


class _Environment(BaseSettings, Settings):
    model_config = _FROM_THE_ENVIRONMENT


_LOST = "lost:"


def _keys(key: SecretStr, earlier: SecretStr) -> Keys:
    words = earlier.get_secret_value().split()
    lost = [word.removeprefix(_LOST) for word in words if word.startswith(_LOST)]
    return Keys(key.get_secret_value().encode(), (one.encode() for one in words if not one.startswith(_LOST)), lost)


class LocalSettings(BaseSettings):
    """What the commands need that ask neither Slack nor EnKash: the ledger, the keys of its history, the policy."""

    model_config = _FROM_THE_ENVIRONMENT

    history_key: SecretStr = SecretStr("")
    history_keys_earlier: SecretStr = SecretStr("")
    database_url: DatabaseUrl = Field(Settings.model_fields["database_url"].default, repr=False)
    sqlite_on_temporary_disk: Literal["refuse", "accept-loss"] = "refuse"
    policy_file: Path = Settings.model_fields["policy_file"].default
    policy: str = ""

    @property
    def is_on_postgres(self) -> bool:
        return is_of_postgres(self.database_url)

    @property
    def ledger_path(self) -> Path:
        """The ledger's file, where it is one."""
        return Path(sqlite_path(self.database_url))

    @property
    def history_keys(self) -> Keys:
        """As in `Settings`; without a key nothing can be appended to the history, only read."""
        return _keys(self.history_key, self.history_keys_earlier)

    @property
    def sealing_keys(self) -> Keys:
        """For whoever appends to the history; raises `SettingsError` where the key is missing or too short."""
        key = self.history_key.get_secret_value()
        if len(key) < KEY_LENGTH_MIN:
            raise SettingsError(f"setting HISTORY_KEY: {_KEY_MEND if key else _KEY_IS_MISSING}")
        return self.history_keys


def local_settings() -> LocalSettings:
    """See `LocalSettings`; raises `SettingsError` naming the fault and its mend."""
    return _read(LocalSettings)


def settings_from_environment() -> Settings:
    """What the environment and `.env` say; raises `SettingsError` naming every fault and its mend."""
    return _read(_Environment)


def _read(kind: Callable[[], _Read]) -> _Read:
    try:
        return kind()
    except ValidationError as error:
        raise SettingsError(faults_in(error, "setting", str.upper)) from None
    except UnicodeDecodeError:
        raise SettingsError("The file .env is not in UTF-8. Please save it as that.") from None
