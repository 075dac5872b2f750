"""Which charger goes to the site: the sticker of the very unit, photographed or read off."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final

from cards.actions import Action
from conversations.dialogue import Dialogue, Filled, Question, Unsure
from conversations.given import Given
from conversations.readers import Line, Sticker
from domain.materials.handing_out import (
    LONGEST_REASON,
    expect_free,
    expect_to_hand_out,
    hand_out_by_photo,
    hand_out_charger,
)
from domain.materials.request import MaterialRequest
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.serials import EXAMPLE, SHORTEST, plain_serial
from domain.unit_of_work import UnitOfWork
from domain.words import N_, Words, say


async def _may_hand_out(uow: UnitOfWork, request_id: str, actor: Actor) -> None:
    request = await uow.get(MaterialRequest, request_id)
    actor.must(Permission.HAND_OUT_CHARGER, request.scope)
    await expect_to_hand_out(uow, request)


async def _is_free(uow: UnitOfWork, request_id: str, serial: str, _: Given | None) -> Unsure | None:
    """Said while it is typed; a photo is read after it was sent."""
    await expect_free(uow, await uow.get(MaterialRequest, request_id), serial)
    return None


_SERIAL: Final = Question(
    key="serial",
    label=N_("Serial number of the charger"),
    ask=N_(
        "Please send a photo of the barcode or QR code on the charger's sticker, or type its serial number."
    ),
    reader=Sticker(),
    example=EXAMPLE,
    verify=_is_free,
)
_REASON: Final = Question(
    key="reason",
    label=N_("Why another charger"),
    ask=N_("Why is it another charger?"),
    reader=Line(longest=LONGEST_REASON),
    example=N_("the first one was damaged on the way"),
)


_WHY: Final = replace(
    _REASON,
    label=N_("Why this charger"),
    ask=N_("The store's list does not have this number. Why is it the right one all the same?"),
    example=N_("it came yesterday and was not entered yet"),
)


async def _questions(uow: UnitOfWork, request_id: str) -> tuple[Question, ...]:
    """A number that the store does not know of is to be explained."""
    request = await uow.find(MaterialRequest, request_id)
    if request is None or request.charger is not None:
        return (_SERIAL, _REASON) if request is not None else (_SERIAL,)
    given = request.numbered
    if given is None or given.store is None:
        return (_SERIAL,)
    listed = await uow.stock.numbers_in(given.store, given.item)
    return (_SERIAL, replace(_WHY, when=lambda answers: _is_strange(answers, listed)))


def _is_strange(answers: Mapping[str, str], listed: Collection[str]) -> bool:
    typed = answers.get("serial", "")
    return bool(listed) and len(typed) >= SHORTEST and plain_serial(typed) not in listed


async def _hand_out(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    reason, photo = filled.answers.get("reason", ""), filled.picture("serial")
    if photo is not None:
        request = await hand_out_by_photo(uow, filled.subject, photo, actor, reason=reason)
        return say("{request}: the number is read from your photo and comes on the card.", request=request.id)
    serial = filled.answers["serial"]
    request = await hand_out_charger(uow, filled.subject, serial, actor, reason=reason)
    return say("{request}: charger {serial} is handed out.", request=request.id, serial=serial)


HAND_OUT: Final = Dialogue(
    name=Action.HAND_OUT.value,
    title=N_("Hand out the charger"),
    action=Action.HAND_OUT,
    check=_may_hand_out,
    questions=_questions,
    finish=_hand_out,
)
