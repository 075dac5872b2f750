"""Slots and visit days: who is told what."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cards.wordings.wording import Block, Wording, worded
from domain.events import Happening
from domain.reactions import Audience
from domain.visits.states import VisitKind
from domain.words import N_

_A = Audience
_H = Happening
VISITS: Final[Mapping[tuple[Happening, Audience], Wording]] = MappingProxyType(
    {
        (_H.SLOTS_PROPOSED, _A.CUSTOMER): worded(
            N_("When may we come for the {kind}?"),
            N_("Please choose one of these times, or ask for others."),
            N_("{first_pick}"),
        ),
        (_H.OTHER_SLOTS_ASKED, _A.OPS): worded(
            N_("None of the times suits the customer"),
            N_("What suits: {wish}"),
            N_("Please propose others, or call {phone}."),
        ),
        (_H.HOLD_ENDED, _A.CUSTOMER): worded(
            N_("We no longer keep {held} for you"),
            N_("You did not confirm it in time. Please choose again, or ask for other times."),
        ),
        (_H.SLOT_CHOSEN, _A.OPS): worded(
            N_("The customer chose {slot}"),
            N_("Next: assign a team for {visit}."),
            blocks=(Block.CANDIDATES,),
        ),
        (_H.SLOT_CHOSEN, _A.CUSTOMER): worded(
            N_("Noted: {slot}"), N_("We choose a team for your {kind} now and tell you its name.")
        ),
        (_H.VISIT_BOOKED, _A.CUSTOMER): worded(
            N_("Your {kind} is booked: {slot}"),
            N_("Team: {team}, {team_phone}"),
            N_("Your {kind} has the number {visit}. You can ask for another time until the team sets out."),
        ),
        (_H.VISIT_BOOKED, _A.OPS): worded(
            N_("{visit} is booked: {slot}"), N_("{team} has been asked to acknowledge.")
        ),
        (_H.PRE_INSTALLATION_CONFIRMATION_SENT, _A.CUSTOMER): worded(
            N_("Before the installation: please check"),
            N_("{team} comes on {slot}."),
            N_("Address: {address}"),
            N_("Somebody should be at home, the parking bay free, and the power may be off for an hour."),
            N_("If something does not fit, ask for another time below."),
        ),
        (_H.PLACE_LOST, _A.OPS): worded(
            N_("{visit} needs a team for the time that the customer chose"),
            N_("{former_team} can no longer take it: {reason}. No other team of the area is free then."),
            N_("It begins {slot}. Please find a team, or propose other times."),
            blocks=(Block.CANDIDATES,),
        ),
        (_H.VISIT_UNASSIGNED, _A.OPS): worded(
            N_("{visit} needs another team"),
            N_("{former_team} can no longer take it: {reason}."),
            N_("It begins {slot}. The customer keeps this time and is told when the new team is known."),
            blocks=(Block.CANDIDATES,),
        ),
        (_H.VISIT_UNASSIGNED, _A.FORMER_TEAM): worded(
            N_("{visit} on {slot} is no longer yours"), N_("You need not go. Reason: {reason}")
        ),
        (_H.VISIT_REASSIGNED, _A.CUSTOMER): worded(
            N_("Another team comes to you: {team}"),
            N_("Your {kind} takes place: {slot}. Phone of the team: {team_phone}"),
            N_("They tell you here when they set out."),
        ),
        (_H.VISIT_REASSIGNED, _A.OPS): worded(
            N_("{visit} goes to {team}: {slot}"),
            N_("{former_team} had it before. {team} has been asked to acknowledge."),
        ),
        (_H.VISIT_REASSIGNED, _A.FORMER_TEAM): worded(
            N_("{team} takes over {visit}"),
            N_("You need not go. If you hold materials for it, please hand them over: {team_phone}"),
        ),
        (_H.VISIT_GIVEN_BACK, _A.OPS): worded(
            N_("{visit} is booked: {slot}"), N_("{team} has been asked to acknowledge.")
        ),
        (_H.VISIT_CONFIRMED, _A.CUSTOMER): worded(
            N_("Confirmed: {slot}"), N_("{team} comes to you. Phone: {team_phone}")
        ),
        (_H.CUSTOMER_NOT_REACHED, _A.OPS): worded(
            N_("{team} cannot reach the customer"),
            N_("{visit} begins {slot}. Please try {phone} yourself, or another channel."),
            N_("Tries so far: {tries}. The team tries again {next_try}."),
        ),
        (_H.TEAM_SET_OUT, _A.CUSTOMER): worded(
            N_("{team} is on the way to you"),
            N_("Expected at about {eta}."),
            N_("Phone of the team: {team_phone}"),
        ),
        (_H.ETA_SLIPPED, _A.CUSTOMER): worded(
            N_("{team} comes later than we said"),
            N_("Expected at about {eta}."),
            N_("Phone of the team: {team_phone}"),
        ),
        (_H.TEAM_NEAR, _A.TEAM): worded(
            N_("You are near the site of {visit}"), N_("Tap Arrived when you are there.")
        ),
        (_H.CUSTOMER_AWAITED, _A.OPS): worded(
            N_("Nobody opens at {visit}"),
            N_("{team} waits at the door until {wait_ends}. Please call the customer now: {phone}"),
        ),
        (_H.CUSTOMER_AWAITED, _A.CUSTOMER): worded(
            N_("Our team is at your door"),
            N_("{team} has rung and waits until {wait_ends}. Are you coming?"),
            N_("Phone of the team: {team_phone}"),
        ),
        (_H.CUSTOMER_ANSWERED, _A.TEAM): worded(N_("The customer of {visit} says: {at_the_door}")),
        (_H.CUSTOMER_ANSWERED, _A.OPS): worded(
            N_("The customer of {visit} says: {at_the_door}"), N_("{team} waits at the door.")
        ),
        (_H.CUSTOMER_APPEARED, _A.OPS): worded(N_("The customer is there after all"), N_("{visit} goes on.")),
        (_H.CUSTOMER_WAS_ABSENT, _A.OPS): worded(
            N_("The customer was not there"),
            N_("{team} stood before {visit}, {slot}. Please call {phone} and reschedule."),
            N_("{fee}"),
        ),
        (_H.CUSTOMER_WAS_ABSENT, _A.TEAM): worded(
            N_("{visit} is noted: the customer was not there"), N_("{fee}"), N_("You can go on.")
        ),
        (_H.FEE_DECIDED, _A.TEAM): worded(N_("Ops has decided about the visit fee of {visit}"), N_("{fee}")),
        (_H.CUSTOMER_WAS_ABSENT, _A.CUSTOMER): worded(
            N_("Our team could not find you"),
            N_("{team} was at your place for the {kind}. We get in touch about a new time."),
        ),
        (_H.VISIT_RESCHEDULED, _A.OPS): worded(
            N_("{visit} on {slot} is off"),
            N_("Reason: {reason}"),
            N_("What suits: {wish}"),
            N_("Next: propose new slots."),
        ),
        (_H.VISIT_RESCHEDULED, _A.CUSTOMER): worded(
            N_("The {kind} on {slot} is off"), N_("We propose new times here soon.")
        ),
        (_H.VISIT_RESCHEDULED, _A.TEAM): worded(
            N_("{visit} on {slot} is off"),
            N_("Reason: {reason}"),
            N_("You need not go."),
        ),
        (_H.VISIT_CALLED_OFF, _A.OPS): worded(
            N_("The customer calls {visit} off"),
            N_("Reason: {reason}"),
            N_("Please call {phone} about how to go on: a new time, a pause, or the end of it."),
        ),
        (_H.VISIT_CALLED_OFF, _A.CUSTOMER): worded(
            N_("Your {kind} is called off"), N_("Our desk calls you about how to go on.")
        ),
        (_H.VISIT_CALLED_OFF, _A.TEAM): worded(
            N_("{visit} on {slot} is called off"), N_("Reason: {reason}"), N_("You need not go.")
        ),
        (_H.VISIT_CANCELLED, _A.TEAM): worded(
            N_("{visit} on {slot} is cancelled"),
            N_("Reason: {reason}"),
            N_("You need not go."),
            N_("If you are on your way or there already, please turn back."),
        ),
        (_H.REPORT_SUBMITTED, _A.OPS): worded(
            N_("The report of {visit} is in"), N_("By {team}."), blocks=(Block.OUT_OF_LIMITS,)
        ),
        (_H.REPORT_SUBMITTED, _A.CUSTOMER): worded(
            N_("The {kind} is done"), N_("We look at the report and tell you here what comes next.")
        ),
        (_H.REPORT_RETURNED, _A.TEAM): worded(
            N_("Please complete the report of {visit}"), N_("To do again: {redo}")
        ),
        (_H.SIGNING_CODE_SPENT, _A.CUSTOMER): worded(
            N_("Your code no longer counts"),
            N_("It was typed wrongly too often. If the installer is with you, tap for another one."),
        ),
        (_H.CUSTOMER_SIGNED_OFF, _A.OPS): worded(
            N_("The customer has signed for {visit}"), N_("Signed: {signed_how}.")
        ),
        (_H.CUSTOMER_SIGNED_OFF, _A.TEAM): worded(N_("The customer has signed for {visit}")),
        (_H.INSTALLATION_APPROVED, _A.TEAM): worded(
            N_("The report of {visit} is approved"), N_("Thank you for the good work.")
        ),
        (_H.INSTALLATION_APPROVED, _A.OPS): worded(
            N_("{visit} is approved"), N_("Next: the confirmation call. Phone: {phone}")
        ),
    }
)
BY_KIND: Final[Mapping[tuple[Happening, Audience, VisitKind], Wording]] = MappingProxyType(
    {
        (_H.REPORT_SUBMITTED, _A.CUSTOMER, VisitKind.INSTALLATION): worded(
            N_("Your charger is installed"),
            N_("We look at the report and tell you here what comes next."),
            bare=True,
        ),
    }
)
"""Where an installation is spoken of otherwise than a survey."""
