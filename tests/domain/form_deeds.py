"""Commands of a report while it is filled."""

from dataclasses import replace
from typing import Final

from domain.checklists import which
from domain.checklists.built_in import BUILT_IN
from domain.leads.stages import Stage
from domain.visits import filling, on_the_web
from domain.visits.filling import Entered
from domain.visits.form import Shot
from domain.visits.on_the_web import Entry
from domain.visits.states import VisitState
from tests.build import NOW, a_form, a_picture
from tests.domain.deed import VISIT, Deed, deed, visit_in

S: Final = Stage.SURVEY_SCHEDULED
OWN: Final = replace(BUILT_IN["survey@1"], id="volt-survey@1", name="volt-survey", oem="volt")
ON_SITE: Final = visit_in(VisitState.ON_SITE)
OF_REPORTS: Final[dict[str, Deed]] = {
    "load_checklist": deed(
        which.load_checklist,
        "admin",
        S,
        lambda u, who: which.load_checklist(u, OWN, who),
    ),
    "begin_form": deed(
        filling.begin_form, "field", S, lambda u, who: filling.begin_form(u, VISIT, who), ON_SITE
    ),
    "take_pen": deed(
        filling.take_pen, "field", S, lambda u, who: filling.take_pen(u, VISIT, "d1", who), ON_SITE, a_form()
    ),
    "open_on_web": deed(
        on_the_web.open_on_web, "field", S, lambda u, who: on_the_web.open_on_web(u, VISIT, who), ON_SITE
    ),
    "close_on_web": deed(
        on_the_web.close_on_web,
        "field",
        S,
        lambda u, who: on_the_web.close_on_web(u, VISIT, who),
        ON_SITE,
        a_form(),
    ),
    "fill_in": deed(
        on_the_web.fill_in,
        "field",
        S,
        lambda u, who: on_the_web.fill_in(u, VISIT, [Entry(key="earth_ohm", now="4")], who),
        ON_SITE,
        a_form(),
    ),
    "answer_item": deed(
        filling.answer_item,
        "field",
        S,
        lambda u, who: filling.answer_item(u, VISIT, Entered(key="earth_ohm", text="4"), who),
        ON_SITE,
        a_form(),
    ),
    "explain_item": deed(
        filling.explain_item,
        "field",
        S,
        lambda u, who: filling.explain_item(u, VISIT, "earth_ohm", "dry soil", who),
        ON_SITE,
        a_form(),
    ),
    "add_shot": deed(
        filling.add_shot,
        "field",
        S,
        lambda u, who: filling.add_shot(u, VISIT, "photos", a_picture(unique_id="u9"), who),
        ON_SITE,
        a_form(),
    ),
    "keep_shots": deed(
        filling.keep_shots,
        "field",
        S,
        lambda u, who: filling.keep_shots(u, VISIT, "photos", "the cellar has no light", who),
        ON_SITE,
        a_form(shots={"photos": (Shot(picture=a_picture(), by="Ravi", at=NOW, faults=("too_dark",)),)}),
    ),
    "clear_item": deed(
        filling.clear_item,
        "field",
        S,
        lambda u, who: filling.clear_item(u, VISIT, "earth_ohm", who),
        ON_SITE,
        a_form(),
    ),
    "lay_aside": deed(
        filling.lay_aside,
        "field",
        S,
        lambda u, who: filling.lay_aside(u, VISIT, a_picture(unique_id="u9"), who),
        ON_SITE,
        a_form(),
    ),
    "submit_form": deed(
        filling.submit_form, "field", S, lambda u, who: filling.submit_form(u, VISIT, who), ON_SITE, a_form()
    ),
}
