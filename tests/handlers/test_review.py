"""Taps on a report's card at the desk: what they show, to whom, and what an old one says."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, cast

import pytest

from cards.actions import Action, Tap
from cards.answer import Answer, Here
from cards.text import Speaker
from domain.errors import DomainError, NotAllowed, NotFound, Refused
from domain.leads.stages import Stage
from domain.people.actor import Actor
from domain.people.person import Grant
from domain.people.roles import Role
from domain.unit_of_work import UnitOfWork
from domain.visits.form import Form, form_of
from domain.visits.reviewing import mark_of
from domain.visits.states import VisitState
from handlers.acts import Act
from handlers.review import STEPS
from tests.build import NOW, a_form, a_person, a_picture, a_report, a_visit, an_oem, at_stage
from tests.fakes import House

DESK: Final = Actor(person="p-ops", name="Om Desk", roles=frozenset({Role.OPS}))
HERE: Final = Here(chat=-1, thread=None, private=False, person=None, telegram_id=7, name="Om Desk")
VISIT: Final = "S-1042-1"
FIRST: Final = mark_of(a_picture())


class Kept:
    """Of these pictures the bytes are there."""

    def __init__(self, *unique_ids: str) -> None:
        self._kept = unique_ids

    async def archived(self, unique_ids: Sequence[str]) -> dict[str, str]:
        return {one: "a" * 64 for one in unique_ids if one in self._kept}


async def a_desk(state: VisitState = VisitState.REPORTED, **report: Any) -> UnitOfWork:  # noqa: ANN401  fields of Report
    uow = House().uow(NOW)
    await uow.add(an_oem())
    await uow.add(at_stage(Stage.SURVEY_REVIEW, visits_made=1))
    slots = {"photos": ("u1", "u2")}
    await uow.add(a_visit(state=state, report=replace(a_report(slots=slots), **report)))
    await uow.add(a_form())
    return uow


async def taps(
    uow: UnitOfWork, action: Action, argument: str = "", *, actor: Actor = DESK, kept: Kept | None = None
) -> Answer:
    screens, ways = cast("Any", kept or Kept()), cast("Any", Ways())
    tap = Tap(action=action, subject=VISIT, argument=argument)
    act = Act(tap=tap, uow=uow, actor=actor, here=HERE, speaker=Speaker(), screens=screens, links=ways)
    return await STEPS[action](act)


async def test_a_slot_comes_as_an_album_by_telegrams_ids_with_what_is_kept_beside() -> None:
    said = await taps(await a_desk(), Action.ALBUM, "photos", kept=Kept("u1"))
    [message] = said.messages
    assert [(one.file_id, one.sha256) for one in message.pictures] == [("f1", "a" * 64), ("f2", None)]


async def test_full_size_is_the_kept_file_and_until_it_is_kept_it_is_asked_to_wait() -> None:
    said = await taps(await a_desk(), Action.FULL_SIZE, FIRST, kept=Kept("u1"))
    assert [(one.kind, one.sha256) for one in said.messages[0].pictures] == [("document", "a" * 64)]
    with pytest.raises(Refused, match="still being fetched"):
        await taps(await a_desk(), Action.FULL_SIZE, FIRST)


async def test_what_no_bot_can_send_is_said_to_be_too_large() -> None:
    huge = a_picture(kind="video", size=51 * 1024 * 1024)
    uow = await a_desk(photos=(huge,), slots={"photos": ("u1",)})
    with pytest.raises(Refused, match="too large for Telegram"):
        await taps(uow, Action.FULL_SIZE, FIRST, kept=Kept("u1"))


async def test_the_paper_is_asked_for_and_set_later() -> None:
    said = await taps(await a_desk(), Action.REPORT_PAPER)
    assert str(said.toast) == "The PDF is being made."
    assert [one.report for one in said.messages[0].pictures] == [VISIT]


class Ways:
    def review(self, secret: str, visit: str) -> str:
        return f"https://ops.example/in/{len(secret) > 10}?review={visit}"


async def test_the_way_into_the_browser_is_said_in_private() -> None:
    uow = await a_desk()
    await uow.add(a_person(id="p-ops", name="Om Desk", grants=(Grant(role=Role.OPS),)))
    said = await taps(uow, Action.REVIEW_PAGE)
    assert str(said.toast) == "I have answered in your private chat."
    assert said.messages == ()
    assert said.private[0].text.endswith(f"https://ops.example/in/True?review={VISIT}")


async def test_a_section_is_opened_and_closed_again_and_its_items_are_marked() -> None:
    uow = await a_desk()
    await taps(uow, Action.REDO, "#readings")
    assert (await uow.get(Form, form_of(VISIT))).opened == "readings"
    await taps(uow, Action.REDO, "earth_ohm")
    await taps(uow, Action.REDO, "#")
    form = await uow.get(Form, form_of(VISIT))
    assert (form.opened, form.marked) == ("", ("earth_ohm",))


@pytest.mark.parametrize(
    ("action", "argument", "refused"),
    [
        (Action.ALBUM, "moon", NotFound),
        (Action.ALBUM, "", NotFound),
        (Action.FULL_SIZE, "0" * 12, NotFound),
        (Action.REDO, "moon", NotFound),
    ],
)
async def test_a_button_of_an_older_report_says_that_it_is_not_there(
    action: Action, argument: str, refused: type[DomainError]
) -> None:
    with pytest.raises(refused):
        await taps(await a_desk(), action, argument)


async def test_a_report_that_has_been_decided_can_be_looked_at_but_not_marked() -> None:
    uow = await a_desk(VisitState.APPROVED)
    assert (await taps(uow, Action.ALBUM, "photos")).messages
    with pytest.raises(Refused):
        await taps(uow, Action.REDO, "earth_ohm")


@pytest.mark.parametrize("action", list(STEPS))
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OPS}))
async def test_nobody_but_the_desk_sees_anything_of_it(action: Action, role: Role) -> None:
    actor = Actor(
        person="p-7",
        name="Somebody",
        roles=frozenset({role}),
        oem="volt",
        teams=frozenset({"sunrise"}),
        leads=frozenset({"L-1042"}),
    )
    with pytest.raises(NotAllowed):
        await taps(await a_desk(), action, "photos", actor=actor, kept=Kept("u1"))
