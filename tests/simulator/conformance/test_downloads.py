"""Files as the libraries fetch them, with their own ways of finding the address."""

import aiogram
import telegram
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from tests.simulator.conformance.scene import Scene


async def test_aiogram_fetches_what_was_sent(scene: Scene) -> None:
    session = AiohttpSession(api=TelegramAPIServer.from_base(scene.town.address))
    data = await aiogram.Bot(scene.town.token, session=session).download(scene.document_id)
    await session.close()
    assert data is not None
    assert data.read() == scene.document_file.data


async def test_python_telegram_bot_fetches_what_was_sent(scene: Scene) -> None:
    base = scene.town.address
    async with telegram.Bot(
        scene.town.token, base_url=f"{base}/bot", base_file_url=f"{base}/file/bot"
    ) as bot:
        file = await bot.get_file(scene.document_id)
        assert bytes(await file.download_as_bytearray()) == scene.document_file.data
