"""The part of the page on which the customer says by himself whether all is well with his installation."""

from typing import Final

from domain.contact import line as one_line
from domain.errors import Invalid, Refused
from domain.leads.confirmation import SCORES, Confirmation, Heard, read_score
from domain.leads.confirming import confirm_satisfied, report_problem
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.words import N_, Words, say
from web.by_link.pieces import button, hidden, line, section
from web.customer.act import Act
from web.customer.shown import Shown, form, trouble_of
from web.portal.markup import Html, Part, tag

STEP: Final = "confirmation"
LONGEST: Final = 500


def confirming(shown: Shown, lead: Lead) -> Html | None:
    known = lead.confirmation
    asked = lead.stage is Stage.CONFIRMATION_CALL
    if not asked and known.heard is None:
        return None
    return section(
        STEP,
        shown.speak(N_("Is all well with your charger?")),
        trouble_of(shown, STEP),
        [line(shown.speak(words), "note") for words in _said(known)],
        _asking(shown, lead) if asked else None,
    )


def _said(known: Confirmation) -> list[Words]:
    """What he has answered so far."""
    if known.heard is Heard.SILENT:
        return [say("Your installation counts as accepted")]
    if known.heard is not None and known.score is not None:
        return [say("You told us that all is well: {score} of 5.", score=known.score)]
    if known.heard is not None:
        return [say("You told us that all is well.")]
    if known.problem:
        return [say("You told us what is wrong: {problem}. Our desk calls you.", problem=known.problem)]
    return []


def _asking(shown: Shown, lead: Lead) -> Part:
    """One form, so that neither the score nor the words are lost when the other answer is sent."""
    label = tag("label", shown.speak(N_("What is wrong with the installation?")), for_="words-confirmation")
    typed = shown.typed(STEP, "words")
    field = tag(
        "textarea",
        typed,
        id="words-confirmation",
        name="words",
        rows=2,
        maxlength=LONGEST,
        **shown.marked(STEP),
    )
    return [
        _until(shown, lead),
        form(
            shown,
            STEP,
            hidden("visits", str(lead.visits_made)),
            _scores(shown),
            button(shown.speak(N_("All is well")), name="answer", value="yes"),
            label,
            field,
            button(shown.speak(N_("Something is wrong")), name="answer", value="no", plain=True),
        ),
    ]


def _until(shown: Shown, lead: Lead) -> Html | None:
    counts_at = lead.confirmation.counts_at(shown.view.policy.silence_accepts)
    if counts_at is None or not lead.confirmation.waits_for_word:
        return None
    words = say(
        "If we hear nothing until {silence_counts}, the installation counts as accepted.",
        silence_counts=counts_at,
    )
    return line(shown.speak(words))


def _scores(shown: Shown) -> Html:
    ask = say("How satisfied are you with your installation, from 1 (not at all) to 5 (very much)?")
    chosen = shown.typed(STEP, "score") or "none"
    choices = [(str(score), f"{score} ★") for score in SCORES] + [("none", shown.speak(N_("No number")))]
    picks = [
        tag(
            "label",
            tag("input", type="radio", name="score", value=value, checked=value == chosen),
            label,
            class_="pick",
        )
        for value, label in choices
    ]
    return tag("fieldset", tag("legend", shown.speak(ask)), picks)


async def on_confirmation(act: Act) -> str:
    """Sent twice, an answer changes nothing more; one about the work before a rework does not count for it."""
    if act.given.text("visits") != str(act.lead.visits_made):
        raise Refused(say("This page was opened before a team came again. Please answer once more."))
    words = act.given.text("words")
    if act.given.text("answer") == "yes":
        return await _all_is_well(act, words)
    if act.given.text("answer") != "no":
        raise Invalid(say("Please tap one of the buttons."))
    if not words:
        raise Invalid(say("Please write what is wrong. Example: the RCBO trips as soon as the car charges."))
    if act.lead.confirmation.problem != one_line(words, longest=LONGEST):
        await report_problem(act.uow, act.lead.id, words, act.actor)
    return "problem"


async def _all_is_well(act: Act, words: str) -> str:
    if words:
        raise Invalid(
            say("You wrote what is wrong. Tap “Something is wrong”, or empty the field if all is well.")
        )
    score = read_score(act.given.text("score") or "none")
    known = act.lead.confirmation
    if (known.heard, known.score) != (Heard.SATISFIED, score):
        await confirm_satisfied(act.uow, act.lead.id, act.actor, score=score)
    return "well"
