"""Settings from the environment or `.env`; the README has the table."""

import re
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.webhook import SECRET
from domain.contact import email
from domain.errors import Invalid
from domain.money.rails import Rail
from integrations.mail import server_of

EXAMPLES: Final = {
    "TELEGRAM_TOKEN": "123456789:AAExampleExampleExampleExampleExam",
    "TELEGRAM_API_URL": "http://127.0.0.1:8081",
    "WEBHOOK_URL": "https://bot.example.org/telegram",
    "WEBHOOK_SECRET": "the output of `openssl rand -hex 32`",
    "DATABASE_URL": "postgresql://chargeops:secret@127.0.0.1/chargeops",
    "MEDIA_URL": "s3://bucket/prefix",
    "PUBLIC_URL": "https://ops.example.org",
    "HTTP_HOST": "127.0.0.1",
    "HTTP_PORT": "8080",
    "SIMULATOR_PORT": "8081",
    "DATA_DIR": "./var",
    "TIME_ZONE": "Asia/Kolkata",
    "SEND_BUDGET": "on",
    "API_REQUESTS_PER_SECOND": "150",
    "API_BURST": "300",
    "PAYMENT_RAIL": "manual",
    "RAZORPAYX_KEY_ID": "rzp_test_Example0000000",
    "RAZORPAYX_KEY_SECRET": "the secret that came with the key",
    "RAZORPAYX_ACCOUNT": "2323230041626905",
    "RAZORPAYX_WEBHOOK_SECRET": "the output of `openssl rand -hex 32`",
    "RAZORPAYX_WEBHOOK_SECRET_BEFORE": "the secret that is being replaced",
    "RAZORPAYX_URL": "https://api.razorpay.com/v1",
    "READ_BILLS": "on",
    "GEOCODER_URL": "https://maps.example.org/search",
    "WEBHOOKS_ALLOW_LOOPBACK": "off",
    "SMTP_URL": "smtps://reports%40example.org:secret@mail.example.org:465",
    "SMTP_SENDER": "ChargeOps <reports@example.org>",
    "CLOCK_URL": "http://127.0.0.1:8081/sim/clock",
}


_TOKEN: Final = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")


class BadSettings(Exception):
    """One sentence that names the variable and an example."""


def _zone(name: object) -> object:
    try:
        return ZoneInfo(name) if isinstance(name, str) else name
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"there is no time zone {name!r}") from None


def _database(url: object) -> object:
    """A file or a server: anything else is refused before it is opened."""
    try:
        address = make_url(str(url))
    except (ArgumentError, ValueError):
        raise ValueError("it is no address of a database") from None
    if address.get_backend_name() not in {"sqlite", "postgresql"}:
        raise ValueError("only SQLite and PostgreSQL are known")
    if address.get_backend_name() == "sqlite" and address.database in {None, "", ":memory:"}:
        raise ValueError("SQLite needs a file")
    return url


def _mail_server(url: object) -> object:
    if isinstance(url, str):
        server_of(url)
    return url


def _sender(text: object) -> object:
    """One address, perhaps with a name before it."""
    if not isinstance(text, str):
        return text
    try:
        email(parseaddr(text)[1])
    except Invalid:
        raise ValueError("it has no e-mail address") from None
    if not text.isprintable():
        raise ValueError("it has signs that cannot stand in a letter")
    return text


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True, arbitrary_types_allowed=True
    )

    telegram_token: SecretStr | None = None
    telegram_api_url: str = Field(default="https://api.telegram.org", pattern=r"^https?://[^\s/]+/?$")
    webhook_url: str | None = Field(default=None, pattern=r"^https?://\S+$")
    webhook_secret: SecretStr | None = None
    database_url: Annotated[str, BeforeValidator(_database)] | None = None
    media_url: str | None = Field(default=None, pattern=r"^(s3://|file://|[^:]+$)")
    public_url: str | None = Field(default=None, pattern=r"^https?://")
    http_host: str = "127.0.0.1"
    http_port: int = Field(default=8080, ge=0, le=65535)
    simulator_port: int = Field(default=8081, ge=0, le=65535)
    data_dir: Path = Path("var")
    time_zone: Annotated[ZoneInfo, BeforeValidator(_zone)] = ZoneInfo("Asia/Kolkata")
    send_budget: bool = True
    api_requests_per_second: float = Field(default=150, gt=0, le=100_000)
    api_burst: int = Field(default=300, ge=1, le=1_000_000)
    webhooks_allow_loopback: bool = False
    smtp_url: Annotated[SecretStr | None, BeforeValidator(_mail_server)] = None
    smtp_sender: Annotated[str | None, BeforeValidator(_sender)] = None
    payment_rail: Rail = Rail.MANUAL
    razorpayx_key_id: str | None = Field(default=None, pattern=r"^rzp_(test|live)_[A-Za-z0-9]+$")
    razorpayx_key_secret: SecretStr | None = None
    razorpayx_account: str | None = Field(default=None, pattern=r"^[A-Za-z0-9]{5,35}$")
    razorpayx_webhook_secret: SecretStr | None = None
    razorpayx_webhook_secret_before: SecretStr | None = None
    razorpayx_url: str = Field(default="https://api.razorpay.com/v1", pattern=r"^https?://[^\s]+$")
    read_bills: bool = True
    geocoder_url: str | None = Field(default=None, pattern=r"^https?://")
    clock_url: str | None = Field(default=None, pattern=r"^https?://")

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir / 'chargeops.db'}"

    @property
    def media(self) -> str:
        return self.media_url or str(self.data_dir / "media")

    @property
    def address(self) -> str:
        return self.public_url or f"http://{self.http_host}:{self.http_port}"

    def folder(self) -> Path:
        """The data folder, made if need be. Raises BadSettings."""
        try:
            self.data_dir.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadSettings(
                f"DATA_DIR cannot be used: {error.strerror or error}, for example {EXAMPLES['DATA_DIR']}."
            ) from None
        return self.data_dir

    @property
    def demo(self) -> bool:
        return self.telegram_token is None


def load_settings() -> Settings:
    """Raises BadSettings."""
    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).upper()
        raise BadSettings(f"{name} cannot be used{_because(first)}, for example {EXAMPLES[name]}.") from None
    except UnicodeDecodeError:
        raise BadSettings("The file .env is not readable text: write it anew, in UTF-8.") from None
    _agree(settings)
    return settings


def _because(error: ErrorDetails) -> str:
    """A pattern says nothing to a person; the example does."""
    return (
        ""
        if error["type"] == "string_pattern_mismatch"
        else f": {error['msg'].removeprefix('Value error, ')}"
    )


def _agree(settings: Settings) -> None:
    token = settings.telegram_token.get_secret_value() if settings.telegram_token else None
    if token is not None and not _TOKEN.fullmatch(token):
        raise BadSettings(f"TELEGRAM_TOKEN is not a bot token, for example {EXAMPLES['TELEGRAM_TOKEN']}.")
    _agree_on_rail(settings)
    if settings.smtp_url and not settings.smtp_sender:
        raise BadSettings(f"SMTP_SENDER is missing beside SMTP_URL: set it to {EXAMPLES['SMTP_SENDER']}.")
    if not settings.webhook_url:
        return
    example = EXAMPLES["WEBHOOK_SECRET"]
    if not settings.webhook_secret:
        raise BadSettings(f"WEBHOOK_SECRET is missing beside WEBHOOK_URL: set it to {example}.")
    if not SECRET.fullmatch(settings.webhook_secret.get_secret_value()):
        raise BadSettings(f"WEBHOOK_SECRET must be 16 to 256 of A-Z a-z 0-9 _ -, for example {example}.")


def _agree_on_rail(settings: Settings) -> None:
    """A rail without its credentials, or whose calls nobody could prove, is found out before any money is sent."""
    if settings.payment_rail is Rail.MANUAL:
        return
    needed = ("razorpayx_key_id", "razorpayx_key_secret", "razorpayx_account", "razorpayx_webhook_secret")
    for name in needed:
        if not getattr(settings, name):
            variable = name.upper()
            raise BadSettings(
                f"{variable} is missing beside PAYMENT_RAIL=razorpayx: set it to {EXAMPLES[variable]}."
            )
