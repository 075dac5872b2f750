"""Keyboards under messages: what a bot may send, and what a finger can press."""

import re
from typing import Any

from simulator.errors import bad_request
from simulator.model import Chat, Json, Message

MAX_DATA_BYTES = 64
MAX_BUTTONS = 100
NON_EMPTY = frozenset({"url", "callback_data"})
TELEGRAM_LINK = re.compile(r"tg:(?://)?[a-z][a-z0-9_-]*(?:[/?].*)?", re.IGNORECASE)
SCHEMES = frozenset({"http", "https", "ton", "tonsite"})
ADDRESS = re.compile(
    r"(?:(?P<scheme>[a-z][a-z0-9+.-]*)://)?(?:[^/?#@]*@)?(?P<host>[^/?#:@]*)(?::\d+)?(?:[/?#].*)?",
    re.IGNORECASE | re.DOTALL,
)
HOST = re.compile(r"[^\s.]+(?:\.[^\s.]+)+\.?")
ACTIONS = frozenset(
    {
        "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay", "disabled",
    }
)  # fmt: skip
PRIVATE_ONLY = {
    "request_contact": "phone number can be requested in private chats only",
    "request_location": "location can be requested in private chats only",
    "request_poll": "poll can be requested in private chats only",
    "request_users": "users can be requested in private chats only",
    "request_chat": "chats can be requested in private chats only",
    "web_app": "Web App buttons can be used in private chats only",
}


def checked(markup: Json | None, chat: Chat) -> Json | None:
    if markup is None:
        return None
    if "inline_keyboard" in markup:
        return _inline(markup["inline_keyboard"], chat)
    if "keyboard" in markup:
        _check_reply_keyboard(markup["keyboard"], chat)
    return markup


def _inline(rows: list[list[Json]], chat: Chat) -> Json | None:
    kept = [row for row in rows if row]
    if sum(map(len, kept)) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    for row in kept:
        for button in row:
            _check_inline_button(button, chat)
    return {"inline_keyboard": kept} if kept else None


def _check_inline_button(button: Json, chat: Chat) -> None:
    wrong = "can't parse inline keyboard button: "
    actions = {name for name in ACTIONS & button.keys() if button[name] != "" or name not in NON_EMPTY}
    if not button["text"].strip():
        raise bad_request(wrong + "inline keyboard button text must be non-empty")
    if not actions:
        raise bad_request(wrong + "Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request("inline keyboard button must have exactly one action")
    if "callback_data" in button and len(button["callback_data"].encode()) > MAX_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in actions:
        _check_url(button["url"])
    if not chat.is_private and "web_app" in actions:
        raise bad_request("BUTTON_TYPE_INVALID")


def _check_url(url: str) -> None:
    """A web address whose host has a dot, or one of Telegram's own links."""
    address = url.strip()
    if address.lower().startswith("tg:"):
        if not TELEGRAM_LINK.fullmatch(address):
            raise bad_request("BUTTON_URL_INVALID")
        return
    parts = ADDRESS.fullmatch(address)
    wrong = f"inline keyboard button URL '{url}' is invalid: "
    if parts is not None and parts["scheme"] and parts["scheme"].lower() not in SCHEMES:
        raise bad_request(wrong + "Unsupported URL protocol")
    if parts is None or " " in address or not HOST.fullmatch(parts["host"]):
        raise bad_request(wrong + "Wrong HTTP URL")


def _check_reply_keyboard(rows: list[list[Json]], chat: Chat) -> None:
    if not any(rows):
        raise bad_request("reply keyboard is empty")
    for button in (button for row in rows for button in row):
        if not button["text"]:
            raise bad_request("keyboard button text must be non-empty")
        for request, refusal in PRIVATE_ONLY.items():
            if button.get(request) and not chat.is_private:
                raise bad_request(refusal)


def inline_rows(markup: Json | None) -> list[list[Json]]:
    rows: list[list[Json]] = (markup or {}).get("inline_keyboard", [])
    return rows


def inline_button(message: Message, wanted: str) -> Json | None:
    """The button with this label, or with this callback data."""
    buttons = [button for row in inline_rows(message.markup) for button in row]
    for key in ("text", "callback_data"):
        for button in buttons:
            if button.get(key) == wanted:
                return button
    return None


def reply_button(message: Message, wanted: str) -> Json | None:
    rows: list[list[Json]] = (message.markup or {}).get("keyboard", [])
    return next((button for row in rows for button in row if button["text"] == wanted), None)


def labels(message: Message) -> list[str]:
    markup = message.markup or {}
    rows: list[list[Json]] = markup.get("inline_keyboard") or markup.get("keyboard") or []
    return [button["text"] for row in rows for button in row]


def shown(markup: Json | None) -> Json:
    """How the control interface shows a keyboard."""
    markup = markup or {}
    view: dict[str, Any] = {}
    if "inline_keyboard" in markup:
        view["inline_keyboard"] = [
            [_shown_inline(button) for button in row] for row in markup["inline_keyboard"]
        ]
    if "keyboard" in markup:
        view["reply_keyboard"] = [[_shown_reply(button) for button in row] for row in markup["keyboard"]]
        view["one_time_keyboard"] = bool(markup.get("one_time_keyboard"))
    if "force_reply" in markup:
        view["force_reply"] = True
    if "remove_keyboard" in markup:
        view["remove_keyboard"] = True
    if "input_field_placeholder" in markup:
        view["placeholder"] = markup["input_field_placeholder"]
    return view


def _shown_inline(button: Json) -> Json:
    return {"text": button["text"], "data": button.get("callback_data"), "url": button.get("url")}


def _shown_reply(button: Json) -> Json:
    asked = (
        "contact" if button.get("request_contact") else "location" if button.get("request_location") else None
    )
    return {"text": button["text"], "request": asked}
