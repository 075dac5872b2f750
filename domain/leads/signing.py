"""Phase 6, the customer signs off what was installed: by a code, a signature, a tap of his own, or in a call."""

from dataclasses import dataclass, replace
from typing import Final

from domain.contact import line
from domain.errors import Invalid, Refused
from domain.events import Happening
from domain.leads.lead import Lead
from domain.leads.metres import look_at_metres
from domain.leads.sign_off import Code, SignedHow, Signing, SignOff, new_code
from domain.leads.stages import Stage
from domain.media import Picture
from domain.overriding import policy_of
from domain.people.actor import Actor, By
from domain.people.roles import Permission, Role
from domain.reporting.closure import hand_over_what_waited
from domain.unit_of_work import UnitOfWork
from domain.visits.states import VisitKind, VisitState
from domain.visits.visit import Visit
from domain.words import say

SIGNABLE: Final = frozenset(
    {Stage.INSTALLATION_SCHEDULED, Stage.INSTALLATION_REVIEW, Stage.CONFIRMATION_CALL, Stage.CLOSURE}
)
BUILT: Final = frozenset({VisitState.ON_SITE, VisitState.REPORTED, VisitState.APPROVED})
"""Something can stand at the wall."""
LONGEST_REMARK: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """How the customer signs himself; on his page with his name, drawn or typed."""

    how: SignedHow = SignedHow.CHAT
    name: str = ""
    picture: Picture | None = None


_BY_TAP: Final = Signature()


async def ask_to_sign(uow: UnitOfWork, visit_id: str, actor: Actor) -> Lead:
    """The customer gets the card on which he checks and signs; asked again, it comes up again."""
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.ASK_TO_SIGN, visit.scope)
    lead = await uow.get(Lead, visit.lead)
    await _expect_last(uow, visit)
    _expect_unsigned(lead, visit)
    return await _show_for_signing(uow, lead, visit, by)


async def installation_is_in(uow: UnitOfWork, visit: Visit, by: By) -> Lead:
    """Its report was submitted: the customer gets his card, unless he has signed and there is nothing new on it."""
    before = await uow.get(Lead, visit.lead)
    lead = await look_at_metres(uow, before, visit, await policy_of(uow, visit.oem))
    metres, signed = lead.extra_metres, lead.sign_off
    is_new = metres is not None and metres != before.extra_metres
    if signed is not None and signed.visit == visit.id and not is_new:
        return await uow.save(lead)
    return await _show_for_signing(uow, lead, visit, by)


async def _show_for_signing(uow: UnitOfWork, lead: Lead, visit: Visit, by: By) -> Lead:
    asked = replace(lead, signing=_signing(lead, visit))
    return await uow.save(asked, visit.tells(Happening.SIGNING_ASKED, by, uow.now))


def _signing(lead: Lead, visit: Visit) -> Signing:
    known = lead.signing
    return known if known is not None and known.visit == visit.id else Signing(visit=visit.id)


async def sign_off(uow: UnitOfWork, lead_id: str, actor: Actor, signature: Signature = _BY_TAP) -> Lead:
    """The customer has it and it works; from Ops it is what he said in a call."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.SIGN_OFF, lead.scope)
    visit = await _to_sign(uow, lead)
    if by.role is not Role.CUSTOMER:
        signature = Signature(how=SignedHow.CALL)
    if signature.picture is not None:
        await uow.ledger.want_media([signature.picture], lead.id, uow.now)
    return await _signed(uow, lead, visit, by, signature)


async def _signed(uow: UnitOfWork, lead: Lead, visit: Visit, by: By, signature: Signature) -> Lead:
    one = SignOff(
        visit=visit.id,
        how=signature.how,
        at=uow.now,
        by=by.name,
        name=signature.name,
        signature=signature.picture,
    )
    signed = replace(lead, signing=Signing(visit=visit.id), sign_offs=(*lead.sign_offs, one))
    event = visit.tells(Happening.CUSTOMER_SIGNED_OFF, by, uow.now, how=signature.how.value)
    saved = await uow.save(signed, event)
    await hand_over_what_waited(uow, saved)
    return saved


async def make_code(uow: UnitOfWork, lead_id: str, actor: Actor) -> tuple[str, Code]:
    """Six digits for the customer's eyes, said this once; the code before it no longer counts."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.MAKE_SIGNING_CODE, lead.scope)
    visit = await _to_sign(uow, lead)
    lives = (await policy_of(uow, lead.oem)).signing_code
    digits, code = new_code(uow.ids.token(), uow.ids.token(), uow.now, lives)
    ready = replace(lead, signing=Signing(visit=visit.id, code=code))
    await uow.save(ready, visit.tells(Happening.SIGNING_CODE_MADE, by, uow.now))
    return digits, code


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What came of a code; `left` are the tries that remain where it was wrong."""

    right: bool
    left: int = 0


async def sign_by_code(uow: UnitOfWork, visit_id: str, digits: str, actor: Actor) -> Tried:
    """The installer types what the customer reads to him. A wrong code is no refusal, because it is counted."""
    visit = await uow.get(Visit, visit_id)
    # Only the installer types it, and it is the customer's word all the same.
    by = replace(actor.must(Permission.ENTER_SIGNING_CODE, visit.scope), on_behalf_of=Role.CUSTOMER)
    lead = await uow.get(Lead, visit.lead)
    code = await usable_code(uow, lead, visit)
    if code.fits(digits):
        await _signed(uow, lead, visit, by, Signature(how=SignedHow.CODE))
        return Tried(right=True)
    left = (await policy_of(uow, lead.oem)).signing_code_tries - code.wrong - 1
    kind = Happening.SIGNING_CODE_WRONG if left > 0 else Happening.SIGNING_CODE_SPENT
    counted = replace(lead, signing=Signing(visit=visit.id, code=code.failed()))
    await uow.save(counted, visit.tells(kind, by, uow.now))
    return Tried(right=False, left=max(0, left))


async def usable_code(uow: UnitOfWork, lead: Lead, visit: Visit) -> Code:
    """The code that waits to be typed; `Refused` in words that say what to ask the customer for."""
    await _expect_last(uow, visit)
    _expect_unsigned(lead, visit)
    code = _signing(lead, visit).code
    if code is None:
        raise Refused(
            say(
                "The customer has no code yet. Ask him to tap “Code for the installer”, in his chat or on his page."
            )
        )
    if code.wrong >= (await policy_of(uow, lead.oem)).signing_code_tries:
        raise Refused(
            say(
                "This code was typed wrongly too often. Ask the customer to tap “Code for the installer” again."
            )
        )
    if uow.now >= code.expires_at:
        raise Refused(
            say(
                "The customer’s code has expired at {moment}. Ask him to tap “Code for the installer” again.",
                moment=code.expires_at,
            )
        )
    return code


async def rate(uow: UnitOfWork, lead_id: str, rating: int, actor: Actor) -> Lead:
    """The customer's word on how good it was: 1 to 5, and the last one counts."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.SIGN_OFF, lead.scope)
    signed = expect_signed(lead)
    if not 1 <= rating <= 5:
        raise Invalid(say("A rating is a number from 1 to 5."))
    rated = lead.with_sign_off(replace(signed, rating=rating))
    return await uow.save(rated, rated.tells(Happening.CUSTOMER_RATED, by, uow.now, rating=str(rating)))


async def remark(uow: UnitOfWork, lead_id: str, words: str, actor: Actor) -> Lead:
    """What the customer wants to say beside it, in his own words."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.SIGN_OFF, lead.scope)
    said = line(words, longest=LONGEST_REMARK)
    remarked = lead.with_sign_off(replace(expect_signed(lead), remark=said))
    return await uow.save(remarked, remarked.tells(Happening.CUSTOMER_REMARKED, by, uow.now, remark=said))


async def _to_sign(uow: UnitOfWork, lead: Lead) -> Visit:
    """The installation that the customer can sign for now."""
    lead.expect(*SIGNABLE)
    visits = await uow.all(Visit, lead=lead.id)
    built = next((one for one in visits[::-1] if one.kind is VisitKind.INSTALLATION), None)
    if built is None or (built.state is VisitState.ON_SITE and not lead.is_asked_to_sign(built.id)):
        raise Refused(say("There is nothing to sign yet. You are asked as soon as the charger is installed."))
    built.expect(*BUILT)
    _expect_unsigned(lead, built)
    return built


async def _expect_last(uow: UnitOfWork, visit: Visit) -> None:
    """`Refused` unless it is the installation that stands at the site now."""
    if visit.kind is not VisitKind.INSTALLATION:
        raise Refused(say("{visit} is not a visit of this kind.", visit=visit.id))
    (await uow.get(Lead, visit.lead)).expect(*SIGNABLE)
    visit.expect(*BUILT)
    last = (await uow.all(Visit, lead=visit.lead))[-1]
    if last.id != visit.id:
        raise Refused(say("{other} has come after {visit}.", other=last.id, visit=visit.id))


def _expect_unsigned(lead: Lead, visit: Visit) -> None:
    signed = lead.sign_off
    if signed is not None and signed.visit == visit.id:
        raise Refused(say("This is signed already, since {moment}.", moment=signed.at))


def expect_signed(lead: Lead) -> SignOff:
    lead.expect(*SIGNABLE)
    if lead.sign_off is None:
        raise Refused(say("Please sign first: tap “I have it and it works”."))
    return lead.sign_off
