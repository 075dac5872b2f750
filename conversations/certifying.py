"""A team's certificate, added or renewed by Ops."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from cards.actions import Action
from cards.text import Speaker
from conversations.days import read_day
from conversations.dialogue import Dialogue, Filled, Question
from conversations.given import Given, Kind
from conversations.readers import Line, Option
from domain.contact import ascii_digits
from domain.errors import Invalid
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.certificates import NAME_MOST, certify
from domain.visits.crews import team_name, today_of
from domain.visits.team import Certificate, Team
from domain.words import N_, Words, say


@dataclass(frozen=True, slots=True, kw_only=True)
class LastDay:
    """A day that is not over; kept in ISO form and shown with its year."""

    today: date
    takes: frozenset[Kind] = frozenset({Kind.TEXT})
    options: tuple[Option, ...] = ()

    @property
    def wants(self) -> Words:
        return say("Please write the last day on which it is good. Example: 31.03.2028.")

    def read(self, given: Given, speaker: Speaker) -> str:  # noqa: ARG002  the protocol's
        day = read_day(ascii_digits(given.text), self.today)
        if day is None:
            raise Invalid(self.wants)
        if day < self.today:
            raise Invalid(say("{day} is over. Example of an expiry: 31.03.2028.", day=day))
        return day.isoformat()

    def show(self, answer: str, speaker: Speaker) -> str:  # noqa: ARG002  the protocol's
        return f"{date.fromisoformat(answer):%d.%m.%Y}"


async def _may_certify(uow: UnitOfWork, team_id: str, actor: Actor) -> None:
    await uow.get(Team, team_id)
    actor.must(Permission.KEEP_CERTIFICATES)


async def _asked(uow: UnitOfWork, team_id: str) -> tuple[Question, ...]:
    team = await uow.get(Team, team_id)
    known = ", ".join(one.name for one in team.certificates)
    note = say("To renew one, type its name: {known}", known=known) if known else None
    return (
        Question(
            key="name",
            label=N_("Certificate"),
            ask=say("Which certificate of {team}?", team=team.name),
            note=note,
            reader=Line(longest=NAME_MOST),
            example=N_("Electrical licence"),
        ),
        Question(
            key="number",
            label=N_("Number"),
            ask=N_("What is its number?"),
            reader=Line(longest=NAME_MOST),
            example="MH-2231/26",
            optional=True,
        ),
        Question(
            key="expires",
            label=N_("Good until"),
            ask=N_("Until which day is it good?"),
            reader=LastDay(today=today_of(uow)),
            example="31.03.2028",
        ),
    )


async def _certify(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    given = filled.answers
    certificate = Certificate(
        name=given["name"],
        number=given.get("number", ""),
        expires_on=date.fromisoformat(given["expires"]),
    )
    beyond = await certify(uow, filled.subject, certificate, actor)
    if beyond:
        return say("Noted. Booked visits after that day: {count}.", count=len(beyond))
    return say("Noted.")


CERTIFICATE: Final = Dialogue(
    name=Action.CERTIFICATE.value,
    title=N_("Certificate"),
    action=Action.CERTIFICATE,
    check=_may_certify,
    questions=_asked,
    finish=_certify,
    called=team_name,
)
