"""Asks the running program whether it serves: for the image's health check."""

import argparse

import httpx

from bot.settings import Settings


async def health(settings: Settings, _: argparse.Namespace) -> int:
    host = "127.0.0.1" if settings.http_host in {"0.0.0.0", "::"} else settings.http_host  # noqa: S104  compared, not bound
    try:
        async with httpx.AsyncClient(timeout=5) as client:
            answer = await client.get(f"http://{host}:{settings.http_port}/healthz")
    except httpx.HTTPError:
        return 1
    return 0 if answer.is_success else 1
