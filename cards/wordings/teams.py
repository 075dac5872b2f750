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
        (_H.LEAVE_WITHDRAWN, _A.OPS): worded(
            N_("{team} works again: {days}"), N_("The leave was withdrawn by {by}.")
        ),
        (_H.LEAVE_WITHDRAWN, _A.TEAM): worded(
            N_("Your leave is withdrawn: {days}"), N_("By {by}. You can be given visits on these days again.")
        ),
    }
)
