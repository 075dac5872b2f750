"""What the forms of the signing do: he signs, answers for the extra metres, and says how it was."""

from collections.abc import Mapping
from typing import Final

from domain.contact import line
from domain.errors import Invalid
from domain.leads.metres import accept_metres, dispute_metres
from domain.leads.sign_off import SignedHow
from domain.leads.signing import Signature, rate, remark, sign_off
from domain.words import say
from web.customer.act import Act, Step

SIGN: Final = "sign"


async def on_sign(act: Act) -> str:
    if act.given.text("works") != "yes":
        raise Invalid(say("Please tick “I have it and it works” before you sign."))
    if act.lead.sign_off is None:
        await sign_off(act.uow, act.lead.id, act.actor, await _signature(act))
    return "sign"


async def _signature(act: Act) -> Signature:
    """What he drew; without a script his typed name counts as much."""
    name = line(act.given.text("name"), longest=120) if act.given.text("name") else ""
    if act.file is not None:
        return Signature(how=SignedHow.SIGNATURE, name=name, picture=await act.kept())
    if not name:
        raise Invalid(say("Please draw your signature, or type your name. Example: Asha Rao."))
    return Signature(how=SignedHow.NAME, name=name)


async def on_metres(act: Act) -> str:
    metres = act.lead.extra_metres
    if act.given.text("answer") == "yes":
        if metres is None or f"{metres.used:g}" != act.given.text("used") or not metres.accepted:
            await accept_metres(act.uow, act.lead.id, act.actor, used=_used(act))
    elif not act.given.text("words"):
        raise Invalid(say("Please say why. Example: 18 m were agreed, and nobody asked me."))
    elif metres is None or metres.accepted is not False:
        await dispute_metres(act.uow, act.lead.id, act.given.text("words"), act.actor)
    return "metres"


def _used(act: Act) -> float:
    try:
        return float(act.given.text("used"))
    except ValueError:
        raise Invalid(say("Please tap one of the buttons.")) from None


async def on_rate(act: Act) -> str:
    """The stars, and with them or later a remark."""
    rating, words = act.given.text("rating"), act.given.text("remark")
    signed = act.lead.sign_off
    if rating not in {"1", "2", "3", "4", "5"} and not (signed is not None and signed.rating and words):
        raise Invalid(say("A rating is a number from 1 to 5."))
    if rating and (signed is None or signed.rating != int(rating)):
        await rate(act.uow, act.lead.id, int(rating), act.actor)
    if words and (signed is None or signed.remark != words):
        await remark(act.uow, act.lead.id, words, act.actor)
    return "rate"


SIGNING: Final[Mapping[str, Step]] = {SIGN: on_sign, "metres": on_metres, "rate": on_rate}
