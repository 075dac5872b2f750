"""The way from the chat to the report on the web: a key, so it is told to one person alone."""

from dataclasses import dataclass
from typing import Any, Final, cast

import pytest

from cards.actions import Action, Tap
from cards.answer import Answer, Here
from cards.text import Speaker
from domain.errors import NotAllowed, Refused
from domain.leads.stages import Stage
from domain.people.actor import Actor
from domain.people.keys import digest
from domain.people.roles import Role
from domain.unit_of_work import UnitOfWork
from domain.visits.form import Form
from domain.visits.states import VisitState
from handlers.acts import Act
from handlers.field import STEPS
from tests.build import NOW, a_visit, an_oem, at_stage
from tests.fakes import House

CREW: Final = Actor(person="p-ravi", name="Ravi", roles=frozenset({Role.FIELD}), teams=frozenset({"sunrise"}))


@dataclass(frozen=True, slots=True)
class Links:
    has_pages: bool = True

    def payment(self, payment: str, token: str) -> str:
        return f"https://ops.example/pay/{payment}/{token}"

    def report(self, visit: str, token: str) -> str:
        return f"https://ops.example/f/{visit}/{token}"


async def at_site() -> UnitOfWork:
    uow = House().uow(NOW)
    for thing in (an_oem(), at_stage(Stage.SURVEY_SCHEDULED, visits_made=1)):
        await uow.add(thing)
    await uow.add(a_visit(state=VisitState.ON_SITE))
    return uow


async def taps(
    uow: UnitOfWork, actor: Actor = CREW, *, private: bool = False, has_pages: bool = True
) -> Answer:
    here = Here(chat=-1, thread=None, private=private, person=None, telegram_id=7, name="Ravi")
    links, nothing = cast("Any", Links(has_pages)), cast("Any", None)
    tap = Tap(action=Action.ON_WEB, subject="S-1042-1")
    act = Act(tap=tap, uow=uow, actor=actor, here=here, speaker=Speaker(), screens=nothing, links=links)
    return await STEPS[Action.ON_WEB](act)


@pytest.mark.parametrize("private", [False, True])
async def test_the_link_comes_in_private_wherever_it_was_asked_for(*, private: bool) -> None:
    uow = await at_site()
    said = await taps(uow, private=private)
    assert (said.messages, said.toast is None) == ((), private)
    [told] = said.private
    token = told.text.partition("/f/S-1042-1/")[2].split()[0]
    form = await uow.get(Form, "F-S-1042-1")
    assert {person: link.sha256 for person, link in form.links.items()} == {"p-ravi": digest(token)}
    assert "works until Wed 25 Nov" in told.text


async def test_where_no_page_can_be_reached_it_says_so_and_makes_no_link() -> None:
    uow = await at_site()
    with pytest.raises(Refused, match="cannot be reached"):
        await taps(uow, has_pages=False)
    assert await uow.find(Form, "F-S-1042-1") is None


async def test_somebody_else_in_the_group_gets_none() -> None:
    ops = Actor(person="p-ops", name="Om", roles=frozenset({Role.OPS}))
    with pytest.raises(NotAllowed):
        await taps(await at_site(), ops)
