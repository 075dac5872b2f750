"""Commands around the customer's signature."""

from typing import Any, Final

from domain.leads import metres, signing
from domain.leads.lead import Lead
from domain.leads.sign_off import Signing, new_code
from domain.leads.stages import Stage
from domain.policy import DEFAULT
from domain.visits.states import VisitKind, VisitState
from domain.visits.visit import Visit
from tests.build import NOW, a_report, a_sign_off, a_visit, at_stage, extra_metres
from tests.domain.deed import LEAD, Deed, deed

INSTALLATION: Final = "I-1042-1"
DIGITS, CODE = new_code("chance", "salt", NOW, DEFAULT.signing_code)


def made(**but: Any) -> Visit:  # noqa: ANN401  fields of Visit
    known = {"id": INSTALLATION, "kind": VisitKind.INSTALLATION, "state": VisitState.REPORTED}
    return a_visit(**{**known, "report": a_report(), **but})


def reviewed(stage: Stage = Stage.INSTALLATION_REVIEW, **but: Any) -> Lead:  # noqa: ANN401  fields of Lead
    """The customer of a lead whose installation is reported is asked to sign."""
    known = {"signing": Signing(visit=INSTALLATION), "visits_made": 1}
    return at_stage(stage, **{**known, **but})


TO_SIGN: Final[dict[str, Deed]] = {
    "ask_to_sign": deed(
        signing.ask_to_sign,
        "field ops",
        reviewed(signing=None),
        lambda u, who: signing.ask_to_sign(u, INSTALLATION, who),
        made(),
    ),
    "sign_off": deed(
        signing.sign_off, "customer ops", reviewed(), lambda u, who: signing.sign_off(u, LEAD, who), made()
    ),
    "make_code": deed(
        signing.make_code, "customer", reviewed(), lambda u, who: signing.make_code(u, LEAD, who), made()
    ),
    "sign_by_code": deed(
        signing.sign_by_code,
        "field",
        reviewed(signing=Signing(visit=INSTALLATION, code=CODE)),
        lambda u, who: signing.sign_by_code(u, INSTALLATION, DIGITS, who),
        made(),
    ),
    "rate": deed(
        signing.rate,
        "customer ops",
        reviewed(sign_offs=(a_sign_off(),)),
        lambda u, who: signing.rate(u, LEAD, 5, who),
        made(),
    ),
    "remark": deed(
        signing.remark,
        "customer ops",
        reviewed(sign_offs=(a_sign_off(),)),
        lambda u, who: signing.remark(u, LEAD, "on time and clean", who),
        made(),
    ),
    "accept_metres": deed(
        metres.accept_metres,
        "customer ops",
        reviewed(extra_metres=extra_metres()),
        lambda u, who: metres.accept_metres(u, LEAD, who, used=21.5),
        made(),
    ),
    "dispute_metres": deed(
        metres.dispute_metres,
        "customer ops",
        reviewed(extra_metres=extra_metres()),
        lambda u, who: metres.dispute_metres(u, LEAD, "nobody asked me", who),
        made(),
    ),
    "settle_metres": deed(
        metres.settle_metres,
        "ops",
        reviewed(extra_metres=extra_metres(accepted=False, said_at=NOW, words="nobody asked me")),
        lambda u, who: metres.settle_metres(u, LEAD, "he pays 2 m", who),
        made(),
    ),
}
