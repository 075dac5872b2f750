"""A checklist's file: what it may say, and the word for each thing that is wrong with one."""

from dataclasses import replace

import pytest

from domain.checklists.built_in import BUILT_IN
from domain.checklists.model import Circuit, ItemKind
from domain.checklists.reading import read_checklist
from domain.checklists.rules import Findings, Site
from domain.checklists.which import checklist, checklist_for, load_checklist
from domain.errors import Invalid, NotFound, Refused
from domain.leads.stages import Stage
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.visits.filling import begin_form, filling_of
from domain.visits.states import VisitState
from tests.build import NOW, a_team, a_visit, an_oem, at_stage
from tests.domain.deed import visit_in
from tests.fakes import House

ADMIN = Actor(person=None, name="terminal", roles=frozenset({Role.ADMIN}))
CREW = Actor(person=None, name="Ravi", roles=frozenset({Role.FIELD}), teams=frozenset({"sunrise"}))
GOOD = """
name = "volt-survey"
version = 1
kind = "survey"
oem = "volt"
chargers = [7, 8]

[[circuits]]
upto_kw = 7.4
phases = 1
breaker_a = 40
cables = [[30, 6], [50, 10], [80, 16]]

[words.hi]
"The meter" = "मीटर"

[[sections]]
key = "supply"
title = "Supply"

[[sections.items]]
key = "phase"
label = "Supply"
kind = "choice"
choices = { 1 = "Single phase", 3 = "Three phase" }

[[sections.items]]
key = "volts"
label = "Between the phases"
kind = "number"
unit = "V"
minimum = 0
maximum = 500
example = "415"
limit = "380 to 440 V"
limits = { good_from = 380, good_to = 440 }
when = { item = "phase", answers = ["3"] }

[[sections.items]]
key = "meter"
label = "The meter"
kind = "photos"
minimum = 1
maximum = 3
"""


def test_a_file_is_read_whole() -> None:
    read = read_checklist(GOOD)
    assert (read.id, read.oem, read.chargers) == ("volt-survey@1", "volt", (7, 8))
    assert read.circuits == (
        Circuit(upto_kw=7.4, phases=1, breaker_a=40, cables=((30, 6), (50, 10), (80, 16))),
    )
    assert [item.kind for item in read.items] == [ItemKind.CHOICE, ItemKind.NUMBER, ItemKind.PHOTOS]
    assert [item.key for item in read.asked({"phase": "1"})] == ["phase", "meter"]
    assert [item.key for item in read.asked({"phase": "3"})] == ["phase", "volts", "meter"]
    assert read.said("The meter", "hi") == "मीटर"
    assert read.said("The meter", "en") == "The meter"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('name = "volt-survey"', 'name = "Volt Survey"', "looks like “voltera-survey”"),
        ("version = 1", "version = 0", "begin with 1"),
        ("version = 1", 'version = "one"', "version: "),
        ('kind = "survey"', 'kind = "visit"', "kind: "),
        ("[[sections]]", "[[sections]", "not readable TOML"),
        ('key = "meter"', 'key = "phase"', "asks “phase” twice"),
        ('key = "meter"', 'key = "The Meter"', "“The Meter”: a key looks like “earth_ohm”"),
        ('label = "The meter"', 'label = " "', "needs a label"),
        ('kind = "photos"', 'kind = "text"', "at least one item for photos"),
        ('choices = { 1 = "Single phase", 3 = "Three phase" }', "", "these need them"),
        ('1 = "Single phase"', '"single phase" = "Single phase"', "has to be a short word"),
        ("minimum = 0\nmaximum = 500", "minimum = 600\nmaximum = 500", "needs a minimum and a maximum"),
        ("maximum = 500\n", "", "needs a minimum and a maximum"),
        ('example = "415"', 'example = "a lot"', "has to be a number between"),
        ('limit = "380 to 440 V"', "", "says in “limit” what is good"),
        ('kind = "number"', 'kind = "text"', "only a number has limits"),
        ('item = "phase"', 'item = "volts"', "asked before it, not “volts”"),
        ('answers = ["3"]', 'answers = ["2"]', "answer “2”, which “phase” does not have"),
        ("limits = {", "limit_s = {", "sections 1, items 2, limit_s: "),
        ("good_to = 440", 'good_to = "much"', "sections 1, items 2, limits, good_to: "),
        ("choices = { 1", 'fails = ["9"]\nchoices = { 1', "“9” is none of its choices"),
        (
            'kind = "choice"\nchoices = { 1 = "Single phase"',
            'kind = "several"\nchoices = { 1 = "Single, phase"',
            "“Single, phase” must have no comma",
        ),
        ("[words.hi]", "[single_phase]\nXX = 6\n\n[words.hi]", "“XX” is no state. Example: GJ."),
        ('key = "volts"', 'shown_on = "phase"\nkey = "volts"', "shown on “phase”, which is none for photos"),
        ("choices = { 1", "every = true\nchoices = { 1", "only the kind “several” can want every choice"),
        ('key = "supply"', 'key = "The supply"', "a key that looks like “supply”"),
        ('title = "Supply"', 'title = ""', "A section needs a title"),
    ],
)
def test_what_is_wrong_with_a_file_is_named(old: str, new: str, words: str) -> None:
    with pytest.raises(Invalid) as wrong:
        read_checklist(GOOD.replace(old, new))
    assert words in str(wrong.value.words)


async def a_house() -> House:
    house = House()
    lead = at_stage(Stage.SURVEY_SCHEDULED, visits_made=1)
    for thing in (an_oem(), a_team(), lead, visit_in(VisitState.ON_SITE)):
        await house.uow(NOW).add(thing)
    return house


async def test_a_report_is_begun_with_the_closest_checklist_and_keeps_its_version() -> None:
    house = await a_house()
    assert (await checklist_for(house.uow(NOW), a_visit())).id == "survey@2"
    own = read_checklist(GOOD)
    await load_checklist(house.uow(NOW), own, ADMIN)
    begun = await begin_form(house.uow(NOW), "S-1042-1", CREW)
    assert begun.checklist.id == "volt-survey@1"
    await load_checklist(house.uow(NOW), replace(own, id="volt-survey@2", edition=2), ADMIN)
    assert (await checklist_for(house.uow(NOW), a_visit())).id == "volt-survey@2"
    assert (await filling_of(house.uow(NOW), "S-1042-1")).checklist.id == "volt-survey@1"


async def test_a_checklist_for_other_chargers_or_oems_is_not_taken() -> None:
    house = await a_house()
    own = read_checklist(GOOD)
    await house.uow(NOW).add(an_oem(id="kaveri", name="Kaveri"))
    await load_checklist(house.uow(NOW), replace(own, chargers=(11, 22)), ADMIN)
    await load_checklist(house.uow(NOW), replace(own, id="kaveri@1", name="kaveri", oem="kaveri"), ADMIN)
    assert (await checklist_for(house.uow(NOW), a_visit())).id == "survey@2"


async def test_a_version_that_is_there_does_not_change() -> None:
    house = await a_house()
    own = read_checklist(GOOD)
    await load_checklist(house.uow(NOW), own, ADMIN)
    assert await load_checklist(house.uow(NOW), own, ADMIN) == own
    with pytest.raises(Refused, match="needs the version 2"):
        await load_checklist(house.uow(NOW), replace(own, chargers=None), ADMIN)
    with pytest.raises(Refused, match="needs the version 3"):
        await load_checklist(house.uow(NOW), replace(BUILT_IN["survey@1"], sections=()), ADMIN)
    with pytest.raises(NotFound):
        await load_checklist(house.uow(NOW), replace(own, id="x@1", name="x", oem="nobody"), ADMIN)
    with pytest.raises(NotFound, match="volt-survey@9"):
        await checklist(house.uow(NOW), "volt-survey@9")


@pytest.mark.parametrize(
    ("metres", "size"), [("30", "6"), ("30.5", "10"), ("50", "10"), ("80", "16"), ("81", None)]
)
def test_the_cable_is_chosen_by_its_length(metres: str, size: str | None) -> None:
    circuit = read_checklist(GOOD).circuits[0]
    found = circuit.cable(float(metres))
    assert (f"{found:g}" if found is not None else None) == size


RULED = GOOD.replace(
    'key = "phase"',
    """key = "load"
label = "Sanctioned load"
kind = "number"
unit = "kW"
minimum = 1
maximum = 150
example = "10"
limit = "what is drawn already, and the charger"
rule = "load"

[[sections.items]]
key = "breaker"
label = "Breaker"
kind = "choice"
choices = { 20 = "20 A", 40 = "40 A" }
limit = "40 A for 7.4 kW"
rule = "breaker"

[[sections.items]]
key = "cable_metres"
label = "Cable"
kind = "number"
unit = "m"
minimum = 1
maximum = 300
example = "18"

[[sections.items]]
key = "cable_mm2"
label = "Cable size"
kind = "choice"
choices = { 4 = "4 mm²", 6 = "6 mm²", 10 = "10 mm²" }
limit = "by the length of the cable"
rule = "cable"

[[sections.items]]
key = "supply"
label = "Supply as the bill says"
kind = "choice"
choices = { 1 = "Single phase", 3 = "Three phase" }
limit = "three phases above 7.4 kW"
rule = "phase"

[[sections.items]]
key = "phase\"""",
)


@pytest.mark.parametrize(
    ("key", "answer", "verdict"),
    [
        ("load", "12", "pass"),
        ("load", "11.4", "pass"),
        ("load", "11.3", "warn"),
        ("load", "7.4", "warn"),
        ("load", "7.3", "fail"),
        ("breaker", "40", "pass"),
        ("breaker", "20", "warn"),
        ("cable_mm2", "10", "pass"),
        ("cable_mm2", "6", "warn"),
        ("supply", "1", "pass"),
    ],
)
def test_an_answer_is_judged_by_what_else_is_known(key: str, answer: str, verdict: str) -> None:
    site = Site(charger_kw=7.4, load_kw=10, demand_kw=4, phase="3")
    findings = Findings(checklist=read_checklist(RULED), site=site, answers={"cable_metres": "42"})
    item = findings.checklist.named(key)
    assert item is not None
    assert findings.judge(item, answer) == verdict


def test_the_rules_and_the_bill_suggest_an_answer_and_say_why() -> None:
    site = Site(charger_kw=7.4, load_kw=10, demand_kw=4, phase="3")
    findings = Findings(checklist=read_checklist(RULED), site=site, answers={"cable_metres": "42"})
    suggested = {
        item.key: (findings.suggested(item), str(findings.why(item))) for item in findings.checklist.items
    }
    assert suggested["load"] == ("10", "as the bill says")
    assert suggested["breaker"] == ("40", "by the charger")
    assert suggested["cable_mm2"] == ("10", "by the length of the cable")
    assert suggested["supply"] == ("3", "as the bill says")
    assert suggested["meter"] == (None, "None")


def test_what_no_rule_knows_is_not_suggested() -> None:
    findings = Findings(
        checklist=read_checklist(RULED), site=Site(charger_kw=50), answers={"cable_metres": "99"}
    )
    assert [findings.suggested(item) for item in findings.checklist.items if item.rule] == [None] * 4
