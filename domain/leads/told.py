"""What a customer is told things are called, in chat and on his page alike: catalogue messages."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from domain.leads.blocker import Area, Blocker, BlockerKind, Owner
from domain.leads.lead import Document
from domain.leads.parting import Ground
from domain.leads.sign_off import ExtraMetres, SignedHow, SignOff
from domain.leads.site import Paper, SiteKind
from domain.leads.stages import Stage
from domain.leads.wish import Preference, Wish
from domain.slot import Slot
from domain.visits.emergency import DelayAnswer
from domain.visits.installed import Installed
from domain.visits.states import VisitKind
from domain.visits.underway import AtTheDoor
from domain.words import N_, Words, say

KINDS: Final[Mapping[VisitKind, str]] = MappingProxyType(
    {VisitKind.SURVEY: N_("survey"), VisitKind.INSTALLATION: N_("installation")}
)
DOCUMENTS: Final[Mapping[Document, str]] = MappingProxyType(
    {
        Document.BILL: N_("electricity bill"),
        Document.LOCATION: N_("location"),
        Document.ELECTRICIAN: N_("local electrician"),
    }
)
SITE_KINDS: Final[Mapping[SiteKind, str]] = MappingProxyType(
    {
        SiteKind.OWN_HOUSE: N_("Own house"),
        SiteKind.APARTMENT: N_("Apartment or society"),
        SiteKind.RENTED: N_("Rented"),
        SiteKind.OFFICE: N_("Office"),
    }
)
PAPERS: Final[Mapping[Paper, str]] = MappingProxyType(
    {
        Paper.NOC: N_("permission of the society (NOC)"),
        Paper.LANDLORD: N_("landlord's consent"),
        Paper.PARKING: N_("proof of parking"),
    }
)
BLOCKERS: Final[Mapping[BlockerKind, str]] = MappingProxyType(
    {
        BlockerKind.LOAD_UPGRADE: N_("Load upgrade"),
        BlockerKind.PHASE_CONVERSION: N_("Phase conversion"),
        BlockerKind.EARTHING: N_("Earthing"),
        BlockerKind.WIRING: N_("Wiring"),
        BlockerKind.CIVIL: N_("Civil work"),
        BlockerKind.NOC: N_("NOC"),
        BlockerKind.PARKING: N_("Parking"),
        BlockerKind.NETWORK: N_("Network"),
        BlockerKind.DISTANCE: N_("Too far from the meter"),
        BlockerKind.UNSAFE: N_("Not safe there"),
        BlockerKind.CUSTOMER: N_("Customer not ready"),
        BlockerKind.OTHER: N_("Something else"),
    }
)
OWNERS: Final[Mapping[Owner, str]] = MappingProxyType(
    {
        Owner.CUSTOMER: N_("Customer"),
        Owner.DISCOM: N_("Electricity company"),
        Owner.SOCIETY: N_("Society"),
        Owner.US: N_("Us"),
        Owner.OEM: N_("OEM"),
    }
)
"""Who clears a blocker."""
WORK_NEEDED: Final[Mapping[BlockerKind, str]] = MappingProxyType(
    {
        BlockerKind.LOAD_UPGRADE: N_("ask your electricity company for a higher sanctioned load"),
        BlockerKind.PHASE_CONVERSION: N_("ask your electricity company for a three-phase connection"),
        BlockerKind.EARTHING: N_("have a proper earth pit made or repaired"),
        BlockerKind.WIRING: N_("have the wiring or the distribution board repaired"),
        BlockerKind.CIVIL: N_("have the wall or the floor at the parking bay prepared"),
        BlockerKind.NOC: N_("get the written permission (NOC) of your society"),
        BlockerKind.PARKING: N_("settle which parking bay is yours, in writing"),
        BlockerKind.NETWORK: N_("see to mobile or Wi-Fi reception at the parking bay"),
        BlockerKind.DISTANCE: N_("choose a place for the charger that is nearer to the meter"),
        BlockerKind.UNSAFE: N_(
            "choose a safe place for the charger, or have what makes it unsafe taken away"
        ),
        BlockerKind.CUSTOMER: N_("tell us when everything is ready on your side"),
        BlockerKind.OTHER: N_("see to the point that we explained on the phone"),
    }
)
NOT_DONE: Final = N_("the second survey did not find it done")
WHO_DOES_IT: Final[Mapping[Owner, str]] = MappingProxyType(
    {
        Owner.CUSTOMER: N_("{work} (you, by {day})"),
        Owner.DISCOM: N_("{work} (your electricity company, by {day})"),
        Owner.SOCIETY: N_("{work} (your society, by {day})"),
        Owner.US: N_("{work} (we do this, by {day})"),
        Owner.OEM: N_("{work} (the maker of your car, by {day})"),
    }
)
AREAS: Final[Mapping[Area, str]] = MappingProxyType(
    {
        Area.METRO: N_("Metro city"),
        Area.MUNICIPAL: N_("Other city or town"),
        Area.RURAL: N_("Village"),
        Area.HILLS: N_("Village in the hills"),
    }
)
DELAYS: Final[Mapping[DelayAnswer, str]] = MappingProxyType(
    {
        DelayAnswer.WAIT: N_("I will wait"),
        DelayAnswer.FIRST_SLOT: N_("Give me the first new time"),
        DelayAnswer.CALL_ME: N_("Please call me"),
    }
)
AT_THE_DOOR: Final[Mapping[AtTheDoor, str]] = MappingProxyType(
    {AtTheDoor.COMING: N_("I am coming"), AtTheDoor.ANOTHER_TIME: N_("Another time")}
)
WISHES: Final[Mapping[Preference, str]] = MappingProxyType(
    {
        Preference.MORNINGS: N_("Mornings"),
        Preference.AFTERNOONS: N_("Afternoons"),
        Preference.SATURDAYS: N_("A Saturday"),
        Preference.LATER: N_("In a week or later"),
        Preference.ANY: N_("Any other time"),
    }
)
CALLED_OFF: Final[Mapping[str, str]] = MappingProxyType(
    {
        "not_now": N_("Not now, perhaps later"),
        "no_charger": N_("I no longer want the charger"),
        "no_car": N_("I do not have the car any more"),
        "moved": N_("I am moving house"),
    }
)
"""Why a customer calls a visit off; anything else he says in words."""
CANCELS: Final[Mapping[Ground, str]] = MappingProxyType(
    {
        Ground.NOT_NOW: N_("Not now, perhaps later"),
        Ground.NO_CHARGER: N_("I no longer want the charger"),
        Ground.NO_CAR: N_("I do not have the car any more"),
        Ground.MOVED: N_("I am moving house"),
        Ground.COST: N_("It costs me too much"),
        Ground.NO_PERMISSION: N_("My society or landlord does not allow it"),
    }
)
"""Why a customer cancels all of it; anything else he says in words."""
CANCELLING: Final[Mapping[bool, str]] = MappingProxyType(
    {
        False: N_("It ends at once. You can call us later to open it again."),
        True: N_(
            "Work has begun for you, so our desk calls you and decides with you. Until then all goes on."
        ),
    }
)
"""What he is told before he says why; True: it will be a request."""
STAGES: Final[Mapping[Stage, str]] = MappingProxyType(
    {
        Stage.NEW: N_("We have your request and call you soon."),
        Stage.DOCUMENTS: N_("We need a few things from you before the survey."),
        Stage.SURVEY_SCHEDULING: N_("We agree on a time for the survey."),
        Stage.SURVEY_SCHEDULED: N_("The survey is booked."),
        Stage.SURVEY_REVIEW: N_("The survey is done. We look at the report."),
        Stage.SITE_WORK: N_("Some work is needed at your site:"),
        Stage.MATERIALS: N_("Your site is ready. We get the materials."),
        Stage.INSTALLATION_SCHEDULING: N_("We agree on a time for the installation."),
        Stage.INSTALLATION_SCHEDULED: N_("The installation is booked."),
        Stage.INSTALLATION_REVIEW: N_("Your charger is installed. We check the report."),
        Stage.CONFIRMATION_CALL: N_("We call you soon to hear if all is well."),
        Stage.CLOSURE: N_("All is done. We finish the papers."),
        Stage.CLOSED: N_("Your installation is complete. Thank you!"),
        Stage.ON_HOLD: N_("Your installation is paused for now. Nothing is lost."),
        Stage.CANCELLED: N_("Your installation is cancelled."),
    }
)


SIGNED: Final[Mapping[SignedHow, str]] = MappingProxyType(
    {
        SignedHow.CODE: N_("with the code that the installer typed"),
        SignedHow.SIGNATURE: N_("with a drawn signature"),
        SignedHow.NAME: N_("with the name"),
        SignedHow.CHAT: N_("in the chat"),
        SignedHow.CALL: N_("on the phone"),
    }
)


def built(installed: Installed) -> tuple[Words, ...]:
    """What there is to check, as far as it is reported."""
    lines = []
    if installed.serial:
        lines.append(say("Serial number of your charger: {serial}", serial=installed.serial))
    if installed.metres is not None:
        lines.append(say("Cable used: {metres} m", metres=f"{installed.metres:g}"))
    if installed.shown:
        lines.append(say("You were shown how to use it."))
    return tuple(lines)


def extra_metres(metres: ExtraMetres) -> tuple[Words, ...]:
    """How much more it is, plainly, and where that stands."""
    used, included, extra = (f"{one:g}" for one in (metres.used, metres.included, metres.extra))
    more = say(
        "{extra} m of cable were used beyond what was agreed: {used} m instead of {included} m.",
        extra=extra,
        used=used,
        included=included,
    )
    return (more, _where_it_stands(metres))


def metres_beyond(metres: ExtraMetres) -> Words:
    """For the desk, which approves so much more only for a reason."""
    return say(
        "⚠ {used} m of cable were used and {included} m agreed: approve it only for a reason.",
        used=f"{metres.used:g}",
        included=f"{metres.included:g}",
    )


def _where_it_stands(metres: ExtraMetres) -> Words:
    if metres.settled:
        return say("Agreed: {words}", words=metres.settled)
    if metres.accepted:
        return say("You have accepted it.")
    if metres.disputed_at is not None:
        return say("You do not agree: “{words}”. Our desk calls you.", words=metres.words)
    return say("Do you accept this? If you do not agree, our desk calls you.")


def signed(one: SignOff) -> Words:
    return say("Signed on {moment}, {how}. Thank you!", moment=one.at, how=say(SIGNED[one.how]))


def held(slot: Slot, until: datetime) -> Words:
    return say("We keep {slot} for you until {until}.", slot=slot, until=until)


def wish(said: Wish) -> Words:
    return say("“{words}”", words=said.words) if said.words else Words(WISHES[said.prefers])


def work(blocker: Blocker, language: str) -> Words | str:
    """What is to be done: in the desk's own words, else in those that are usual."""
    own = blocker.words.get(language) or next(iter(blocker.words.values()), "")
    return own or Words(WORK_NEEDED[blocker.kind])


def work_line(blocker: Blocker, language: str, day: date) -> Words:
    """With who does it, and until which day."""
    if blocker.claim is not None:
        return say("{work} (you told us that it is done; we look at it)", work=work(blocker, language))
    if blocker.application is not None and blocker.owner is Owner.DISCOM:
        number = blocker.application.number
        return say(
            "{work} (your electricity company has application {number}, by {day})",
            work=work(blocker, language),
            number=number,
            day=day,
        )
    return say(WHO_DOES_IT[blocker.owner], work=work(blocker, language), day=day)
