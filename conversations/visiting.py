"""What a field team writes or shows on the day of its visit: the customer's wish, the closed door, an unusual check-in."""

from typing import Final

from cards.actions import Action
from conversations.dialogue import Dialogue, Filled, Question, fixed
from conversations.readers import Pictures
from conversations.reason import for_reason
from domain.errors import Refused
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.absence import expect_at_door, report_absent
from domain.visits.arrival import explain_check_in
from domain.visits.day import expect_to_confirm, team_offers_another_time
from domain.visits.states import VisitState
from domain.visits.visit import Visit
from domain.words import N_, Words, say


async def _may_change(uow: UnitOfWork, visit_id: str, actor: Actor) -> None:
    expect_to_confirm(await uow.get(Visit, visit_id), actor)


async def _change(uow: UnitOfWork, visit_id: str, wish: str, actor: Actor) -> Words:
    await team_offers_another_time(uow, visit_id, wish, actor)
    return say("Noted. Ops proposes new times; {visit} is off.", visit=visit_id)


ANOTHER_TIME: Final = for_reason(
    Action.ANOTHER_TIME,
    title=N_("Another time"),
    ask=N_("What does the customer want?"),
    example=N_("is travelling, Friday after 14:00 suits"),
    check=_may_change,
    command=_change,
)


async def _may_wait(uow: UnitOfWork, visit_id: str, actor: Actor) -> None:
    visit = await uow.get(Visit, visit_id)
    actor.must(Permission.REPORT_ABSENT, visit.scope)
    expect_at_door(visit)


async def _wait(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    photo = filled.picture("door")
    if photo is None:
        raise Refused(say("A photo of the door is needed."))
    visit = await report_absent(uow, filled.subject, photo, actor)
    return say(
        "The customer and Ops are told. Please wait at {visit}; I tell you when it is enough.", visit=visit.id
    )


ABSENT: Final = Dialogue(
    name=Action.ABSENT.value,
    title=N_("The customer is not there"),
    action=Action.ABSENT,
    check=_may_wait,
    questions=fixed(
        Question(
            key="door",
            label=N_("Photo of the house or the door"),
            ask=N_("Please send a photo of the house or the door, so that Ops sees that you are there."),
            reader=Pictures(),
        )
    ),
    finish=_wait,
)


async def _may_explain(uow: UnitOfWork, visit_id: str, actor: Actor) -> None:
    visit = await uow.get(Visit, visit_id)
    actor.must(Permission.CHECK_IN, visit.scope)
    visit.expect(VisitState.ON_SITE)


async def _explain(uow: UnitOfWork, visit_id: str, reason: str, actor: Actor) -> Words:
    await explain_check_in(uow, visit_id, reason, actor)
    return say("Noted. Ops sees the reason.")


WHY_AWAY: Final = for_reason(
    Action.WHY_AWAY,
    title=N_("Check-in"),
    ask=N_("Why is the check-in not at the site?"),
    example=N_("the road is closed, we walk the last kilometre"),
    check=_may_explain,
    command=_explain,
)
