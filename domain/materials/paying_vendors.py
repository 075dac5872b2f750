"""Whom the vendor's payment goes to: typed, or by a photo of his code, which is read later and checked by a person."""

from dataclasses import replace

from domain.errors import Invalid, Refused
from domain.events import Happening
from domain.evidence import Looks
from domain.materials.purchase import Purchase, PurchaseState
from domain.materials.supply import share_vendor_details
from domain.materials.vendor_code import VendorCode, mark_of
from domain.media import Picture
from domain.money.amount import Money
from domain.money.payment import Payment
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.words import say


async def share_vendor_code(  # noqa: PLR0913  what is known while the photo waits to be read
    uow: UnitOfWork,
    purchase_id: str,
    picture: Picture,
    actor: Actor,
    *,
    vendor: str,
    amount: Money,
    phone: str = "",
    gstin: str = "",
    quote: Picture | None = None,
) -> Purchase:
    """What came of the photo stands on the purchase's card; nothing is asked for before a person says that it is right."""
    purchase = await uow.get(Purchase, purchase_id)
    by = actor.must(Permission.SHARE_VENDOR_DETAILS, purchase.scope)
    purchase.expect(PurchaseState.DETAILS_WANTED)
    noted = replace(
        purchase.sold_by(vendor, phone=phone, gstin=gstin),
        amount=_more_than_nothing(amount),
        quote=quote,
        payee=None,
        code=VendorCode(picture=picture, by=by),
    )
    sent = [picture] if quote is None else [picture, quote]
    await uow.ledger.want_media(sent, purchase.lead, uow.now)
    await uow.album.expect([picture], purchase.id, purchase.lead)
    waits = await uow.save(noted)
    known = (await uow.album.of(purchase.id)).get(picture.unique_id)
    if known is not None:
        await vendor_code_was_read(uow, waits, picture.unique_id, known)
    return waits


def _more_than_nothing(amount: Money) -> Money:
    if amount.paise == 0:
        raise Invalid(say("The amount must be more than zero. Example: 2,450.00"))
    return amount


async def vendor_code_was_read(
    uow: UnitOfWork, purchase: Purchase, unique_id: str, looks: Looks | None
) -> None:
    """None for a file that turned out to be no picture."""
    code = purchase.code
    if code is None or code.picture.unique_id != unique_id or code.read_at is not None:
        return
    if purchase.state is not PurchaseState.DETAILS_WANTED:
        return
    seen = replace(purchase, code=code.was_read(looks, uow.now))
    event = seen.tells(Happening.VENDOR_CODE_READ, code.by, uow.now, team=purchase.team or "")
    await uow.save(seen, event)


async def choose_vendor_code(uow: UnitOfWork, purchase_id: str, shown: str, actor: Actor) -> Purchase:
    """Of several codes on one photo, the vendor's; `shown` is its mark."""
    purchase = await uow.get(Purchase, purchase_id)
    actor.must(Permission.SHARE_VENDOR_DETAILS, purchase.scope)
    code, text = _shown(purchase, shown)
    return await uow.save(replace(purchase, code=code.only(text)))


async def confirm_vendor_code(uow: UnitOfWork, purchase_id: str, shown: str, actor: Actor) -> Payment | None:
    """A person has looked at what the code says: the payment is asked for, or first allowed. Paid is by address and name, not by the code."""
    purchase = await uow.get(Purchase, purchase_id)
    actor.must(Permission.SHARE_VENDOR_DETAILS, purchase.scope)
    code, text = _shown(purchase, shown)
    payee = code.codes[text].payee
    if payee is None:
        raise Refused(code.faults[0])
    return await share_vendor_details(
        uow,
        purchase.id,
        actor,
        vendor=purchase.vendor,
        payee=payee,
        amount=purchase.amount,
        phone=purchase.phone,
        gstin=purchase.gstin,
        qr=code.picture,
        quote=purchase.quote,
    )


def _shown(purchase: Purchase, mark: str) -> tuple[VendorCode, str]:
    """The code whose mark stood on the button, as long as it still is one of those on the photo."""
    purchase.expect(PurchaseState.DETAILS_WANTED)
    code = purchase.code
    for text in code.codes if code is not None else ():
        if code is not None and mark_of(text, purchase.vendor, purchase.amount.paise) == mark:
            return code, text
    raise Refused(
        say("{purchase} has changed since you saw it: look at its card again.", purchase=purchase.id)
    )
