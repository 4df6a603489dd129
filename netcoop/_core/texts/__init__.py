"""Every text a user reads, in Czech and English.

English stands in the code where it is used; ``cs.po`` beside this file holds the Czech. A test
collects all calls of :func:`text`, :func:`plural` and :func:`mark` from the code and the templates
and compares them with the catalogue, so that no text is missing and none is left over.
"""

from __future__ import annotations

import gettext
import io
import locale
import math
import os
from contextvars import ContextVar
from functools import cache
from importlib import resources
from typing import Any

from netcoop.errors import ArgumentError

LANGUAGES = ("cs", "en")
NOT_AVAILABLE = "–"

_chosen: ContextVar[str | None] = ContextVar("netcoop_language", default=None)


def text(message: str, /, lang: str | None = None, **values: object) -> str:
    """Put a text into the user's language and fill in its ``{values}``."""
    template = _catalogue(lang or language()).gettext(message)
    return template.format(**values) if values else template


def plural(one: str, many: str, n: int, /, lang: str | None = None, **values: object) -> str:
    """Put a counted text into the right plural form; ``{n}`` is the count.

    Examples
    --------
    >>> plural("{n} actor", "{n} actors", 2, lang="cs")
    '2 aktéři'
    """
    code = lang or language()
    return _catalogue(code).ngettext(one, many, n).format(n=number(n, code), **values)


def plural_forms(one: str, many: str, lang: str) -> list[str]:
    """List the forms of a counted text for 1, 2 and 5, as a page script needs them."""
    return [_catalogue(lang).ngettext(one, many, n) for n in (1, 2, 5)]


def mark(message: str, /) -> str:
    """Mark a text that is put into the user's language later, by :func:`text`."""
    return message


def number(value: float | None, lang: str, digits: int | None = None) -> str:
    """Write a number as people in that language do; undefined gives a dash.

    Examples
    --------
    >>> number(339.5, "cs", 1), number(-0.25, "cs"), number(float("nan"), "cs")
    ('339,5', '−0,25', '–')
    """
    if value is None or math.isnan(value):
        return NOT_AVAILABLE
    from babel.numbers import format_decimal

    pattern = "#,##0.###" if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
    # A hyphen would part from its number at the end of a line.
    return format_decimal(value, format=pattern, locale=lang).replace("-", "−")


def check_language(lang: Any) -> str:
    """Return the language code, or say which ones there are."""
    if not isinstance(lang, str) or lang not in LANGUAGES:
        message = text("Language {lang!r} is not available. Use one of: {known}.")
        raise ArgumentError(message.format(lang=lang, known=", ".join(LANGUAGES)))
    return lang


def set_language(lang: str | None) -> None:
    """Choose the language of messages for this process; ``None`` goes back to the system's."""
    _chosen.set(None if lang is None else check_language(lang))


def language() -> str:
    """Tell the language of messages: chosen, else ``NETCOOP_LANG``, else the system's."""
    candidates = (_chosen.get(), os.environ.get("NETCOOP_LANG"), _system_language())
    return next((code for code in candidates if code in LANGUAGES), "en")


@cache
def _system_language() -> str:
    # What was asked for counts, also where the system does not have that language installed.
    asked = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    name = next(filter(None, asked), None) or locale.getlocale()[0] or ""
    # Windows says "Czech_Czechia", the others "cs_CZ".
    return "cs" if name.lower().startswith(("cs", "czech")) else "en"


@cache
def _catalogue(lang: str) -> gettext.NullTranslations:
    """Read the catalogue of a language; English is the text itself.

    The ``.po`` file is the only copy: compiling it here takes milliseconds and leaves no binary
    file in the package that could be out of step.
    """
    if check_language(lang) == "en":
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    source = resources.files(__package__).joinpath(f"{lang}.po").read_bytes()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source), locale=lang))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
