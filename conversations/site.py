"""Phase 4, the work at the site: the customer says it is done, Ops says it is not."""

from typing import Final

from cards.actions import Action
from conversations.dialogue import Dialogue, Filled, Question, fixed
from conversations.readers import Pictures
from conversations.reason import for_reason
from domain.leads.lead import Lead
from domain.leads.site_work import refuse_site_work, report_site_work
from domain.leads.stages import Stage
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.words import N_, Words, say


async def _may_tell(uow: UnitOfWork, lead_id: str, actor: Actor) -> None:
    lead = await uow.get(Lead, lead_id)
    actor.must(Permission.REPORT_SITE_WORK, lead.scope)
    lead.expect(Stage.SITE_WORK)


async def _tell(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    await report_site_work(uow, filled.subject, filled.picture("proof"), actor)
    return say("Thank you. We will look at it and tell you what comes next.")


SITE_DONE: Final = Dialogue(
    name=Action.SITE_DONE.value,
    title=N_("The site is ready"),
    action=Action.SITE_DONE,
    check=_may_tell,
    questions=fixed(
        Question(
            key="proof",
            label=N_("Photo of the work"),
            ask=N_("Please send a photo of what was done, if you have one."),
            reader=Pictures(pdf=True),
            optional=True,
        )
    ),
    finish=_tell,
)


async def _may_refuse(uow: UnitOfWork, lead_id: str, actor: Actor) -> None:
    lead = await uow.get(Lead, lead_id)
    actor.must(Permission.ACCEPT_SITE_WORK, lead.scope)
    lead.expect(Stage.SITE_WORK)


async def _refuse(uow: UnitOfWork, lead_id: str, reason: str, actor: Actor) -> Words:
    lead = await refuse_site_work(uow, lead_id, reason, actor)
    return say("{lead}: the customer is asked again.", lead=lead.id)


REFUSE_WORK: Final = for_reason(
    Action.REFUSE_WORK,
    title=N_("Not ready yet"),
    ask=N_("What is still missing at the site?"),
    example=N_("the earth pit is dug but not filled"),
    check=_may_refuse,
    command=_refuse,
)
