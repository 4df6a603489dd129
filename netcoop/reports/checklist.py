"""GRAND, a reporting checklist for networks, filled in from what the records tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from netcoop._core.texts import mark, text
from netcoop.reports import checklist_words as words
from netcoop.reports.document import Column, Paragraph, Section, Table

# Where the guidelines are published.
SOURCE = "www.grand-statement.org"

Facts = Mapping[str, Any]


class Item(NamedTuple):
    """One item of the guidelines: number, name, what it asks for, and how it is answered."""

    number: str
    name: str
    asks: str
    answer: Callable[[Facts, str], str]


# The items of GRAND v1.0 (Neal et al. 2026, https://www.grand-statement.org); what each asks for
# is put in our own words.
ITEMS = (
    Item("1.1", mark("data"), mark("How the data were collected."), words.collected),
    Item("1.2", mark("ethics"), mark("Which approval was given, and by whom."), words.ethics),
    Item("1.3", mark("several networks"), mark("How many networks or waves."), words.waves),
    Item("1.4", mark("place"), mark("Which place the data stand for."), words.place),
    Item("1.5", mark("time"), mark("Which time the data stand for."), words.time),
    Item("1.6", mark("availability"), mark("Where the data are, or why not."), words.availability),
    Item("1.7", mark("citation"), mark("How to cite the data."), words.citation),
    Item("2.1", mark("what an actor is"), mark("What nodes stand for."), words.actors),
    Item("2.2", mark("number of actors"), mark("How many nodes."), words.size),
    Item("2.3", mark("boundary"), mark("Who belongs to the network, and why."), words.boundary),
    Item("2.4", mark("missing actors"), mark("How many that belong are missing."), words.missing),
    Item("2.5", mark("limits of ties"), mark("Limits to the ties of a node."), words.limits),
    Item("3.1", mark("what a tie is"), mark("What edges stand for, by sort."), words.ties),
    Item("3.2", mark("direction"), mark("Whether edges point somewhere."), words.direction),
    Item("3.3", mark("weight"), mark("What weights mean; mean, spread, range."), words.weight),
    Item(
        "3.4", mark("ties to oneself"), mark("Whether nodes are tied to themselves."), words.loops
    ),
    Item("3.5", mark("two sorts of nodes"), mark("Where edges can be."), words.two_mode),
    Item("3.6", mark("ties of more than two"), mark("Whether it is a hypergraph."), words.hyper),
    Item("3.7", mark("number of ties"), mark("How many edges, by sort."), words.number_of_ties),
    Item("4.1", mark("made mutual"), mark("How arcs became mutual."), words.symmetrized),
    Item("4.2", mark("made yes or no"), mark("How weights were cut to yes or no."), words.cut),
    Item("4.3", mark("made from lists"), mark("How ties came of attendance."), words.projected),
    Item("4.4", mark("left out"), mark("What was left out, and how much."), words.excluded),
    Item("4.5", mark("put together"), mark("What was put together, and how."), words.aggregated),
    Item("4.6", mark("filled in"), mark("What was filled in, and how much."), words.imputed),
)
_CHAPTERS = {
    "1": mark("Checklist: the data"),
    "2": mark("Checklist: the actors"),
    "3": mark("Checklist: the ties"),
    "4": mark("Checklist: what was done to the data"),
}


def checklist(facts: Facts, lang: str) -> Section:
    """Fill in the Guidelines for Reporting About Network Data (GRAND).

    An item that the records cannot answer says so, to be written by whoever hands the report in.

    Parameters
    ----------
    facts
        What :func:`netcoop.reports.checklist_facts.network_facts` collected.
    lang
        Language of the section.

    Returns
    -------
    Section
        A table for each of the four chapters of the guidelines, and the settings of this report.

    References
    ----------
    Neal, Z. P., et al., and the GRAND Consortium (2026). Guidelines for Reporting About Network
    Data. https://www.grand-statement.org; software: doi:10.32614/CRAN.package.grand.
    """
    opening = text(
        "What readers of a study of networks need to know, item by item after the Guidelines for "
        "Reporting About Network Data (GRAND 1.0; Neal and others 2026, {source}). netcoop filled "
        "in what the records tell; the rest is marked as not known, to be added by hand.",
        lang,
        source=SOURCE,
    )
    tables = [_table(chapter, facts, lang) for chapter in _CHAPTERS]
    heading = text("Reporting checklist for networks", lang)
    return Section(heading, (Paragraph(opening), *tables, _settings(facts, lang)))


def _table(chapter: str, facts: Facts, lang: str) -> Table:
    columns = (
        Column(text("item", lang), text("Number and name of the item in GRAND.", lang)),
        Column(text("what is asked", lang), text("What the guidelines want to be told.", lang)),
        Column(text("answer", lang), text("What the records of this report say.", lang)),
    )
    rows = tuple(
        (f"{item.number} {text(item.name, lang)}", text(item.asks, lang), item.answer(facts, lang))
        for item in ITEMS
        if item.number.startswith(chapter)
    )
    return Table(text(_CHAPTERS[chapter], lang), columns, rows)


def _settings(facts: Facts, lang: str) -> Table:
    """List what this report was made with, so that it can be made again."""
    columns = (
        Column(text("setting", lang), text("What was chosen for this report.", lang)),
        Column(text("value", lang), text("What it was set to.", lang)),
    )
    caption = text("Settings this report was made with", lang)
    return Table(caption, columns, tuple(words.settings(facts, lang)))
