"""The bank over HTTP, on a port of this machine."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import uvicorn
from fastapi import FastAPI, Request, Response

from tests.razorpayx.bank import Bank


def _app(bank: Bank) -> FastAPI:
    app = FastAPI()

    @app.api_route("/v1/{path:path}", methods=["GET", "POST"])
    async def answer(request: Request) -> Response:
        asked = httpx.Request(
            request.method, str(request.url), headers=request.headers.raw, content=await request.body()
        )
        try:
            told = await bank.answer(asked)
        except httpx.TransportError:
            return Response(status_code=504)  # as far as the other side is concerned: no answer
        return Response(told.content, told.status_code, media_type="application/json")

    return app


@asynccontextmanager
async def served(bank: Bank) -> AsyncIterator[str]:
    """Its address."""
    server = uvicorn.Server(uvicorn.Config(_app(bank), port=0, log_config=None, lifespan="off"))
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  uvicorn says it in no other way
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        server.should_exit = True
        await task
