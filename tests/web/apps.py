"""The HTTP application for a test: its routes are read once in a process, the ports are each test's own."""

from copy import copy
from functools import cache
from typing import cast

from fastapi import FastAPI
from starlette.datastructures import State

from web.app import create_app
from web.ports import Ports


@cache
def _read_once() -> FastAPI:
    return create_app(cast("Ports", None))


def an_app(ports: Ports) -> FastAPI:
    """As `create_app` makes it; to read a hundred routes takes longer than most tests that ask one of them."""
    app = copy(_read_once())
    app.state, app.middleware_stack = State(), None
    app.state.ports = ports
    return app
