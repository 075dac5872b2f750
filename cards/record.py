"""A team's record in plain words, for itself and for Ops."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from cards.message import Message
from cards.text import Speaker, Text, harmless
from cards.values import NAME_MOST
from domain.visits.record import Record, Share
from domain.visits.team import Team
from domain.words import N_, Words, say

TEAMS_MOST: Final = 30
_SHARES: Final[tuple[tuple[str, Callable[[Record], Share]], ...]] = (
    (N_("Acknowledged in time"), lambda record: record.acknowledged_in_time),
    (N_("At the site on time"), lambda record: record.on_time),
    (N_("Report in time"), lambda record: record.reported_in_time),
    (N_("Right the first time"), lambda record: record.first_time_right),
)


def record_card(team: Team, spans: Sequence[tuple[Words, Record]], speaker: Speaker) -> Message:
    """`spans`: what each record is of, with the record."""
    name = harmless(team.name, NAME_MOST)
    text = Text().bold(speaker.say(say("Record of {team}", team=name)))
    for title, record in spans:
        text.gap().bold_line(speaker.say(title))
        _figures(text, record, speaker)
    last = say("When teams are ranked for a visit, the last 90 days count.")
    return text.gap().line(speaker.say(last)).message()


def _figures(text: Text, record: Record, speaker: Speaker) -> None:
    if record == Record():
        text.line(speaker.say(say("There is nothing to count yet.")))
        return
    text.line(speaker.say(say("Visits: {count}", count=record.visits)))
    for title, share in _SHARES:
        text.line(f"{speaker.say(title)}: {_share(share(record), speaker)}")
    text.line(speaker.say(say("Could not make it: {count}", count=record.back_outs)))
    text.line(speaker.say(say("Never came, or was not heard of: {count}", count=record.no_shows)))
    if record.offers_accepted or record.offers_declined or record.offers_expired:
        asked = say(
            "Asked as backup: accepted {accepted}, declined {declined}, no answer {expired}",
            accepted=record.offers_accepted,
            declined=record.offers_declined,
            expired=record.offers_expired,
        )
        text.line(speaker.say(asked))


def _share(share: Share, speaker: Speaker) -> str:
    if share.percent is None:
        return "–"
    known = say("{good} of {total} ({percent} %)", good=share.good, total=share.total, percent=share.percent)
    return speaker.say(known)


def records_card(teams: Sequence[Team], records: Mapping[str, Record], speaker: Speaker) -> Message:
    """All teams in short, those with the most visits first."""
    text = Text().bold(speaker.say(say("Records of the last 90 days")))
    known = sorted(teams, key=lambda team: (-records[team.id].visits, team.name))
    for team in known[:TEAMS_MOST]:
        record = records[team.id]
        line = say(
            "{team}: visits {visits}, on time {on_time}, could not make it {back_outs}, never came {no_shows}",
            team=harmless(team.name, NAME_MOST),
            visits=record.visits,
            on_time="–" if record.on_time.percent is None else f"{record.on_time.percent} %",
            back_outs=record.back_outs,
            no_shows=record.no_shows,
        )
        text.line(f"• {speaker.say(line)}")
    if not known:
        text.line(speaker.say(say("There is no team yet.")))
    else:
        text.gap().line(speaker.say(say("One team in full: /record {team}", team=known[0].id)))
    return text.message()
