"""A wrong setting is named in one sentence with an example of a right one."""

from pathlib import Path
from typing import Final

import pytest

from bot.rails import credentials_of, line_of
from bot.settings import EXAMPLES, BadSettings, Settings, load_settings
from domain.money.rails import BY_HAND, Line, Rail


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """No variable of ours is set, and no `.env` lies about."""
    for name in EXAMPLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


BAD = [
    ("TELEGRAM_TOKEN", "no-colon"),
    ("TELEGRAM_TOKEN", "123456789:"),
    ("TELEGRAM_TOKEN", ":AAExample"),
    ("TELEGRAM_TOKEN", "my bot:AAExample"),
    ("TELEGRAM_API_URL", "127.0.0.1:8081"),
    ("TELEGRAM_API_URL", "ftp://127.0.0.1"),
    ("TELEGRAM_API_URL", "http://127.0.0.1:8081/bot"),
    ("WEBHOOK_URL", "bot.example.org"),
    ("DATABASE_URL", "mysql://root@localhost/x"),
    ("DATABASE_URL", "chargeops.db"),
    ("DATABASE_URL", "sqlite://"),
    ("DATABASE_URL", "sqlite:///:memory:"),
    ("DATABASE_URL", "postgresql://u:p@host:port/x"),
    ("MEDIA_URL", "ftp://bucket/prefix"),
    ("PUBLIC_URL", "ops.example.org"),
    ("HTTP_PORT", "eighty"),
    ("HTTP_PORT", "70000"),
    ("HTTP_PORT", "-1"),
    ("SIMULATOR_PORT", "8081a"),
    ("TIME_ZONE", "India"),
    ("TIME_ZONE", "../../etc/passwd"),
    ("SEND_BUDGET", "perhaps"),
    ("CLOCK_URL", "/sim/clock"),
    ("SMTP_URL", "mail.example.org"),
    ("SMTP_URL", "smtp://me@mail.example.org"),
    ("SMTP_SENDER", "ChargeOps"),
    ("SMTP_SENDER", "a@b.example\r\nBcc: c@d.example"),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_setting_is_named_with_an_example(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings) as refusal:
        load_settings()
    words = str(refusal.value)
    assert words.startswith(name)
    assert EXAMPLES[name] in words
    assert words.endswith(".")
    assert "\n" not in words


@pytest.mark.parametrize("secret", ["", "has space", "ü" * 32, "a" * 257])
def test_a_webhook_needs_a_secret_that_telegram_takes(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_URL", "https://bot.example.org/telegram")
    monkeypatch.setenv("WEBHOOK_SECRET", secret)
    with pytest.raises(BadSettings, match=r"^WEBHOOK_SECRET .*openssl rand -hex 32"):
        load_settings()


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name != "WEBHOOK_SECRET"])
def test_the_examples_work(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_SECRET", "0" * 64)
    monkeypatch.setenv("SMTP_SENDER", "reports@example.org")
    monkeypatch.setenv(name, EXAMPLES[name])
    assert load_settings().http_port == 8080


def test_every_setting_has_an_example() -> None:
    assert {name.lower() for name in EXAMPLES} == set(Settings.model_fields)


def test_no_secret_is_shown_in_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (
        ("TELEGRAM_TOKEN", "SECRETSECRET"),
        ("DATABASE_URL", "mysql://root:SECRETSECRET@db/x"),
        ("SMTP_URL", "smtp://me:SECRETSECRET@mail.example.org:port"),
        ("SMTP_URL", "smtp://me:SECRETSECRET@mail.example.org"),
    ):
        monkeypatch.setenv(name, value)
        with pytest.raises(BadSettings) as refusal:
            load_settings()
        assert "SECRETSECRET" not in str(refusal.value)
        monkeypatch.delenv(name)


def test_nothing_set_is_the_demo() -> None:
    settings = load_settings()
    assert settings.demo
    assert (settings.database, settings.media) == ("sqlite:///var/chargeops.db", "var/media")
    assert (settings.address, settings.simulator_port) == ("http://127.0.0.1:8080", 8081)


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in EXAMPLES:
        monkeypatch.setenv(name, "")
    assert load_settings() == Settings(_env_file=None)


def test_settings_come_from_a_file_too(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (bare / ".env").write_text("HTTP_PORT=8090\nDATA_DIR=./here\nNOT_OURS=1\n")
    assert (load_settings().http_port, load_settings().data_dir) == (8090, Path("here"))
    monkeypatch.setenv("HTTP_PORT", "8091")
    assert load_settings().http_port == 8091


def test_a_file_that_is_no_text_is_named(bare: Path) -> None:
    (bare / ".env").write_bytes(b"HTTP_PORT=\xff\xfe8090")
    with pytest.raises(BadSettings, match=r"\.env"):
        load_settings()


RAIL: Final = {
    "PAYMENT_RAIL": "razorpayx",
    "RAZORPAYX_KEY_ID": "rzp_test_Example0000000",
    "RAZORPAYX_KEY_SECRET": "key-secret",
    "RAZORPAYX_ACCOUNT": "2323230041626905",
    "RAZORPAYX_WEBHOOK_SECRET": "hook-secret",
}


@pytest.mark.parametrize("missing", [name for name in RAIL if name != "PAYMENT_RAIL"])
def test_a_rail_without_its_credentials_is_found_out_at_once(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in RAIL.items():
        monkeypatch.setenv(name, "" if name == missing else value)
    with pytest.raises(BadSettings, match=f"^{missing} is missing beside PAYMENT_RAIL=razorpayx"):
        load_settings()


def test_a_rail_that_is_not_known_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAYMENT_RAIL", "pigeon")
    with pytest.raises(BadSettings, match=r"PAYMENT_RAIL cannot be used.*manual"):
        load_settings()


@pytest.mark.parametrize(("key", "test"), [("rzp_test_abc", True), ("rzp_live_abc", False)])
def test_the_key_says_whether_money_moves(key: str, test: bool, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001  a case
    for name, value in {**RAIL, "RAZORPAYX_KEY_ID": key}.items():
        monkeypatch.setenv(name, value)
    assert line_of(load_settings()) == Line(rail=Rail.RAZORPAYX, test=test)


def test_payments_leave_by_hand_unless_somebody_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    assert line_of(load_settings()) == BY_HAND
    for name, value in {**RAIL, "PAYMENT_RAIL": "manual"}.items():
        monkeypatch.setenv(name, value)
    settings = load_settings()
    assert line_of(settings) == BY_HAND
    assert credentials_of(settings) is not None  # what was sent before is still looked after
