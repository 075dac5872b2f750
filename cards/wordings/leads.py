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
        (_H.OEM_ASKED, _A.OEM): worded(
            N_("The number of {customer} is wrong"),
            N_("{phone} belongs to somebody else. Please give us the right one, here or in your portal."),
        ),
        (_H.PHONE_CORRECTED, _A.OPS): worded(
            N_("{customer} has another number: {phone}"), N_("Please make the introductory call.")
        ),
        (_H.CUSTOMER_JOINED, _A.OPS): worded(
            N_("The customer has opened the link"),
            N_("From now on the bot can write to {customer} directly."),
        ),
        (_H.CONSENT_REFUSED, _A.OPS): worded(
            N_("The customer did not agree to the privacy notice"),
            N_("Please call {phone}. The bot collects nothing before {customer} agrees."),
        ),
        (_H.CONSENT_WITHDRAWN, _A.OPS): worded(
            N_("The customer withdrew his consent"),
            N_("Nothing more is collected from {customer}. Please call {phone}."),
            N_("The lead is at “{stage}” now."),
        ),
        (_H.CONSENT_RENEWED, _A.OPS): worded(
            N_("The customer agrees to the privacy notice again"), N_("The lead is at “{stage}” now.")
        ),
        (_H.CALL_ASKED, _A.OPS): worded(N_("{customer} asks to be called"), N_("{phone}"), N_("{reason}")),
        (_H.LINK_REFUSED, _A.OPS): worded(
            N_("Somebody else has opened the customer's link"),
            N_("Nothing of the lead was shown."),
            N_("If it was {customer} with another phone, tap Customer link and send the new one."),
        ),
        (_H.LOCATION_DOUBTED, _A.OPS): worded(
            N_("The location may be wrong"),
            N_("{reason}"),
            N_("The customer says that it is right. Please ask on the phone: {phone}"),
        ),
        (_H.BILL_DOUBTED, _A.OPS): worded(
            N_("Please look at the electricity bill of {customer}"), blocks=(Block.BILL_DOUBTS,)
        ),
        (_H.BILL_DISOWNED, _A.OPS): worded(
            N_("The customer says that the bill is somebody else's"),
            N_("What stood on it is not kept. The bot asks for another one; nothing waits for it."),
        ),
        (_H.DATA_EXPORTED, _A.CUSTOMER): worded(
            N_("A copy of your data"), N_("Two files with the same content: one to read, one for programs.")
        ),
        (_H.ERASURE_ASKED, _A.OPS): worded(
            N_("The customer asks to have his data erased"),
            N_("Make sure that it is the customer: call {phone}. Then erase it, or decline."),
        ),
        (_H.ERASURE_DECLINED, _A.CUSTOMER): worded(
            N_("Your data has not been erased"),
            N_("We could not make sure that it is you who asks. Please call our desk, or write to: {desk}"),
        ),
        (_H.DATA_ERASED, _A.CUSTOMER): worded(
            N_("Your data has been erased"),
            N_(
                "Without your name we keep only what the law asks for: payments, dates and proof of your consent."
            ),
            N_("To talk to us again you need a new link. Goodbye, and thank you."),
        ),
        (_H.PLACE_FOUND, _A.CUSTOMER): worded(
            N_("Is this the place of the charger?"),
            N_("I looked for {address} on the map: {map}"),
            N_("If it is somewhere else, please send the location (📎 → Location)."),
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
        (_H.SITE_READY, _A.OPS): worded(
            N_("Site ready"),
            N_("Against what the survey found: {reason}"),
            N_("Next: ask Procurement for the materials."),
        ),
        (_H.SITE_READY, _A.TEAM): worded(
            N_("The report of {visit} is approved"), N_("The site is ready. Thank you for the good work.")
        ),
        (_H.SITE_NOT_READY, _A.CUSTOMER): worded(
            N_("Some work is needed at your site first"),
            N_("Please tell us here when something is done; a photo helps."),
            blocks=(Block.WORK_NEEDED,),
        ),
        (_H.SITE_NOT_READY, _A.TEAM): worded(
            N_("The report of {visit} is approved"),
            N_("The site is not ready yet: {blockers}."),
            N_("Thank you for the good work."),
        ),
        (_H.BLOCKER_CHANGED, _A.CUSTOMER): worded(
            N_("About the work at your site something has changed"),
            N_("This is how it stands now:"),
            blocks=(Block.WORK_NEEDED,),
        ),
        (_H.LOAD_APPLIED, _A.OPS): worded(
            N_("The electricity company has the application: {work}"),
            N_("Number {number}, by the rule expected by {expected}. The desk is reminded then."),
        ),
        (_H.SITE_WORK_REPORTED, _A.OPS): worded(
            N_("The customer says that this is done: {work}"),
            N_("Photos and files sent: {files}"),
            N_("Please check it or call {phone}, then accept it, send it back or order a re-visit."),
        ),
        (_H.BLOCKER_ACCEPTED, _A.CUSTOMER): worded(
            N_("Thank you, this is settled: {work}"),
            N_("Still open at your site:"),
            blocks=(Block.WORK_NEEDED,),
        ),
        (_H.SITE_WORK_ACCEPTED, _A.CUSTOMER): worded(
            N_("Thank you, your site is ready now"),
            N_("We get the materials, and then propose times for the installation."),
        ),
        (_H.SITE_WORK_ACCEPTED, _A.OPS): worded(
            N_("The work at the site is accepted"), N_("Next: ask Procurement for the materials.")
        ),
        (_H.SITE_WORK_REFUSED, _A.CUSTOMER): worded(
            N_("Not quite done yet: {work}"),
            N_("What is still open: {reason}"),
            N_("Please tell us here when it is done."),
        ),
        (_H.REVISIT_ORDERED, _A.CUSTOMER): worded(
            N_("We would like to look at your site once more"),
            N_("We propose times for a short second survey soon."),
        ),
        (_H.CUSTOMER_RATED, _A.OPS): worded(N_("The customer gives {rating} of 5 stars")),
        (_H.CUSTOMER_REMARKED, _A.OPS): worded(
            N_("The customer has a remark on the installation"), N_("“{remark}”")
        ),
        (_H.METRES_DISPUTED, _A.OPS): worded(
            N_("The customer does not agree with {extra_metres} m of cable beyond what was agreed"),
            N_("He says: {reason}"),
            N_("Please call {phone} and note what you agree on. Everything else goes on meanwhile."),
        ),
        (_H.METRES_SETTLED, _A.CUSTOMER): worded(
            N_("About the extra metres of cable"), N_("Agreed with you: {reason}")
        ),
        (_H.CONFIRMATION_CALL_MISSED, _A.CUSTOMER): worded(
            N_("We tried to call you about your new charger"),
            N_("Is all well with it? Please tell us here, or we call you again."),
        ),
        (_H.SILENCE_TOLD, _A.CUSTOMER): worded(
            N_("We could not reach you about your new charger"),
            N_("Is all well with it? Please tell us here, or call our desk."),
            N_("If we hear nothing until {silence_counts}, the installation counts as accepted."),
        ),
        (_H.SILENCE_TOLD, _A.OPS): worded(
            N_("The customer of {lead} was told in writing: silence counts as accepted"),
            N_("He has until {silence_counts}. Then you decide: close, call again or rework."),
        ),
        (_H.CUSTOMER_SILENT, _A.OPS): worded(
            N_("The customer of {lead} said nothing in the time that he had"),
            N_("Please decide: close it as accepted, call {phone} again, or open a rework."),
        ),
        (_H.SILENCE_ACCEPTED, _A.CUSTOMER): worded(
            N_("Your installation counts as accepted"),
            N_("We heard nothing from you. If something is wrong, ask our desk to call you at any time."),
        ),
        (_H.PROBLEM_REPORTED, _A.OPS): worded(
            N_("The customer says that something is wrong with the installation"),
            N_("“{reason}”"),
            N_("Please call {phone}; then open the rework, or note that he is satisfied after all."),
        ),
        (_H.REWORK_OPENED, _A.CUSTOMER): worded(
            N_("We are sorry that something is not right"),
            N_("A team comes back to put it right. We propose times for that soon."),
        ),
        (_H.REWORK_OPENED, _A.OPS): worded(
            N_("A rework visit is needed"),
            N_("To be put right: {rework_of}. {reason}"),
            N_("Next: propose slots to the customer."),
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
        (_H.PACK_WITHDRAWN, _A.REPORTING): worded(
            N_("{pack} is withdrawn"), N_("A rework was opened. Ops submits the pack again after it.")
        ),
        (_H.PERIOD_REPORT_RELEASED, _A.OEM): worded(
            N_("The report {report} for {period} is here"),
            N_("As PDF and as a workbook; it also stands in the portal and in the API."),
        ),
        (_H.PERIOD_REPORT_FAILED, _A.REPORTING): worded(
            N_("The report {report} did not arrive everywhere"),
            N_("Reason: {reason}"),
            N_("Please send it again, or bring it to the OEM in another way."),
        ),
        (_H.LEAD_CLOSED, _A.OPS): worded(
            N_("{lead} is closed"), N_("If it is not done yet: mark what the teams earned as payable.")
        ),
        (_H.LEAD_CLOSED, _A.CUSTOMER): worded(
            N_("Your installation is complete"),
            N_("Thank you for charging with us. Have a good drive!"),
        ),
        (_H.LEAD_HELD, _A.OPS): worded(
            N_("{lead} is on hold"),
            N_("Reason: {reason}"),
            N_("Still open at the site: {open_work}"),
            N_("To be looked at again: {review}"),
        ),
        (_H.LEAD_HELD, _A.CUSTOMER): worded(
            N_("Your installation is paused for now"),
            N_("Nothing is lost. We get in touch when it goes on."),
            N_("Still open at your site: {open_work}. Tell us here when it is done, and it goes on."),
        ),
        (_H.LEAD_HELD, _A.OEM): worded(
            N_("{lead} is on hold"),
            N_("Reason: {reason}"),
            N_("Still open at the site: {open_work}"),
            N_("To be looked at again: {review}"),
        ),
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
        (_H.LEAD_REOPENED, _A.CUSTOMER): worded(
            N_("Your installation is open again"), N_("We tell you here what comes next.")
        ),
        (_H.LEAD_REOPENED, _A.OEM): worded(
            N_("{lead} is open again"), N_("Reason: {reason}"), N_("It is at “{stage}”.")
        ),
        (_H.CANCELLING_ASKED, _A.OPS): worded(
            N_("The customer wants to cancel {lead}"),
            N_("Reason: {reason}"),
            N_("Work has begun, so nothing has ended yet. Please call {phone}, then decide."),
        ),
        (_H.CANCELLING_ASKED, _A.CUSTOMER): worded(
            N_("We have your wish to cancel"),
            N_("Work has begun for you, so our desk calls you and decides with you. Until then all goes on."),
        ),
        (_H.CANCELLING_DECLINED, _A.CUSTOMER): worded(
            N_("Your installation goes on"), N_("Our desk says: {reason}")
        ),
        (_H.CANCELLING_TAKEN_BACK, _A.OPS): worded(
            N_("The customer wants {lead} after all"), N_("It goes on as before.")
        ),
        (_H.ENDPOINT_FAILING, _A.OPS): worded(
            N_("A webhook to an OEM did not arrive"),
            N_("To: {undelivered}"),
            N_("Reason: {reason}"),
            N_(
                "It was tried for days and is kept. Once their server answers, the OEM or an admin replays it."
            ),
        ),
        **{
            (_H.ENDPOINT_SWITCHED_OFF, reader): worded(
                N_("An OEM's webhook was switched off"),
                N_("To: {undelivered}"),
                N_("Reason: {reason}"),
                N_(
                    "Nothing is sent there until the OEM or an admin switches it on again. Please tell the OEM."
                ),
            )
            for reader in (_A.OPS, _A.ADMIN)
        },
        (_H.UNDELIVERABLE, _A.ADMIN): worded(
            N_("Something could not be delivered"), N_("What: {undelivered}"), N_("Reason: {reason}")
        ),
    }
)
