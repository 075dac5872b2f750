"""Polls, dice, stickers, round videos."""

from typing import Final

from tests.simulator.conformance.cases import Case, refuses, works
from tests.simulator.conformance.cases_send import BAD, to_chat
from tests.simulator.driving import Json

NOT_READ: Final = "python-telegram-bot makes no option of a poll out of JSON any more"
OPTIONS: Final[list[Json]] = [{"text": "Monday"}, {"text": "Tuesday"}]

CASES: Final[tuple[Case, ...]] = (
    works("sendPoll", "asks", to_chat(question="When?", options=OPTIONS), {"poll": {"question": "When?", "is_closed": False, "total_voter_count": 0}}, raw=NOT_READ),
    refuses("sendPoll", "leaves a choice", to_chat(question="When?", options=OPTIONS[:1]), f"{BAD}poll must have at least 2 option", raw=NOT_READ),
    works("stopPoll", "ends it", {"chat_id": "$group", "message_id": "$poll"}, {"is_closed": True}),
    refuses("stopPoll", "finds it", to_chat(message_id=99), f"{BAD}message with poll to stop not found"),
    works("sendDice", "throws", to_chat(emoji="🎯"), {"dice": {"emoji": "🎯", "value": int}}),
    refuses("sendDice", "knows its dice", to_chat(emoji="x"), f"{BAD}EMOTICON_INVALID"),
    works("sendSticker", "sends a picture", to_chat(sticker="$document_file"), {"sticker": {"type": "regular", "file_id": str}}),
    refuses("sendSticker", "knows its own ids", to_chat(sticker="nonsense"), f"{BAD}wrong file identifier/HTTP URL specified"),
    works("sendVideoNote", "sends a film", to_chat(video_note="$video_file", duration=4), {"video_note": {"duration": 4}}),
    refuses("sendVideoNote", "knows its own ids", to_chat(video_note="nonsense"), f"{BAD}wrong file identifier/HTTP URL specified"),
)  # fmt: skip
