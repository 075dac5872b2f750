"""Settings from the environment or `.env`; the README has the table."""

from pathlib import Path
from typing import Annotated, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

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
    "CLOCK_URL": "http://127.0.0.1:8081/sim/clock",
}


class BadSettings(Exception):
    """One sentence that names the variable and an example."""


def _zone(name: object) -> object:
    try:
        return ZoneInfo(name) if isinstance(name, str) else name
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"there is no time zone {name!r}") from None


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True, arbitrary_types_allowed=True
    )

    telegram_token: SecretStr | None = Field(default=None, pattern=None)
    telegram_api_url: str = Field(default="https://api.telegram.org", pattern=r"^https?://[^\s/]+/?$")
    webhook_url: str | None = Field(default=None, pattern=r"^https?://\S+$")
    webhook_secret: SecretStr | None = None
    database_url: str | None = Field(default=None, pattern=r"^(sqlite|postgresql)(\+\w+)?://")
    media_url: str | None = None
    public_url: str | None = Field(default=None, pattern=r"^https?://")
    http_host: str = "127.0.0.1"
    http_port: int = Field(default=8080, ge=0, le=65535)
    simulator_port: int = Field(default=8081, ge=0, le=65535)
    data_dir: Path = Path("var")
    time_zone: Annotated[ZoneInfo, BeforeValidator(_zone)] = ZoneInfo("Asia/Kolkata")
    send_budget: bool = True
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
        example = f", for example {EXAMPLES[name]}" if name in EXAMPLES else ""
        raise BadSettings(f"{name} cannot be used: {first['msg']}{example}.") from None
    _agree(settings)
    return settings


def _agree(settings: Settings) -> None:
    token = settings.telegram_token.get_secret_value() if settings.telegram_token else None
    if token is not None and ":" not in token:
        raise BadSettings(f"TELEGRAM_TOKEN is not a bot token, for example {EXAMPLES['TELEGRAM_TOKEN']}.")
    if settings.webhook_url and not settings.webhook_secret:
        raise BadSettings(
            f"WEBHOOK_SECRET is missing beside WEBHOOK_URL: set it to {EXAMPLES['WEBHOOK_SECRET']}."
        )
