from collections.abc import AsyncIterator

import pytest

from tests.web.office import Office
from tests.web.portal.visiting import Guest, a_guest


@pytest.fixture
async def stranger(sqlite_office: Office) -> AsyncIterator[Guest]:
    guest = a_guest(sqlite_office)
    yield guest
    await guest.client.aclose()


@pytest.fixture
async def guest(stranger: Guest) -> Guest:
    """Signed in for Voltera."""
    await stranger.sign_in()
    return stranger


@pytest.fixture
async def visitor(office: Office) -> AsyncIterator[Guest]:
    """Signed in for Voltera, once on each engine."""
    guest = a_guest(office)
    await guest.sign_in()
    yield guest
    await guest.client.aclose()
