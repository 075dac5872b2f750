"""A team that cannot make it: who is told what until the visit goes on or is put off."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cards.wordings.wording import Block, Wording, worded
from domain.events import Happening
from domain.reactions import Audience
from domain.words import N_

_A = Audience
_H = Happening
EMERGENCIES: Final[Mapping[tuple[Happening, Audience], Wording]] = MappingProxyType(
    {
        (_H.EMERGENCY_OPENED, _A.OPS): worded(
            N_("Emergency: {trouble}"),
            N_("It begins {slot}. Cause: {cause}."),
            N_("The bot asks other teams until {deadline}. Please take it in hand."),
            N_("{taker} has it in hand."),
        ),
        (_H.DELAY_TOLD, _A.CUSTOMER): worded(
            N_("We are sorry: our team cannot come as planned"),
            N_("We are looking for another team for your {kind} right now. It may begin late: {slot}"),
            N_("What would you like us to do?"),
        ),
        (_H.EMERGENCY_NEGLECTED, _A.OPS): worded(
            N_("{was_taker} took the emergency of {visit}, and nothing has been done since"),
            N_("It begins {slot}. The search ends {deadline}. Please take it in hand."),
        ),
        (_H.EMERGENCY_WITHDRAWN, _A.OPS): worded(
            N_("{team} can make {visit} after all"), N_("It begins {slot}. The search is over.")
        ),
        (_H.EMERGENCY_WITHDRAWN, _A.CUSTOMER): worded(
            N_("Good news: {team} comes to you after all"),
            N_("Your {kind} takes place: {slot}. Phone of the team: {team_phone}"),
        ),
        (_H.DELAY_ANSWERED, _A.OPS): worded(
            N_("The customer says: {wants}"), N_("Please call now: {call_phone}")
        ),
        (_H.BACKUP_DECLINED, _A.OPS): worded(
            N_("{asked_team} cannot take over {visit}"), N_("The search goes on until {deadline}.")
        ),
        (_H.NO_BACKUP_LEFT, _A.OPS): worded(
            N_("No team is left to be asked for {visit}"),
            N_("Please find one by hand, or ask for more time."),
            N_("Otherwise the customer gets the first pick of new times at {deadline}."),
        ),
        (_H.BACKUP_FOUND, _A.CUSTOMER): worded(
            N_("Another team comes to you: {team}"),
            N_("Your {kind} takes place: {slot}. Phone of the team: {team_phone}"),
            N_("Expected at about {arrival}."),
            N_("They tell you here when they set out."),
        ),
        (_H.BACKUP_FOUND, _A.OPS): worded(
            N_("Backup found: {team} takes {visit}"), N_("It begins {slot}. Phone: {team_phone}")
        ),
        (_H.BACKUP_FOUND, _A.TEAM): worded(
            N_("You have {visit} now: {slot}"), N_("{before_going}"), blocks=(Block.CONTACT, Block.HANDOVER)
        ),
        (_H.BACKUP_FOUND, _A.FORMER_TEAM): worded(
            N_("{team} takes over {visit}"),
            N_("You need not go. If you hold materials for it, please hand them over: {team_phone}"),
        ),
        (_H.PRIORITY_RESCHEDULED, _A.OPS): worded(
            N_("No team could make {visit}"),
            N_("The lead has priority now: {priority_next}"),
        ),
        (_H.PRIORITY_RESCHEDULED, _A.CUSTOMER): worded(
            N_("We are sorry: the {kind} of {slot} cannot take place"),
            N_("You have the first pick of the new times: {first_times}"),
        ),
        (_H.PRIORITY_RESCHEDULED, _A.TEAM): worded(
            N_("{visit} on {slot} is rescheduled"), N_("You need not go.")
        ),
    }
)
