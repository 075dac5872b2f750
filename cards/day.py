"""What a card says of a visit whose day runs: tries to call, the way, the check-in, the wait at the door."""

from collections.abc import Iterator

from cards.text import Speaker, Text, harmless
from cards.titles import reason
from cards.values import NAME_MOST, of_day
from domain.view import View
from domain.visits.arrival import is_far
from domain.visits.states import VisitState
from domain.visits.underway import CheckIn
from domain.visits.visit import Visit
from domain.words import N_, Words, say


def day_lines(text: Text, view: View, visit: Visit, speaker: Speaker) -> None:
    for tried in visit.tries if visit.before_site else ():
        by = harmless(tried.by, NAME_MOST)
        text.line(f"☎ {speaker.say(say('{when}: not reached – {by}', when=tried.at, by=by))}")
    known = of_day(view)
    lines = (
        N_("Expected at about {eta}."),
        N_("Waits at the door until {wait_ends}."),
        N_("The customer says: {at_the_door}"),
    )
    names = ("eta", "wait_ends", "at_the_door")
    for line, name in zip(lines, names, strict=True):
        if known[name] != "" and (name == "eta" or visit.at_the_door):
            text.line(speaker.say(Words(line, {name: known[name]})))
    if visit.check_in is not None:
        for words in _checked_in(visit.check_in, view):
            text.line(speaker.say(words))
    if visit.state is VisitState.CUSTOMER_ABSENT:
        text.line(speaker.say(Words("{fee}", {"fee": known["fee"]})))


def how_far(metres: int) -> Words:
    """`120 m`, `2.3 km`."""
    if metres < 1000:
        return say("{metres} m", metres=metres)
    return say("{km} km", km=f"{metres / 1000:.1f}")


def _checked_in(here: CheckIn, view: View) -> Iterator[Words]:
    if here.distance_m is None:
        yield say("Checked in {when}, without a place", when=here.at)
    else:
        yield say("Checked in {when}, {far} from the site", when=here.at, far=how_far(here.distance_m))
    if here.accuracy_m is not None:
        yield say("The phone may be wrong by {far}.", far=how_far(here.accuracy_m))
    if here.reason:
        yield say("Reason: {reason}", reason=reason(here.reason))
    elif is_far(here, view.policy):
        yield say("⚠ No reason given yet.")
