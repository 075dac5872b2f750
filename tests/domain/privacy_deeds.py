"""Commands by which a customer rules over his own data, and the link that makes him one."""

from typing import Final

from domain.leads import calling, intake, privacy
from domain.leads.site import SiteKind
from domain.leads.stages import Stage
from domain.people import access, customer_pages
from tests.build import NOW, a_consent, at_stage
from tests.domain.deed import LEAD, Deed, deed

S: Final = Stage
ASKED: Final = at_stage(S.CLOSED, erasure_asked_at=NOW)
OF_CUSTOMERS: Final[dict[str, Deed]] = {
    "share_papers": deed(
        intake.share_papers,
        "customer ops",
        S.DOCUMENTS,
        lambda u, who: intake.share_papers(u, LEAD, SiteKind.RENTED, {}, who),
    ),
    "revoke_link": deed(
        access.revoke_link, "ops", S.DOCUMENTS, lambda u, who: access.revoke_link(u, LEAD, who)
    ),
    "invite_to_page": deed(
        customer_pages.invite_to_page,
        "ops",
        S.DOCUMENTS,
        lambda u, who: customer_pages.invite_to_page(u, LEAD, who),
    ),
    "ask_call": deed(
        calling.ask_call, "customer ops", S.DOCUMENTS, lambda u, who: calling.ask_call(u, LEAD, who)
    ),
    "withdraw_consent": deed(
        privacy.withdraw_consent,
        "customer ops",
        at_stage(S.CLOSURE, consents=(a_consent(),)),
        lambda u, who: privacy.withdraw_consent(u, LEAD, who),
    ),
    "export_data": deed(
        privacy.export_data, "customer ops", S.CLOSED, lambda u, who: privacy.export_data(u, LEAD, who)
    ),
    "ask_erasure": deed(
        privacy.ask_erasure, "customer ops", S.CLOSED, lambda u, who: privacy.ask_erasure(u, LEAD, who)
    ),
    "decline_erasure": deed(
        privacy.decline_erasure, "ops admin", ASKED, lambda u, who: privacy.decline_erasure(u, LEAD, who)
    ),
    "erase_data": deed(
        privacy.erase_data, "ops admin", ASKED, lambda u, who: privacy.erase_data(u, LEAD, who)
    ),
}
