"""Teams: their leave, certificates and hours."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cards.wordings.wording import Block, Wording, worded
from domain.events import Happening
from domain.reactions import Audience
from domain.words import N_

_A = Audience
_H = Happening
TEAMS: Final[Mapping[tuple[Happening, Audience], Wording]] = MappingProxyType(
    {
        (_H.LEAVE_TAKEN, _A.OPS): worded(
            N_("{team} is on leave: {days}"),
            N_("Reason: {reason}. Entered by {by}."),
            blocks=(Block.AFFECTED,),
        ),
        (_H.LEAVE_TAKEN, _A.TEAM): worded(
            N_("You are on leave: {days}"),
            N_("Reason: {reason}. Entered by {by}."),
            blocks=(Block.AFFECTED,),
        ),
        (_H.TEAM_CHANGED, _A.OPS): worded(
            N_("{team} has been changed by {by}"),
            N_(
                "Booked visits that no longer fit: {beyond}. They stay the team's until you give them to another."
            ),
            blocks=(Block.AFFECTED,),
        ),
        (_H.TEAM_CHANGED, _A.TEAM): worded(
            N_("Your team's hours, places or areas were changed"), N_("/team shows them as they are now.")
        ),
        (_H.DAYS_OFF_ADDED, _A.OPS): worded(
            N_("New days off in {state}: {off}"),
            N_("No visit is offered on them any more."),
            N_("Booked on them already: {beyond}. They stay until you move them."),
            blocks=(Block.AFFECTED,),
        ),
        (_H.CERTIFICATE_RENEWED, _A.OPS): worded(
            N_("{team}: {certificate} is good until {expires}"), N_("Entered by {by}.")
        ),
        (_H.CERTIFICATE_RENEWED, _A.TEAM): worded(
            N_("Your certificate {certificate} is good until {expires}")
        ),
        (_H.CERTIFICATE_REMOVED, _A.OPS): worded(
            N_("{team} needs {certificate} no longer"), N_("Removed by {by}.")
        ),
        (_H.CERTIFICATE_REMOVED, _A.TEAM): worded(N_("You need {certificate} no longer")),
        (_H.CERTIFICATE_ENDS_SOON, _A.OPS): worded(
            N_("{team}: {certificate} expires on {expires}"),
            N_("After that day the team gets no new visits. Renew it on the team's card: /team"),
            N_("Booked after that, for another team if it is not renewed: {beyond}"),
            blocks=(Block.AFFECTED,),
        ),
        (_H.CERTIFICATE_ENDS_SOON, _A.TEAM): worded(
            N_("Your certificate {certificate} expires on {expires}"),
            N_("Please renew it and send the new one to Ops. After that day you get no new visits."),
            N_("Visits that you would lose: {beyond}"),
            blocks=(Block.AFFECTED,),
        ),
        (_H.CERTIFICATE_HAS_EXPIRED, _A.OPS): worded(
            N_("{team}: {certificate} has expired"),
            N_("The team gets no new visits until it is renewed on the team's card: /team"),
            N_("Booked visits that need another team now: {beyond}"),
            blocks=(Block.AFFECTED,),
        ),
        (_H.CERTIFICATE_HAS_EXPIRED, _A.TEAM): worded(
            N_("Your certificate {certificate} has expired"),
            N_("You get no new visits until Ops has the new one."),
            N_("Visits that go to another team: {beyond}"),
            blocks=(Block.AFFECTED,),
        ),
        (_H.LEAVE_WITHDRAWN, _A.OPS): worded(
            N_("{team} works again: {days}"), N_("The leave was withdrawn by {by}.")
        ),
        (_H.LEAVE_WITHDRAWN, _A.TEAM): worded(
            N_("Your leave is withdrawn: {days}"), N_("By {by}. You can be given visits on these days again.")
        ),
    }
)
