"""What is said when time has passed: by rule, and for everything else by what is owed."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cards.wordings.wording import Block, Wording, worded
from domain.reactions import Audience
from domain.rules import Rule
from domain.words import N_

_A = Audience
_UNTAKEN: Final = worded(
    N_("Nobody has taken the emergency of {visit}"),
    N_("It begins {slot}. {lost}"),
    N_("The bot asks other teams until {deadline}."),
    N_("{taker} has it in hand."),
)
REMINDERS: Final[Mapping[tuple[Rule, Audience], Wording]] = MappingProxyType(
    {
        (Rule.CALL_AGAIN, _A.OPS): worded(
            N_("Please call {customer} again now: {phone}"),
            blocks=(Block.CALL_SCRIPT,),
        ),
        (Rule.DOCUMENTS_NUDGE, _A.CUSTOMER): worded(
            N_("We cannot go on without you"),
            N_("Still missing: {missing}."),
            N_("It takes a few minutes, in any order; you can stop and go on at any time."),
        ),
        (Rule.DOCUMENTS_TO_OPS, _A.OPS): worded(
            N_("The documents do not come"),
            N_("Still missing: {missing}."),
            N_("Please call {phone}, enter them for the customer, or waive one with a reason."),
        ),
        (Rule.ERASURE_WAITS, _A.OPS): worded(
            N_("The customer waits for the erasure of his data"),
            N_("Make sure that it is the customer: call {phone}. Then erase it, or decline."),
        ),
        (Rule.ERASURE_WAITS, _A.OPS_LEAD): worded(
            N_("The customer waits for the erasure of his data"),
            N_("The law gives 90 days; we promise {days}."),
        ),
        (Rule.SITE_WORK_NUDGE, _A.CUSTOMER): worded(
            N_("Is the work at your site done?"),
            N_("Please tell us here when it is done; a photo helps."),
            blocks=(Block.WORK_NEEDED,),
        ),
        (Rule.SITE_WORK_LATE, _A.OPS): worded(
            N_("It should be done by now: {work} ({work_owner})"),
            N_("Please ask how it stands, then enter the new date, or that it is done. Customer: {phone}"),
        ),
        (Rule.NOT_ACKNOWLEDGED, _A.OPS): worded(
            N_("{team} has not acknowledged {visit}"),
            N_("It begins {slot}. Please call the team, {team_phone}, or give it to another."),
            blocks=(Block.CANDIDATES,),
        ),
        (Rule.NOT_ACKNOWLEDGED, _A.TEAM): worded(
            N_("Please acknowledge {visit}: {slot}"),
            N_("Without a word from you our desk may give it to another team."),
        ),
        (Rule.VISIT_REMINDER, _A.CUSTOMER): worded(
            N_("Reminder: {kind} on {slot}"),
            N_("{team} comes to you. Phone: {team_phone}"),
            N_("Does it still suit you? If not, ask for another time below."),
        ),
        (Rule.VISIT_REMINDER, _A.TEAM): worded(N_("Reminder: {visit} on {slot}"), blocks=(Block.CONTACT,)),
        (Rule.CONFIRMATION_CALL, _A.TEAM): worded(
            N_("Please call the customer of {visit} now"),
            N_("It begins {slot}. Tell us what the customer says, or that you cannot make it."),
            blocks=(Block.CONTACT, Block.CONFIRMATION_SCRIPT),
        ),
        (Rule.TRY_AGAIN, _A.TEAM): worded(
            N_("Please try the customer of {visit} again: {phone}"),
            N_("It begins {slot}. Last try: {last_try}."),
        ),
        (Rule.VISIT_NUDGE, _A.TEAM): worded(
            N_("We wait for your word about {visit}"),
            N_("It begins {slot}."),
            N_("Without a word from you we look for another team from {silence_at} on."),
            blocks=(Block.CONTACT,),
        ),
        (Rule.VISIT_ALERT, _A.OPS): worded(
            N_("{team} is silent about {visit}"),
            N_("It begins {slot}. Please call the team: {team_phone}"),
            N_("At {silence_at} the bot opens an emergency by itself."),
        ),
        (Rule.EMERGENCY_BY_SILENCE, _A.TEAM): worded(
            N_("We heard nothing from you about {visit}"),
            N_("It begins {slot}. We ask other teams now."),
            N_("If you can make it, tell us at once: the first team to accept has it."),
        ),
        (Rule.TEAM_LATE, _A.OPS): worded(
            N_("{team} has not arrived at {visit}"),
            N_("It should have begun {slot}. Please call the team: {team_phone}"),
            N_("{not_set_out}"),
            N_("It says to be there at about {eta}."),
        ),
        (Rule.TEAM_LATE, _A.CUSTOMER): worded(
            N_("We are sorry: our team is late"),
            N_("{team} should be with you by now. Phone: {team_phone}"),
            N_("Expected at about {eta}."),
            N_("We are looking into it."),
        ),
        (Rule.ABSENCE_OVER, _A.TEAM): worded(
            N_("You have waited long enough at {visit}"),
            N_("Did the customer come? Tell us, then you can go on."),
        ),
        (Rule.REPORT_NUDGE, _A.TEAM): worded(
            N_("The report of {visit} is missing"), N_("To do again: {redo}")
        ),
        (Rule.REPORT_TO_OPS, _A.OPS): worded(
            N_("{team} has not sent the report of {visit}"), N_("Please call the team: {team_phone}")
        ),
        (Rule.STATEMENT_NUDGE, _A.TEAM): worded(
            N_("Is your payout {payment} right? {amount}"),
            N_("Please tell us before {until} if something is wrong. After that Finance is asked to pay it."),
        ),
        (Rule.PAYEE_COOLED, _A.FINANCE): worded(
            N_("{payment} can be paid now"),
            N_("{amount} to {payee}, {purpose}. The payee was new or changed, so it had to wait."),
        ),
        (Rule.EMERGENCY_CLIMBS, _A.ON_CALL): worded(
            N_("Emergency: {trouble}"),
            N_("It begins {slot}. Cause: {cause}."),
            N_("You are on call. The bot asks other teams until {deadline}. Please take it in hand."),
            N_("{taker} has it in hand."),
        ),
        (Rule.EMERGENCY_CLIMBS, _A.OPS): _UNTAKEN,
        (Rule.EMERGENCY_CLIMBS, _A.OPS_LEAD): _UNTAKEN,
        (Rule.EMERGENCY_CLIMBS, _A.ADMIN): worded(
            N_("Nobody has taken the emergency of {visit}"),
            N_("It begins {slot}. {lost}"),
            N_("The bot asks other teams until {deadline}."),
            N_("Neither the desk nor its head has answered: please see that somebody takes it."),
        ),
    }
)
TRIED: Final[Mapping[tuple[Rule, Audience], Wording]] = MappingProxyType(
    {
        (Rule.VISIT_ALERT, _A.OPS): worded(
            N_("The customer of {visit} has not been reached"),
            N_("It begins {slot}. Tries by {team}: {tries}, the last one {last_try}."),
            N_("Please call {phone}: shall the team go? Confirm for the customer, or reschedule."),
        ),
    }
)
"""Where the team is not silent, but could not reach the customer."""
REMINDER: Final = worded(N_("A reminder"), N_("Still to do: {what}."))
"""For a rule that has no words of its own towards this reader."""

OVERDUE_FOR_OWNER: Final = worded(N_("Please {what}"), N_("It was due {due}."))
OVERDUE_FOR_OPS: Final = worded(N_("Overdue: {what}"), N_("It is owed by {owner} and was due {due}."))
OVERDUE_OF_FILE: Final = worded(
    N_("Overdue: first calls to the customers of {file}"),
    N_("{added} leads came with it. /home shows those that wait, most urgent first."),
)
DONE_SINCE: Final = worded(N_("Done in the meantime: {was_owed}"), N_("Nothing is left for you to do here."))
"""What was overdue when the notice was written, and is not owed any more now that it is read."""
