"""The usual way: python-telegram-bot, a ConversationHandler in memory, one update after the other."""

import logging
import os
import warnings
from typing import Any, Final

from telegram import Message, Update
from telegram.ext import (
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    filters,
)
from telegram.warnings import PTBUserWarning

LOAD, PHASE, NOTE = range(3)
Context = ContextTypes.DEFAULT_TYPE
ANSWERED: Final = filters.TEXT & ~filters.COMMAND


def message(update: Update) -> Message:
    assert update.effective_message is not None
    return update.effective_message


def answers(context: Context) -> dict[Any, Any]:
    assert context.user_data is not None
    return context.user_data


async def on_visit(update: Update, _: Context) -> int:
    await message(update).reply_text("1/3 What is the sanctioned load?")
    return LOAD


async def on_load(update: Update, context: Context) -> int:
    answers(context)["load"] = message(update).text
    await message(update).reply_text("2/3 Which phase?")
    return PHASE


async def on_phase(update: Update, context: Context) -> int:
    assert update.callback_query is not None
    answers(context)["phase"] = update.callback_query.data
    await message(update).reply_text("3/3 Anything to note?")
    return NOTE


async def on_note(update: Update, context: Context) -> int:
    answers(context)["note"] = message(update).text
    await message(update).reply_text("done")
    return ConversationHandler.END


def conversation() -> ConversationHandler[Context]:
    return ConversationHandler(
        entry_points=[CommandHandler("visit", on_visit)],
        states={
            LOAD: [MessageHandler(ANSWERED, on_load)],
            PHASE: [CallbackQueryHandler(on_phase)],
            NOTE: [MessageHandler(ANSWERED, on_note)],
        },
        fallbacks=[CommandHandler("visit", on_visit)],
    )


def main() -> None:
    logging.disable(logging.WARNING)
    warnings.filterwarnings("ignore", category=PTBUserWarning)  # it explains per_message, which is meant
    address = os.environ["TELEGRAM_API_URL"]
    program = ApplicationBuilder().token(os.environ["TELEGRAM_TOKEN"]).base_url(f"{address}/bot").build()
    program.add_handler(conversation())
    program.run_polling()


if __name__ == "__main__":
    main()
