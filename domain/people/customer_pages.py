"""A customer's page in the browser, for whoever has no Telegram: opened by a link of its own, bound to one lead.

The link is kept as its SHA-256 alone, so sending it again is making another one; a few are good at a time, and all of
them end together when Ops revokes the customer's link (`access.revoke_link`).
"""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from domain.errors import NotFound, Refused
from domain.leads.consent import language_of
from domain.leads.lead import Lead
from domain.people.access import choose_language
from domain.people.actor import Actor
from domain.people.keys import digest
from domain.people.person import Grant, Invite, InviteKind, Person
from domain.people.roles import Permission, Role
from domain.unit_of_work import UnitOfWork
from domain.words import say

PAGE_LIVES: Final = timedelta(days=90)
"""From the first call to the rating; an installation that takes longer gets another link."""
MOST_LINKS: Final = 5
MOST_FILES: Final = 40


async def invite_to_page(uow: UnitOfWork, lead_id: str, actor: Actor) -> str:
    """The link's token, said this once; the oldest link ends where there are too many."""
    lead = await uow.get(Lead, lead_id)
    actor.must(Permission.INVITE_CUSTOMER, lead.scope)
    if not lead.is_open:
        raise Refused(say("{lead} is not open, so its customer needs no link.", lead=lead.id))
    good = [invite for invite in await _pages(uow, lead.id) if _is_good(invite, uow)]
    for invite in good[: max(0, len(good) - MOST_LINKS + 1)]:
        await uow.save(replace(invite, revoked=True))
    token = uow.ids.token()
    page = Invite(
        id=digest(token),
        kind=InviteKind.PAGE,
        grant=Grant(role=Role.CUSTOMER, lead=lead.id),
        made_by=actor.person,
        expires_at=uow.now + PAGE_LIVES,
        language=good[-1].language if good else None,
    )
    await uow.add(page)
    return token


async def page_of(uow: UnitOfWork, token: str) -> tuple[Invite, Lead]:
    """`NotFound` for a link that opens nothing, whatever the reason: a guess learns nothing."""
    page = await uow.find(Invite, digest(token))
    if page is None or page.kind is not InviteKind.PAGE or not _is_good(page, uow):
        raise NotFound(
            say("This link does not open a page, or no longer. Please ask our desk for a new one.")
        )
    return page, await uow.get(Lead, page.grant.lead or "")


def visitor(page: Invite, lead: Lead) -> Actor:
    """The customer, as far as this page reaches."""
    return Actor(
        person=lead.customer_person,
        name=lead.customer.name,
        roles=frozenset({Role.CUSTOMER}),
        leads=frozenset({page.grant.lead or ""}),
    )


async def spoken_on(uow: UnitOfWork, page: Invite, lead: Lead) -> str | None:
    """The language he has chosen, in chat or here; None as long as he has not."""
    person = await uow.find(Person, lead.customer_person) if lead.customer_person else None
    return person.language if person else page.language


async def speak_on(uow: UnitOfWork, page: Invite, lead: Lead, language: str) -> None:
    """Chosen for the chat as well, if he uses it."""
    chosen = language_of(language)
    if lead.customer_person is not None:
        await choose_language(uow, lead.customer_person, chosen)
    if page.language != chosen:
        await uow.save(replace(page, language=chosen))


async def count_file(uow: UnitOfWork, page: Invite) -> None:
    may_bring_files(page)
    await uow.save(replace(page, files=page.files + 1))


def may_bring_files(page: Invite) -> None:
    """`Refused` once this link has brought as many files as anybody needs."""
    if page.files >= MOST_FILES:
        raise Refused(
            say(
                "{most} files have come over this link, and it takes no more. What you sent before is kept. Please call our desk, which gives you a new link.",
                most=MOST_FILES,
            )
        )


async def _pages(uow: UnitOfWork, lead: str) -> list[Invite]:
    return [invite for invite in await uow.all(Invite, lead=lead) if invite.kind is InviteKind.PAGE]


def _is_good(page: Invite, uow: UnitOfWork) -> bool:
    return not page.revoked and uow.now < page.expires_at
