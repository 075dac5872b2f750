"""The catalogues hold the very words that the code says."""

import re
from string import Formatter
from typing import Final

import pytest
from babel.messages.catalog import Catalog

from locales.extract import TEMPLATE, catalogue, gather, read, settings

LANGUAGES: Final = settings()["languages"]


def keys(words: Catalog) -> set[str]:
    return {str(message.id) for message in words if message.id}


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def test_the_template_is_up_to_date() -> None:
    assert keys(read(TEMPLATE)) == keys(gather()), "run `make messages`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_word(language: str) -> None:
    assert keys(read(catalogue(language), language)) == keys(read(TEMPLATE)), "run `make messages`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_fills_in_the_same_values(language: str) -> None:
    translated = [m for m in read(catalogue(language), language) if m.id and m.string]
    assert [m.id for m in translated if fields(str(m.id)) != fields(str(m.string))] == []


def test_words_are_templates_of_named_values() -> None:
    assert [
        key for key in keys(gather()) if not all(re.fullmatch(r"[a-z_]+", name) for name in fields(key))
    ] == []


def test_a_marked_word_is_found() -> None:
    assert "Materials" in keys(gather())
