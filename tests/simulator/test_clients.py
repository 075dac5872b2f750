"""The simulator as two client libraries see it: everything they get fits their types."""

from collections.abc import AsyncIterator
from typing import Any

import aiogram
import pytest
import telegram
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramRetryAfter,
)
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    MenuButtonCommands,
    ReplyParameters,
    TelegramObject,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter

from tests.simulator.driving import Town, a_photo


@pytest.fixture
async def gram(town: Town) -> AsyncIterator[aiogram.Bot]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(town.address))
    bot = aiogram.Bot(town.token, session=session)
    yield bot
    await session.close()


@pytest.fixture
async def python(town: Town, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[telegram.Bot]:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    base = town.address
    async with telegram.Bot(town.token, base_url=f"{base}/bot", base_file_url=f"{base}/file/bot") as bot:
        yield bot


def _keyboard(text: str, data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text=text, callback_data=data)]])


async def test_aiogram_sends_edits_and_deletes(town: Town, gram: aiogram.Bot) -> None:
    chat = town.start()
    sent = await gram.send_message(
        chat, "<b>Visit</b> 🙂 10:00", parse_mode="HTML", reply_markup=_keyboard("Go", "go")
    )
    edited = await gram.edit_message_text("Visit done", chat_id=chat, message_id=sent.message_id)
    assert isinstance(edited, aiogram.types.Message)
    assert (sent.html_text, edited.text) == ("<b>Visit</b> 🙂 10:00", "Visit done")
    assert await gram.delete_message(chat, sent.message_id)


async def test_aiogram_sends_files_and_fetches_them(town: Town, gram: aiogram.Bot) -> None:
    chat, photo = town.start(), BufferedInputFile(a_photo(), "roof.jpg")
    sent = await gram.send_photo(chat, photo, caption="roof")
    document = await gram.send_document(chat, BufferedInputFile(b"bill", "bill.pdf"))
    album = await gram.send_media_group(
        chat, [InputMediaPhoto(media=photo), InputMediaPhoto(media=photo, caption="b")]
    )
    assert sent.photo is not None
    assert document.document is not None
    data = await gram.download(document.document)
    assert data is not None
    assert (data.read(), len(album), sent.photo[-1].width) == (b"bill", 2, 1280)


async def test_aiogram_understands_every_update(town: Town, gram: aiogram.Bot) -> None:
    chat = town.start()
    sent = await gram.send_message(chat, "x", reply_markup=_keyboard("Go", "go"))
    town.says(chat, "/help @nobody https://example.org")
    town.shows(chat, ("photo", a_photo()), ("video", b"film"))
    town.control(f"chats/{chat}/messages", **{"from": chat, "contact": True})
    town.control(f"chats/{chat}/messages", **{"from": chat, "location": True})
    town.taps(chat, sent.message_id, "Go")
    forum = town.person("Imran")
    town.control(
        "groups", id=-9_000_000 - forum, title="Yard", members=[forum], forum=True, bot_is_admin=True
    )
    updates = await gram.get_updates()
    assert [update.event_type for update in updates] == [*["message"] * 5, "callback_query", "my_chat_member"]
    assert [line for update in updates for line in _unknown(update)] == []


def _unknown(value: object) -> list[str]:
    """Fields that the library's types do not have."""
    if isinstance(value, list):
        return [line for item in value for line in _unknown(item)]
    if not isinstance(value, TelegramObject):
        return []
    return [*(value.model_extra or {}), *(line for _, item in value for line in _unknown(item))]


async def test_aiogram_does_what_is_done_at_the_start(gram: aiogram.Bot) -> None:
    assert await gram.set_my_commands([BotCommand(command="help", description="Help")])
    assert (await gram.get_my_commands())[0].command == "help"
    assert await gram.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert await gram.delete_webhook()
    assert (await gram.get_webhook_info()).pending_update_count == 0


async def test_aiogram_works_with_topics_and_members(town: Town, gram: aiogram.Bot) -> None:
    forum = town.forum()
    topic = await gram.create_forum_topic(forum, "Lead 1042")
    sent = await gram.send_message(forum, "card", message_thread_id=topic.message_thread_id)
    assert (sent.is_topic_message, sent.message_thread_id) == (True, topic.message_thread_id)
    assert await gram.close_forum_topic(forum, topic.message_thread_id)
    assert await gram.pin_chat_message(forum, sent.message_id)
    assert (await gram.get_chat(forum)).is_forum
    assert (await gram.get_chat_member(forum, town.asha)).status == "creator"


async def test_aiogram_raises_the_right_errors(town: Town, gram: aiogram.Bot) -> None:
    chat, group = town.start(), town.group()
    with pytest.raises(TelegramBadRequest, match="message to be replied not found"):
        await gram.send_message(chat, "x", reply_parameters=ReplyParameters(message_id=99))
    town.control("faults", kind="too_many_requests", chat=chat)
    with pytest.raises(TelegramRetryAfter):
        await gram.send_message(chat, "x")
    town.control(f"chats/{chat}/block", blocked=True)
    with pytest.raises(TelegramForbiddenError, match="blocked"):
        await gram.send_message(chat, "x")
    new = town.control(f"chats/{group}/migrate")["chat"]
    with pytest.raises(TelegramMigrateToChat) as migrated:
        await gram.send_message(group, "x", reply_markup=ForceReply())
    assert migrated.value.migrate_to_chat_id == new


async def test_python_telegram_bot_sends_edits_and_deletes(town: Town, python: telegram.Bot) -> None:
    chat = town.start()
    markup = telegram.InlineKeyboardMarkup([[telegram.InlineKeyboardButton("Go", callback_data="go")]])
    sent = await python.send_message(chat, "*Visit* 10:00", parse_mode="MarkdownV2", reply_markup=markup)
    edited = await python.edit_message_text("done", chat_id=chat, message_id=sent.message_id)
    assert isinstance(edited, telegram.Message)
    assert (sent.text_markdown_v2, edited.text) == ("*Visit* 10:00", "done")
    assert await python.delete_message(chat, sent.message_id)


async def test_python_telegram_bot_sends_files_and_fetches_them(town: Town, python: telegram.Bot) -> None:
    chat = town.start()
    sent = await python.send_photo(chat, a_photo(), caption="roof")
    document = await python.send_document(chat, b"bill", filename="bill.pdf")
    album = await python.send_media_group(
        chat, [telegram.InputMediaPhoto(a_photo()), telegram.InputMediaPhoto(a_photo())]
    )
    assert document.document is not None
    file = await document.document.get_file()
    assert (bytes(await file.download_as_bytearray()), len(album), sent.photo[-1].width) == (b"bill", 2, 1280)


async def test_python_telegram_bot_loses_nothing_of_an_update(town: Town, python: telegram.Bot) -> None:
    chat = town.start()
    sent = await python.send_message(
        chat,
        "x",
        reply_markup=telegram.InlineKeyboardMarkup.from_button(
            telegram.InlineKeyboardButton("Go", callback_data="go")
        ),
    )
    town.says(chat, "/help", reply_to=sent.message_id)
    town.shows(chat, ("photo", a_photo()), ("photo", a_photo()))
    town.taps(chat, sent.message_id, "Go")
    updates = await python.get_updates()
    raw = town.ok("getUpdates", offset=updates[0].update_id)
    assert [_plain(update.to_dict()) for update in updates] == [_plain(update) for update in raw]


def _plain(value: Any) -> Any:  # noqa: ANN401  any JSON
    """Without the empty and false values that the library fills in."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items() if item not in (False, [], None)}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


async def test_python_telegram_bot_raises_the_right_errors(town: Town, python: telegram.Bot) -> None:
    chat, group = town.start(), town.group()
    sent = await python.send_message(chat, "x")
    with pytest.raises(BadRequest, match="Message is not modified"):
        await python.edit_message_text("x", chat_id=chat, message_id=sent.message_id)
    town.control("faults", kind="too_many_requests", chat=chat)
    with pytest.raises(RetryAfter):
        await python.send_message(chat, "x")
    town.control(f"chats/{chat}/block", blocked=True)
    with pytest.raises(Forbidden):
        await python.send_message(chat, "x")
    town.control(f"chats/{group}/migrate")
    with pytest.raises(ChatMigrated):
        await python.send_message(group, "x")
