"""Applications share the routers that were read once, and nothing else."""

from typing import cast

import httpx
from fastapi import APIRouter, FastAPI

from web.app import create_app
from web.ports import Ports


async def asked(app: FastAPI, path: str) -> int:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://office") as client:
        return (await client.get(path)).status_code


def another(ports: str) -> FastAPI:
    return create_app(cast("Ports", ports))


async def test_what_one_application_takes_on_no_other_has() -> None:
    further = APIRouter()
    further.add_api_route("/hook", lambda: "heard", methods=["GET"])
    one = another("its own")
    one.include_router(further)
    assert await asked(one, "/hook") == 200
    assert await asked(another("its own"), "/hook") == 404


def test_each_application_has_its_own_ports() -> None:
    one, other = another("one"), another("other")
    assert (one.state.ports, other.state.ports) == ("one", "other")
