"""About the bot itself: getMe, updates, webhook, files, taps, commands, descriptions."""

import re

import orjson

from simulator import render
from simulator.access import chat_for_reading
from simulator.call import Call, Method
from simulator.errors import Refused, bad_request
from simulator.files import LINK_LASTS_S
from simulator.menus import key
from simulator.model import Json
from simulator.polling import WEBHOOK_SET
from simulator.webhooks import Webhook, check_url

MAX_DOWNLOAD_BYTES = 20 * 1024 * 1024
ANSWER_WITHIN_S = 60
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
WEBHOOK_ACTIVE = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
MAX_COMMANDS = 100
MOST_CONNECTIONS = 100
NO_WAY_BACK_S = 600
LONGEST_TEXT = {"name": 64, "description": 512, "short_description": 120}


async def get_me(call: Call) -> object:
    return render.me(call.bot)


async def get_updates(call: Call) -> object:
    if call.bot.id in call.webhooks.active:
        raise Refused(409, WEBHOOK_ACTIVE)
    params = call.params
    if "allowed_updates" in params:
        call.queue.allowed = params["allowed_updates"]
    taken = await call.pollers.poll(
        call.bot.id, params.get("offset", 0), params.get("limit", 100), params.get("timeout", 0)
    )
    return [orjson.Fragment(update.raw) for update in taken]


async def set_webhook(call: Call) -> object:
    params = call.params
    if not params.get("url"):
        return await delete_webhook(call)
    secret = params.get("secret_token", "")
    if not SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    check_url(params["url"])
    if "allowed_updates" in params:
        call.queue.allowed = params["allowed_updates"]
    _drop_if_asked(call)
    most = min(max(params.get("max_connections", 40), 1), MOST_CONNECTIONS)
    call.webhooks.set(call.bot.id, Webhook(params["url"], secret, most))
    call.pollers.stop(call.bot.id, WEBHOOK_SET)
    return True


async def delete_webhook(call: Call) -> object:
    call.webhooks.remove(call.bot.id)
    _drop_if_asked(call)
    return True


def _drop_if_asked(call: Call) -> None:
    if call.params.get("drop_pending_updates"):
        call.queue.clear()


async def get_webhook_info(call: Call) -> object:
    webhook = call.webhooks.active.get(call.bot.id)
    call.queue.expire(call.world.clock.now())
    info: Json = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(call.queue.pending),
    }
    if webhook is not None:
        info |= {"max_connections": webhook.max_connections, "ip_address": "127.0.0.1"}
        if webhook.last_error_date is not None:
            info |= {
                "last_error_date": webhook.last_error_date,
                "last_error_message": webhook.last_error_message,
            }
    if call.queue.allowed:
        info["allowed_updates"] = call.queue.allowed
    return info


async def get_file(call: Call) -> object:
    stored = call.world.files.by_file_id(call.bot.id, call.params["file_id"])
    if stored is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if stored.size > MAX_DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return {
        "file_id": call.params["file_id"],
        "file_unique_id": stored.unique,
        "file_size": stored.size,
        "file_path": call.world.files.link(stored, call.bot.id, call.now + LINK_LASTS_S),
    }


async def answer_callback_query(call: Call) -> object:
    """A tap is answered once, and soon: Telegram gives no figure, here it is a minute."""
    params = call.params
    tap = call.world.taps.get(params["callback_query_id"])
    if tap is None or tap.bot != call.bot.id or tap.answer is not None:
        raise bad_request(TOO_OLD)
    if call.world.clock.now() - tap.at > ANSWER_WITHIN_S:
        raise bad_request(TOO_OLD)
    if len(params.get("text", "")) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    call.world.answer(tap, {key: params[key] for key in ("text", "show_alert", "url") if params.get(key)})
    return True


def _scope(call: Call) -> str:
    """Under which the commands are kept; a chat in it has to be one that the bot knows."""
    scope = call.params.get("scope")
    if scope and "chat_id" in scope:
        chat_for_reading(call.world, call.bot, scope["chat_id"])
    return key(scope, call.params.get("language_code", ""))


async def set_my_commands(call: Call) -> object:
    commands = call.params["commands"]
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not COMMAND.fullmatch(command["command"].removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    call.bot.commands[_scope(call)] = commands
    return True


async def get_my_commands(call: Call) -> object:
    return call.bot.commands.get(_scope(call), [])


async def delete_my_commands(call: Call) -> object:
    call.bot.commands.pop(_scope(call), None)
    return True


def _text_setter(what: str) -> Method:
    async def set_text(call: Call) -> object:
        text = call.params.get(what, "")
        if len(text) > LONGEST_TEXT[what]:
            raise bad_request(f"BOT_{what.upper()}_TOO_LONG")
        call.bot.texts[f"{what} {call.params.get('language_code', '')}"] = text
        return True

    return set_text


def _text_getter(what: str) -> Method:
    async def get_text(call: Call) -> object:
        given = call.bot.texts.get(f"{what} {call.params.get('language_code', '')}", "")
        return {what: given or (call.bot.first_name if what == "name" else "")}

    return get_text


async def set_chat_menu_button(call: Call) -> object:
    button = call.params.get("menu_button") or {"type": "default"}
    call.bot.menu_buttons[str(call.params.get("chat_id", ""))] = button
    return True


async def get_chat_menu_button(call: Call) -> object:
    kept = call.bot.menu_buttons
    return kept.get(str(call.params.get("chat_id", "")), kept.get("", {"type": "commands"}))


async def log_out(call: Call) -> object:
    """The bot goes to a server of its own; for ten minutes there is no way back."""
    call.bot.logged_out_until = call.world.clock.now() + NO_WAY_BACK_S
    return True


async def agree(call: Call) -> object:  # noqa: ARG001  every method has this shape
    return True


async def get_user_profile_photos(call: Call) -> object:
    if call.params["user_id"] not in call.world.people:
        raise bad_request("user not found")
    return {"total_count": 0, "photos": []}


METHODS: dict[str, Method] = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "getFile": get_file,
    "answerCallbackQuery": answer_callback_query,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": _text_setter("name"),
    "getMyName": _text_getter("name"),
    "setMyDescription": _text_setter("description"),
    "getMyDescription": _text_getter("description"),
    "setMyShortDescription": _text_setter("short_description"),
    "getMyShortDescription": _text_getter("short_description"),
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
    "getUserProfilePhotos": get_user_profile_photos,
    "logOut": log_out,
    "close": agree,
}
