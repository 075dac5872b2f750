"""The quote for what goes beyond the package: made from the bill of materials, answered by the customer before the work."""

from typing import Final

from domain.contact import line
from domain.errors import Invalid, Refused
from domain.events import Event, Happening
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.materials.quote import Quote, QuoteState, to_pay
from domain.materials.readiness import quote_of, ready_when_settled
from domain.materials.request import MaterialRequest
from domain.overriding import policy_of
from domain.people.actor import Actor, By
from domain.people.roles import Permission, Role
from domain.unit_of_work import UnitOfWork
from domain.words import say

LONGEST: Final = 500


async def quote_anew(uow: UnitOfWork, request: MaterialRequest, by: By) -> None:
    """The price of this bill is offered; what was said to another price counts no more, what was said to the same does."""
    before, policy = await quote_of(uow, request.lead), await policy_of(uow, request.oem)
    lines = to_pay(request.lines, request.basis, policy)
    made = Quote(
        id=f"Q-{request.lead.removeprefix('L-')}-{1 + len(await uow.all(Quote, lead=request.lead))}",
        lead=request.lead,
        oem=request.oem,
        request=request.id,
        state_since=uow.now,
        made_at=uow.now,
        metres=request.basis.metres if request.basis is not None else 0,
        free_metres=policy.included_metres,
        lines=lines,
        gst_percent=policy.gst_percent,
    )
    if before is not None and before.is_of(made):
        return
    if before is not None:
        await _replace(uow, before, by, told=not lines)
    if lines:
        await uow.add(made, _told(made, Happening.QUOTE_MADE, by))


async def _replace(uow: UnitOfWork, before: Quote, by: By, *, told: bool) -> None:
    """He hears of it only where no other one comes in its place."""
    gone = before.to(QuoteState.REPLACED, by, uow.now)
    events = [_told(gone, Happening.QUOTE_WITHDRAWN, by)] if told else []
    await uow.save(gone, *events)


def _told(quote: Quote, kind: Happening, by: By, **facts: str) -> Event:
    return quote.tells(kind, by, quote.state_since, amount=str(quote.total), **facts)


async def expect_to_answer(uow: UnitOfWork, quote: Quote) -> None:
    """`Refused` with what has happened since, where nothing can be said to it any more."""
    if not quote.counts:
        other = await quote_of(uow, quote.lead)
        if other is None:
            raise Refused(say("{quote} no longer counts: there is nothing to pay any more.", quote=quote.id))
        raise Refused(
            say(
                "{quote} no longer counts. Please look at {other}: {amount}.",
                quote=quote.id,
                other=other.id,
                amount=other.total,
            )
        )
    (await uow.get(Lead, quote.lead)).expect(Stage.MATERIALS)


async def _to_answer(
    uow: UnitOfWork, quote_id: str, actor: Actor, permission: Permission
) -> tuple[Quote, By]:
    quote = await uow.get(Quote, quote_id)
    by = actor.must(permission, quote.scope)
    await expect_to_answer(uow, quote)
    return quote, by


async def _keep(uow: UnitOfWork, quote: Quote, event: Event) -> Quote:
    """The card of the materials says where the quote stands, too."""
    for request in await uow.all(MaterialRequest, lead=quote.lead):
        uow.touched.setdefault(request.id, request)
    return await uow.save(quote, event)


async def accept_quote(uow: UnitOfWork, quote_id: str, actor: Actor, *, note: str = "") -> Quote:
    """By the customer; the desk says in `note` how it knows."""
    quote, by = await _to_answer(uow, quote_id, actor, Permission.ANSWER_QUOTE)
    if by.role is not Role.CUSTOMER and not note.strip():
        raise Invalid(say("Please say how you know. Example: he said so on the phone at 10:40."))
    accepted = quote.to(QuoteState.ACCEPTED, by, uow.now, line(note, longest=LONGEST) if note.strip() else "")
    saved = await _keep(uow, accepted, _told(accepted, Happening.QUOTE_ACCEPTED, by, reason=note))
    await ready_when_settled(uow, quote.lead, by)
    return saved


async def ask_about_quote(uow: UnitOfWork, quote_id: str, words: str, actor: Actor) -> Quote:
    quote, by = await _to_answer(uow, quote_id, actor, Permission.ANSWER_QUOTE)
    said = line(words, longest=LONGEST)
    asked = quote.to(QuoteState.ASKED, by, uow.now, said)
    return await _keep(uow, asked, _told(asked, Happening.QUOTE_ASKED_ABOUT, by, reason=said))


async def decline_quote(uow: UnitOfWork, quote_id: str, words: str, actor: Actor) -> Quote:
    """Ops owes a way out: another bill, a waiver, a word that changes his mind, or the end of the lead."""
    quote, by = await _to_answer(uow, quote_id, actor, Permission.ANSWER_QUOTE)
    said = line(words, longest=LONGEST)
    declined = quote.to(QuoteState.DECLINED, by, uow.now, said)
    return await _keep(uow, declined, _told(declined, Happening.QUOTE_DECLINED, by, reason=said))


async def answer_about_quote(uow: UnitOfWork, quote_id: str, words: str, actor: Actor) -> Quote:
    """What the desk says to his question or his no; it is his turn again."""
    quote, by = await _to_answer(uow, quote_id, actor, Permission.SETTLE_QUOTE)
    said = line(words, longest=LONGEST)
    again = quote.to(QuoteState.OFFERED, by, uow.now, said)
    return await _keep(uow, again, _told(again, Happening.QUOTE_EXPLAINED, by, reason=said))


async def waive_quote(uow: UnitOfWork, quote_id: str, reason: str, actor: Actor) -> Quote:
    """He need not pay it, with the reason."""
    quote, by = await _to_answer(uow, quote_id, actor, Permission.SETTLE_QUOTE)
    why = line(reason, longest=LONGEST)
    waived = quote.to(QuoteState.WAIVED, by, uow.now, why)
    saved = await _keep(uow, waived, _told(waived, Happening.QUOTE_WAIVED, by, reason=why))
    await ready_when_settled(uow, quote.lead, by)
    return saved


async def forget_quotes(uow: UnitOfWork, lead_id: str) -> None:
    """What the customer said about his quotes goes; the figures stay."""
    for quote in await uow.all(Quote, lead=lead_id):
        await uow.save(quote.without_traces())
