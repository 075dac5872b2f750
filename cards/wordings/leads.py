"""Intake, review, the end of a lead, and what could not be delivered: who is told what."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cards.wordings.wording import Block, Wording, worded
from domain.events import Happening
from domain.reactions import Audience
from domain.words import N_

_A = Audience
_H = Happening
LEADS: Final[Mapping[tuple[Happening, Audience], Wording]] = MappingProxyType(
    {
        (_H.LEAD_MERGED, _A.OEM): worded(
            N_("{lead} and {other} were the same request"), N_("It goes on as {other}.")
        ),
        (_H.CUSTOMER_JOINED, _A.OPS): worded(
            N_("The customer has opened the link"),
            N_("From now on the bot can write to {customer} directly."),
        ),
        (_H.CONSENT_REFUSED, _A.OPS): worded(
            N_("The customer did not agree to the privacy notice"),
            N_("Please call {phone}. The bot collects nothing before {customer} agrees."),
        ),
        (_H.DOCUMENTS_COMPLETED, _A.OPS): worded(
            N_("All documents are in"), N_("Next: propose slots for the survey.")
        ),
        (_H.DOCUMENTS_COMPLETED, _A.CUSTOMER): worded(
            N_("Thank you, we have everything we need"),
            N_("Next we propose times for the survey at your place."),
        ),
        (_H.SITE_READY, _A.CUSTOMER): worded(
            N_("Good news: your site is ready for the charger"),
            N_("We get the materials now, and then propose times for the installation."),
        ),
        (_H.SITE_READY, _A.OPS): worded(N_("Site ready"), N_("Next: ask Procurement for the materials.")),
        (_H.SITE_READY, _A.TEAM): worded(
            N_("The report of {visit} is approved"), N_("The site is ready. Thank you for the good work.")
        ),
        (_H.SITE_NOT_READY, _A.CUSTOMER): worded(
            N_("Some work is needed at your site first"),
            N_("Please tell us here when it is done; a photo helps. We would like to go on by {target}."),
            blocks=(Block.WORK_NEEDED,),
        ),
        (_H.SITE_NOT_READY, _A.TEAM): worded(
            N_("The report of {visit} is approved"),
            N_("The site is not ready yet: {blockers}."),
            N_("Thank you for the good work."),
        ),
        (_H.SITE_WORK_REPORTED, _A.OPS): worded(
            N_("The customer says that the site is ready"),
            N_("It was: {blockers}."),
            N_("Please check it or call {phone}, then accept it or order a re-visit."),
        ),
        (_H.SITE_WORK_ACCEPTED, _A.CUSTOMER): worded(
            N_("Thank you, your site is ready now"),
            N_("We get the materials, and then propose times for the installation."),
        ),
        (_H.SITE_WORK_ACCEPTED, _A.OPS): worded(
            N_("The work at the site is accepted"), N_("Next: ask Procurement for the materials.")
        ),
        (_H.SITE_WORK_REFUSED, _A.CUSTOMER): worded(
            N_("Your site is not quite ready yet"),
            N_("What is still open: {reason}"),
            N_("Please tell us here when it is done."),
        ),
        (_H.REVISIT_ORDERED, _A.CUSTOMER): worded(
            N_("We would like to look at your site once more"),
            N_("We propose times for a short second survey soon."),
        ),
        (_H.CUSTOMER_SIGNED_OFF, _A.OPS): worded(N_("The customer gives {rating} of 5 stars")),
        (_H.REWORK_OPENED, _A.CUSTOMER): worded(
            N_("We are sorry that something is not right"),
            N_("A team comes back to put it right. We propose times for that soon."),
        ),
        (_H.REWORK_OPENED, _A.OPS): worded(
            N_("A rework visit is needed"), N_("Next: propose slots to the customer.")
        ),
        (_H.PACK_COMPILED, _A.REPORTING): worded(
            N_("The closure pack {pack} is compiled"), N_("Please check it and send it to the OEM.")
        ),
        (_H.PACK_SENT, _A.OEM): worded(
            N_("The closure pack {pack} is here"),
            N_("Please acknowledge it, or return it with a reason."),
        ),
        (_H.PACK_ACKNOWLEDGED, _A.REPORTING): worded(
            N_("{pack} is acknowledged"), N_("The lead is closed and stands in the next period report.")
        ),
        (_H.PACK_RETURNED, _A.OPS): worded(
            N_("{pack} came back"),
            N_("Reason: {reason}"),
            N_("Please put it right and submit the pack again."),
        ),
        (_H.PACK_RETURNED, _A.REPORTING): worded(N_("{pack} is returned to Ops"), N_("Reason: {reason}")),
        (_H.LEAD_CLOSED, _A.OPS): worded(
            N_("{lead} is closed"), N_("If it is not done yet: mark what the teams earned as payable.")
        ),
        (_H.LEAD_CLOSED, _A.CUSTOMER): worded(
            N_("Your installation is complete"),
            N_("Thank you for charging with us. Have a good drive!"),
        ),
        (_H.LEAD_HELD, _A.OPS): worded(
            N_("{lead} is on hold"), N_("Reason: {reason}"), N_("To be looked at again: {review}")
        ),
        (_H.LEAD_HELD, _A.CUSTOMER): worded(
            N_("Your installation is paused for now"),
            N_("Nothing is lost. We get in touch when it goes on."),
        ),
        (_H.LEAD_HELD, _A.OEM): worded(N_("{lead} is on hold"), N_("Reason: {reason}")),
        (_H.LEAD_RESUMED, _A.OPS): worded(N_("{lead} goes on"), N_("It is at “{stage}” again.")),
        (_H.LEAD_RESUMED, _A.CUSTOMER): worded(
            N_("Your installation goes on"), N_("We tell you here what comes next.")
        ),
        (_H.LEAD_CANCELLED, _A.OPS): worded(N_("{lead} is cancelled"), N_("Reason: {reason}")),
        (_H.LEAD_CANCELLED, _A.CUSTOMER): worded(
            N_("Your installation is cancelled"),
            N_("If that is a mistake, please call us: we can open it again."),
        ),
        (_H.LEAD_CANCELLED, _A.OEM): worded(N_("{lead} is cancelled"), N_("Reason: {reason}")),
        (_H.LEAD_REOPENED, _A.OPS): worded(
            N_("{lead} is open again"), N_("Reason: {reason}"), N_("It is at “{stage}”.")
        ),
        (_H.UNDELIVERABLE, _A.ADMIN): worded(
            N_("Something could not be delivered"), N_("What: {undelivered}"), N_("Reason: {reason}")
        ),
    }
)
