"""What the parts on the actors share: how actors and their kinds are put into words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

import pandas as pd

from netcoop._core.texts import plural, text
from netcoop.network import Network
from netcoop.reference import kind_label, vocabulary
from netcoop.reports.document import Block, Section
from netcoop.reports.part import Advice

# So many rows of a table stand in the document, and so many names in a sentence.
MOST_ROWS = 15
MOST_NAMES = 10
# Offices that convene meetings: they stand in the middle of a network almost by necessity.
OFFICE_KINDS = (
    "OSPOD", "OSPOD_MC", "KURATOR", "OSPOD_NRP", "KOMISE_SPOD", "KU_SPOD", "KU_SOC", "ORP_SOC",
)  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class Told:
    """A part that is written down already: finished sentences and tables, all of which may leave.

    Attributes
    ----------
    lang
        Language it is written in.
    heading, blocks
        The section.
    advised
        What follows from it.
    written
        Tables to write beside the document, by file name.
    """

    lang: str
    heading: str
    blocks: tuple[Block, ...]
    advised: tuple[Advice, ...] = ()
    written: Mapping[str, pd.DataFrame] = field(default_factory=lambda: MappingProxyType({}))

    def section(self) -> Section:
        """Tell it."""
        return Section(self.heading, self.blocks)

    def advice(self) -> tuple[Advice, ...]:
        """Say what follows from it."""
        return self.advised

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give the tables to write beside the document, by file name."""
        return {name: table.copy(deep=False) for name, table in self.written.items()}

    def __repr__(self) -> str:
        return f"<{self.heading}: {len(self.blocks)} blocks, {len(self.advised)} pieces of advice>"


@cache
def known_kinds() -> dict[str, str]:
    """Give the sector of every kind of the vocabulary, by its code."""
    kinds = vocabulary("actor")
    return dict(zip(kinds["code"], kinds["sector"], strict=True))


def kind_codes(net: Network) -> pd.Series:
    """Give every actor's kind: a code of the vocabulary, "?" where it is none, else missing."""
    actors = net.actors
    nothing = pd.Series(pd.NA, index=actors.index, dtype="str")
    codes = actors.get("kind", nothing).astype("str")
    return codes.where(codes.isna() | codes.isin(list(known_kinds())), "?")


def kind_words(code: object, lang: str) -> str:
    """Put a kind into words; what the vocabulary does not have is not repeated.

    Examples
    --------
    >>> kind_words("ZS", "en"), kind_words("?", "en"), kind_words(None, "en")
    ('Primary & lower-secondary school', 'another kind', 'kind not known')
    """
    if code == "?":
        return text("another kind", lang)
    return kind_label(code, lang) or text("kind not known", lang)


def named(names: Sequence[str], lang: str) -> str:
    """List names in a sentence; of many the first, and how many more there are.

    Examples
    --------
    >>> named(["school"] * 12, "en").removeprefix("school, " * 9)
    'school and 2 more'
    """
    said = ", ".join(names[:MOST_NAMES])
    if len(names) <= MOST_NAMES:
        return said
    rest = len(names) - MOST_NAMES
    return plural("{names} and {n} more", "{names} and {n} more", rest, lang, names=said)
