"""The portal for OEMs, and the pages of the desk: they work without scripts, on a phone as on a desk."""

from http import HTTPStatus

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from domain.words import N_, say
from web.callers import FromPorts
from web.portal import files, lead, leads, money, new_lead, pack_files, reports, reviews, signing
from web.portal.acting import go_to
from web.portal.frame import HOME, Page, answer, box, lines
from web.portal.route import PortalRoute, missing


def router() -> APIRouter:
    routes = APIRouter(
        prefix=HOME, include_in_schema=False, route_class=PortalRoute, default_response_class=HTMLResponse
    )
    for room in (leads, new_lead, lead, pack_files, files, reports, reviews, money, signing):
        room.add_routes(routes)
    routes.add_api_route("/left", show_left, methods=["GET"])
    routes.add_api_route("/{rest:path}", show_nothing, methods=["GET", "POST"])
    return routes


async def show_left(ports: FromPorts) -> Response:
    words = say("You are signed out. For another link, send /portal to the bot.")
    page = Page(title=ports.speak(N_("Goodbye")), body=box(lines([words], ports.speak), kind="good"))
    return answer(page, None, ports.speak)


async def show_nothing(rest: str, ports: FromPorts) -> Response:
    if not rest:
        return go_to(HOME)  # somebody has typed a slash at the end
    return answer(missing(None, ports.speak), None, ports.speak, HTTPStatus.NOT_FOUND)
