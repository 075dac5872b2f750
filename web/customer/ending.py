"""The part of the page where the customer ends it all, or thinks better of it."""

from domain.leads import told
from domain.leads.aftermath import aftermath, in_words, mark_of, seen_by
from domain.leads.lead import Lead
from domain.leads.parting import OFFERED
from domain.leads.stages import Step
from domain.people.roles import Role
from domain.words import N_, Words, say
from web.by_link.pieces import button, hidden, line, more, section
from web.customer.shown import Shown, form, trouble_of
from web.portal.markup import Html, tag


def ending(shown: Shown, lead: Lead) -> Html | None:
    if not lead.can(Step.CANCEL):
        return None
    return section(
        "ending",
        shown.speak(N_("Cancel")),
        trouble_of(shown, "cancel", "keep"),
        _asked(shown, lead) if lead.wants_to_end is not None else _asking(shown),
    )


def _asked(shown: Shown, lead: Lead) -> list[Html]:
    asked = lead.wants_to_end
    words = (asked.words or told.CANCELS.get(asked.ground, "")) if asked is not None else ""
    reason = Words(words) if words in told.CANCELS.values() else words
    return [
        line(shown.speak(say("You want to cancel: {reason}. Our desk calls you.", reason=reason))),
        form(shown, "keep", button(shown.speak(N_("I want it after all")), plain=True)),
    ]


def _asking(shown: Shown) -> Html:
    """Are you sure, what will happen, and why."""
    follows = aftermath(shown.hanging)
    teams = {team.id: team.name for team in shown.view.teams.values()}
    lines = [tag("li", shown.speak(in_words(one, teams))) for one in seen_by(Role.CUSTOMER, follows)]
    mark = hidden("shown", mark_of(follows))
    reasons = [
        button(shown.speak(told.CANCELS[ground]), name="reason", value=ground.value, plain=True)
        for ground in OFFERED[Role.CUSTOMER]
    ]
    own = tag(
        "input",
        id="words-cancel",
        type="text",
        name="words",
        maxlength=200,
        placeholder=shown.speak(N_("the society builds its own charger")),
        value=shown.typed("cancel", "words"),
        **shown.marked("cancel"),
    )
    return more(
        shown.speak(N_("Cancel my installation")),
        line(shown.speak(N_("Do you really want to cancel your installation?"))),
        line(shown.speak(told.CANCELLING[shown.asks_desk])),
        tag("ul", lines) if lines else None,
        line(shown.speak(N_("Why is it cancelled?"))),
        form(shown, "cancel", mark, reasons),
        form(
            shown,
            "cancel",
            mark,
            tag("label", shown.speak(N_("Another reason")), for_="words-cancel"),
            own,
            button(shown.speak(N_("Cancel my installation")), plain=True),
        ),
        is_open=shown.refused("cancel") is not None,
    )
