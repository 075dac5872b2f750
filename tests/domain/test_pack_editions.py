"""Editions of a closure pack: compiled once each, kept as they went out, answered by the number that was seen."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.errors import Invalid, NotFound, Refused
from domain.events import Happening
from domain.leads.privacy import erase_data
from domain.leads.stages import Stage
from domain.people.actor import Actor
from domain.people.person import Oem
from domain.people.roles import Role
from domain.reporting.closure import (
    acknowledge_pack,
    edition_for,
    pack_was_compiled,
    return_pack,
    send_pack,
    submit_pack,
)
from domain.reporting.pack import Pack, PackState
from domain.reporting.template import DEFAULT, Part, with_wishes
from domain.reporting.wishes import set_wishes
from domain.unit_of_work import UnitOfWork
from tests.build import NOW, a_pack, an_edition, an_oem, at_stage
from tests.fakes import House

ADMIN = Actor(person="p-admin", name="Ada", roles=frozenset({Role.ADMIN}))
OPS_ACTOR = Actor(person="p-ops", name="Om Desk", roles=frozenset({Role.OPS}))
REPORTING = Actor(person="p-indira", name="Indira", roles=frozenset({Role.REPORTING}))
THE_OEM = Actor(person="p-jaya", name="Jaya", roles=frozenset({Role.OEM}), oem="volt")


async def a_house(*packs: Pack) -> UnitOfWork:
    uow = House().uow(NOW)
    await uow.add(an_oem())
    await uow.add(at_stage(Stage.CLOSURE))
    for pack in packs:
        await uow.add(pack)
    return uow


def told(uow: UnitOfWork) -> list[Happening]:
    return [event.kind for event in uow.events]


async def test_a_pack_is_handed_over_first_and_told_once_it_is_compiled() -> None:
    uow = await a_house()
    pack = await submit_pack(uow, "L-1042", OPS_ACTOR)
    assert (pack.is_wanted, pack.made, told(uow)) == (True, None, [Happening.PACK_SUBMITTED])
    assert await pack_was_compiled(uow, pack.id, an_edition(facts_at=uow.now))
    kept = await uow.get(Pack, pack.id)
    assert (kept.is_wanted, kept.made is not None) == (False, True)
    assert told(uow)[1:] == [Happening.PACK_COMPILED]


async def test_a_pack_that_is_not_compiled_cannot_be_sent() -> None:
    uow = await a_house(a_pack(editions=()))
    with pytest.raises(Refused, match="still being compiled"):
        await send_pack(uow, "C-1042", REPORTING)


async def test_what_was_compiled_of_other_facts_does_not_count() -> None:
    uow = await a_house(a_pack(editions=(), facts_at=NOW + timedelta(hours=1)))
    assert not await pack_was_compiled(uow, "C-1042", an_edition())
    assert (await uow.get(Pack, "C-1042")).made is None


async def test_what_two_programs_compiled_at_the_same_time_counts_once() -> None:
    uow = await a_house(a_pack(editions=()))
    assert await pack_was_compiled(uow, "C-1042", an_edition())
    assert not await pack_was_compiled(uow, "C-1042", an_edition())
    assert told(uow) == [Happening.PACK_COMPILED]


async def test_a_pack_of_before_gets_its_files_without_a_word() -> None:
    uow = await a_house(a_pack(state=PackState.SENT, editions=()))
    assert await pack_was_compiled(uow, "C-1042", an_edition())
    pack = await uow.get(Pack, "C-1042")
    assert pack.delivered is not None
    assert told(uow) == []


async def test_an_edition_that_nobody_could_have_seen_gives_its_number_to_the_next() -> None:
    uow = await a_house(a_pack(editions=()))
    await return_pack(uow, "C-1042", "too early", REPORTING)
    assert (await submit_pack(uow, "L-1042", OPS_ACTOR)).edition == 1


async def test_the_second_edition_leaves_the_first_as_the_oem_has_it() -> None:
    uow = await a_house(a_pack())
    await send_pack(uow, "C-1042", REPORTING)
    await return_pack(uow, "C-1042", "no photo", THE_OEM)
    pack = await submit_pack(uow, "L-1042", OPS_ACTOR)
    assert (pack.edition, pack.is_wanted) == (2, True)
    second = an_edition(number=2, facts_at=uow.now, paper=replace(an_edition().paper, sha256="c" * 64))
    await pack_was_compiled(uow, "C-1042", second)
    assert (await edition_for(uow, "C-1042", THE_OEM)).number == 1
    assert (await edition_for(uow, "C-1042", REPORTING)).number == 2
    await send_pack(uow, "C-1042", REPORTING)
    assert (await edition_for(uow, "C-1042", THE_OEM)).number == 2


async def test_a_word_on_an_edition_that_was_replaced_is_refused() -> None:
    uow = await a_house(a_pack(state=PackState.SENT, edition=2))
    with pytest.raises(Refused, match="by now it is edition 2"):
        await acknowledge_pack(uow, "C-1042", THE_OEM, edition=1)
    with pytest.raises(Refused, match="by now it is edition 2"):
        await return_pack(uow, "C-1042", "no photo", THE_OEM, edition=1)
    assert (await acknowledge_pack(uow, "C-1042", THE_OEM, edition=2)).state is PackState.ACKNOWLEDGED


async def test_the_oem_cannot_return_what_it_does_not_have() -> None:
    uow = await a_house(a_pack())
    with pytest.raises(Refused, match="on its way to you"):
        await return_pack(uow, "C-1042", "no photo", THE_OEM)
    assert (await return_pack(uow, "C-1042", "no photo", REPORTING)).state is PackState.RETURNED


async def test_files_are_not_there_before_they_are_made_or_after_they_are_erased() -> None:
    uow = await a_house(a_pack(editions=()))
    with pytest.raises(NotFound, match="not there yet"):
        await edition_for(uow, "C-1042", REPORTING)
    uow = await a_house(a_pack().forget())
    with pytest.raises(NotFound, match="erased"):
        await edition_for(uow, "C-1042", REPORTING)


async def test_what_is_compiled_while_the_customer_is_erased_is_thrown_away() -> None:
    uow = await a_house(a_pack(editions=()).forget())
    assert not await pack_was_compiled(uow, "C-1042", an_edition())
    assert (await uow.get(Pack, "C-1042")).editions == ()


async def test_with_a_customers_data_what_his_packs_say_goes_too() -> None:
    uow = House().uow(NOW)
    await uow.add(an_oem())
    await uow.add(at_stage(Stage.CLOSED, erasure_asked_at=NOW))
    await uow.add(a_pack(state=PackState.ACKNOWLEDGED))
    await erase_data(uow, "L-1042", OPS_ACTOR)
    pack = await uow.get(Pack, "C-1042")
    assert (pack.forgotten, pack.is_wanted, pack.editions[0].paper.name) == (True, False, "")


def test_a_forgotten_pack_says_nothing_but_its_digests() -> None:
    pack = a_pack(reason="Asha's name is wrong", editions=(an_edition(returned="Asha"),)).forget()
    assert "Asha" not in repr(pack)
    assert "L-1042_Pune" not in repr(pack)
    assert pack.editions[0].paper.sha256 == "a" * 64


async def test_an_oem_has_its_own_title_name_parts_colour_and_standards() -> None:
    uow = await a_house()
    rows = {
        "title": "Home charging file",
        "name": "{reference}_{edition}",
        "parts": "installation, photos",
        "colour": "#0B5CAD",
        "standards": "VHC-7; VHC-8",
    }
    template = with_wishes((await set_wishes(uow, "volt", rows, ADMIN)).pack)
    assert (template.title, template.name, template.colour) == (
        "Home charging file",
        "{reference}_{edition}",
        "#0b5cad",
    )
    assert template.parts == (Part.INSTALLATION, Part.PHOTOS)
    assert template.standards == ("VHC-7", "VHC-8")
    await set_wishes(uow, "volt", dict.fromkeys(rows, ""), ADMIN)
    assert with_wishes((await uow.get(Oem, "volt")).pack) == DEFAULT


@pytest.mark.parametrize(
    ("row", "value", "words"),
    [
        ("logo", "x", "A pack has no “logo”. There are: title, name"),
        ("name", "{oem}_{secret}_{lead}", "A name cannot have {secret}. It may have: {city}"),
        ("name", "{lead", "A name cannot have {}"),
        ("name", "{lead!r}", "A name cannot have {lead!r}"),
        ("name", "{date}", "whose pack it is"),
        ("colour", "blue", "Example: #0b5cad"),
        ("parts", "survey,survey", "each part once"),
        ("parts", "payouts", "There are: changes, survey"),
        ("title", " ", "Please write a few words"),
    ],
)
async def test_a_wish_that_cannot_be_is_refused_with_what_can(row: str, value: str, words: str) -> None:
    uow = await a_house()
    with pytest.raises(Invalid) as refused:
        await set_wishes(uow, "volt", {row: value}, ADMIN)
    assert words in str(refused.value.words)
    assert (await uow.get(Oem, "volt")).pack == {}
