"""The catalogue: no text missing, none left over, placeholders and plurals right."""

from __future__ import annotations

import ast
import io
import string
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from netcoop._core import texts
from netcoop.errors import ArgumentError
from tests.update_texts import used_texts

LIBRARY = Path(texts.__file__).parents[2]
Message = str | tuple[str, str]


@pytest.fixture(scope="module")
def used() -> set[Message]:
    return set(used_texts())


@pytest.fixture(scope="module")
def czech() -> Catalog:
    return read_po(io.BytesIO((LIBRARY / "_core/texts/cs.po").read_bytes()), locale="cs")


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def as_list(value: Message | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def test_no_text_stands_inside_an_f_string() -> None:
    # Whoever collects the texts does not look there, so it would never be translated.
    hidden = [
        f"{file.name}:{call.lineno}"
        for file in LIBRARY.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.JoinedStr)
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") in ("text", "plural", "mark", "plural_forms")
        and call.args
        and isinstance(call.args[0], ast.Constant)
    ]
    assert not hidden


def test_no_text_is_missing(used: set[Message], czech: Catalog) -> None:
    known = {message.id for message in czech if message.id}
    assert not used - known


def test_no_text_is_left_over(used: set[Message], czech: Catalog) -> None:
    known = {message.id for message in czech if message.id}
    assert not known - used


def test_every_text_is_translated_with_its_placeholders(czech: Catalog) -> None:
    for message in czech:
        if not message.id:
            continue
        assert not message.fuzzy, message.id
        translations = as_list(message.string)
        assert all(translations), message.id
        if isinstance(message.id, tuple):
            assert len(translations) == 3, message.id
        wanted = set().union(*(fields(form) for form in as_list(message.id)))
        for form in translations:
            assert fields(form) == wanted, message.id


@pytest.mark.parametrize(
    ("n", "czech"),
    [(0, "0 aktérů"), (1, "1 aktér"), (2, "2 aktéři"), (5, "5 aktérů"), (22, "22 aktérů")],
)
def test_czech_plurals(n: int, czech: str) -> None:
    assert texts.plural("{n} actor", "{n} actors", n, lang="cs") == czech


def test_english_plurals_are_the_text_itself() -> None:
    assert texts.plural("{n} actor", "{n} actors", 1, lang="en") == "1 actor"
    assert texts.plural("{n} actor", "{n} actors", 2000, lang="en") == "2,000 actors"


def test_language_follows_choice_then_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NETCOOP_LANG", "cs")
    assert texts.language() == "en"  # chosen in conftest
    texts.set_language(None)
    assert texts.language() == "cs"
    monkeypatch.setenv("NETCOOP_LANG", "xx")
    assert texts.language() in texts.LANGUAGES


def test_unknown_language_names_the_known_ones() -> None:
    with pytest.raises(ArgumentError, match=r"'de'.*cs, en"):
        texts.set_language("de")


def test_values_are_never_taken_for_placeholders() -> None:
    assert "{tables}" in texts.text("{path} does not exist.", path="{tables}")
