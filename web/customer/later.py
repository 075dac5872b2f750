"""The parts of the page beside the documents: visits, a call."""

from collections.abc import Iterator

from domain.leads import told
from domain.leads.lead import Lead
from domain.slot import Slot
from domain.visits.emergency import DelayAnswer
from domain.visits.states import VisitState
from domain.visits.underway import AtTheDoor
from domain.visits.visit import Visit
from domain.words import N_, Words, say
from web.by_link.pieces import button, hidden, line, more, section
from web.customer.shown import Shown, form, trouble_of
from web.portal.markup import Html, tag


def visit(shown: Shown, lead: Lead) -> Html | None:
    found = shown.view.situation.open_visit if shown.view.situation else None
    if found is None or not lead.is_open:
        return None
    return section(
        "visit",
        shown.speak(say("Your {kind}", kind=Words(told.KINDS[found.kind]))),
        trouble_of(shown, "slot", "confirm", "other", "there", "reschedule", "call_off", "delay", "door"),
        line(shown.speak(_standing(shown, found))),
        _team(shown, found),
        list(_steps(shown, found)),
    )


def _standing(shown: Shown, found: Visit) -> Words:
    team = shown.view.teams.get(found.team or "")
    kind = Words(told.KINDS[found.kind])
    if found.hold is not None and found.hold.until is not None:
        return told.held(found.hold.slot, found.hold.until)
    if found.slot is None:
        return say("Please choose a time for the {kind}.", kind=kind)
    if found.state is VisitState.PROPOSED:
        return say("You chose {slot}. We choose a team now.", slot=found.slot)
    if found.absence is not None and found.at_the_door:
        over = found.absence.since + shown.view.policy.absent_wait
        who = team.name if team is not None else found.id
        return say("{team} has rung and waits until {wait_ends}. Are you coming?", team=who, wait_ends=over)
    if found.state is VisitState.EMERGENCY:
        return say(
            "Our team cannot come as planned. We are looking for another one for {slot}.", slot=found.slot
        )
    return say("{kind} {visit}: {slot}", kind=kind, visit=found.id, slot=found.slot)


def _team(shown: Shown, found: Visit) -> Html | None:
    team = shown.view.teams.get(found.team or "")
    if team is None or found.state in {VisitState.EMERGENCY, VisitState.REPORTED}:
        return None
    return tag("p", team.name, " · ", tag("a", team.phone, href=f"tel:{team.phone}"))


def _steps(shown: Shown, found: Visit) -> Iterator[Html]:
    which = hidden("visit", found.id)
    if found.state is VisitState.PROPOSED:
        yield from _times(shown, found)
        yield _another_time(shown, found, "other", N_("Another time"))
        yield _calling_off(shown, found)
    elif found.state is VisitState.EMERGENCY:
        wants = found.emergency.customer_wants if found.emergency else None
        answers = [answer for answer in DelayAnswer if answer is not wants]
        choices = [_choice(shown.speak(told.DELAYS[answer]), "answer", answer) for answer in answers]
        yield form(shown, "delay", which, choices)
        yield _calling_off(shown, found)
    elif found.absence is not None and found.at_the_door:
        said = [answer for answer in AtTheDoor if answer is not found.absence.says]
        replies = [_choice(shown.speak(told.AT_THE_DOOR[answer]), "answer", answer) for answer in said]
        yield form(shown, "door", which, replies)
    elif found.before_site:
        label = shown.speak(N_("Put it into my calendar"))
        yield tag("p", tag("a", label, href=f"/c/{shown.token}/visit.ics", download=True))
        if found.customer_confirmed_at is None:
            yield form(shown, "there", which, button(shown.speak(N_("Yes, I will be there"))))
        yield _another_time(shown, found, "reschedule", N_("I need another time"))
        yield _calling_off(shown, found)


def _another_time(shown: Shown, found: Visit, step: str, label: str) -> Html:
    """Behind one more tap: which times suit him, as buttons and in words."""
    wishes = [_choice(shown.speak(title), "prefers", code) for code, title in told.WISHES.items()]
    say_so = tag("label", shown.speak(N_("In my own words")), for_=f"words-{step}")
    field = _own_words(shown, step, N_("weekdays after five, or any Saturday"))
    asked = line(shown.speak(N_("Which times suit you better?")))
    inside = form(shown, step, hidden("visit", found.id), asked, say_so, field, wishes)
    return more(shown.speak(label), inside, is_open=shown.refused(step) is not None)


def _calling_off(shown: Shown, found: Visit) -> Html:
    which = hidden("visit", found.id)
    reasons = [_choice(shown.speak(title), "reason", code) for code, title in told.CALLED_OFF.items()]
    say_so = tag("label", shown.speak(N_("Another reason")), for_="words-call_off")
    field = _own_words(shown, "call_off", N_("we rebuild the garage first"))
    other = button(shown.speak(N_("Call it off")), plain=True)
    return more(
        shown.speak(N_("Call it off")),
        line(shown.speak(N_("Why do you call it off?"))),
        form(shown, "call_off", which, reasons),
        form(shown, "call_off", which, say_so, field, other),
        is_open=shown.refused("call_off") is not None,
    )


def _own_words(shown: Shown, step: str, example: str) -> Html:
    return tag(
        "input",
        id=f"words-{step}",
        type="text",
        name="words",
        maxlength=200,
        placeholder=shown.speak(example),
        value=shown.typed(step, "words"),
        **shown.marked(step),
    )


def _times(shown: Shown, found: Visit) -> Iterator[Html]:
    """The time that is held, to be confirmed; and those that can be taken instead."""
    which, held = hidden("visit", found.id), found.hold.slot if found.hold else None
    if held is not None and found.slot is None:
        label = shown.speak(say("Confirm {slot}", slot=held))
        yield form(shown, "confirm", which, button(label, name="start", value=_starting(held)))
    choices = [
        _choice(shown.speak(say("{slot}", slot=slot)), "start", _starting(slot))
        for slot in shown.view.open_slots
        if slot != held
    ]
    if choices:
        yield form(shown, "slot", which, choices)


def _starting(slot: Slot) -> str:
    return str(int(slot.start.timestamp()) // 60)


def _choice(label: str, name: str, value: str) -> Html:
    return button(label, name=name, value=value, plain=True)


def call(shown: Shown, lead: Lead) -> Html | None:
    if lead.erased_at is not None:
        return None
    about = tag("label", shown.speak(N_("What is it about? (You can leave this empty.)")), for_="about")
    typed = shown.typed("call", "about")
    field = tag("input", id="about", type="text", name="about", maxlength=200, value=typed)
    return section(
        "call",
        shown.speak(N_("Do you need help?")),
        trouble_of(shown, "call"),
        line(shown.speak(N_("Our desk calls you on the number that we have."))),
        form(shown, "call", about, field, button(shown.speak(N_("Please call me")), plain=True)),
    )
