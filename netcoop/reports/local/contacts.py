"""The contacts that would bring the actors of a network nearest to each other, told."""

from __future__ import annotations

import pandas as pd

from netcoop._core.texts import number, text
from netcoop.gaps import TieSuggestions
from netcoop.network import Network
from netcoop.reports.document import Block, Column, Paragraph, Table, Value
from netcoop.reports.local.columns import actor_column, other_column
from netcoop.reports.local.leaving import Leaving
from netcoop.reports.part import Advice

CONTACTS = "new_contacts.csv"


def contacts_told(found: TieSuggestions, by: Leaving) -> list[Block]:
    """Tell which contacts would bring the actors nearest to each other."""
    lang, ties = by.lang, found.ties
    if ties.empty:
        return [Paragraph(text("No pair is left of which a new contact would help.", lang))]
    # Where the network is one piece nobody is joined to anybody.
    joined = bool(ties["joined"].gt(0).any())
    lines: list[tuple[Value, ...]] = [
        (
            by.name(row["source"]),
            by.name(row["target"]),
            None if row["steps_before"] != row["steps_before"] else int(row["steps_before"]),
            *([int(row["joined"])] if joined else []),
            int(row["nearer"]),
        )
        for row in ties.to_dict("records")
    ]
    columns = (
        actor_column(lang),
        other_column(lang),
        Column(text("steps now", lang),
               text("How many steps through others part the two; a dash: there is no way.", lang),
               0),
        *([_joined_column(lang)] if joined else []),
        Column(text("pairs nearer", lang),
               text("Pairs of actors between whom the way would be shorter.", lang), 0),
    )  # fmt: skip
    said = text(
        "Where a table is too much, single contacts help, too. These bring all actors nearest to "
        "each other by the shape of the network; whether they make sense for the two, people know.",
        lang,
    )
    caption = text("New contacts that would bring the actors nearest to each other", lang)
    note = text("The same with ids is in {file}.", lang, file=CONTACTS)
    return [Paragraph(said), Table(caption, columns, tuple(lines), note)]


def _joined_column(lang: str) -> Column:
    meaning = text("Pairs of actors that have no way to each other now and would have one.", lang)
    return Column(text("pairs joined", lang), meaning, 0)


def contacts_csv(found: TieSuggestions, by: Leaving) -> pd.DataFrame:
    """List the contacts with their ids."""
    ties = found.ties
    ends = {end: [by.id(actor) for actor in ties[end]] for end in ("source", "target")}
    numbers = ties[["steps_before", "joined", "nearer"]]
    return pd.concat([pd.DataFrame(ends, dtype="str"), numbers], axis=1)


def contacts_advised(found: TieSuggestions, by: Leaving) -> Advice:
    """Advise to make the contacts."""
    ends = zip(found.ties["source"], found.ties["target"], strict=True)
    pairs = "; ".join(f"{by.name(source)} – {by.name(target)}" for source, target in ends)
    why = text(
        "These pairs are not in the records, and contact between them would shorten the way of "
        "most others to each other.",
        by.lang,
    )
    return Advice(3, 1.0, text("Make new contacts: {pairs}.", by.lang, pairs=pairs), why)


def too_many(net: Network, most: int, lang: str) -> str:
    """Say that the network is too large to seek a table."""
    return text(
        "Whom to bring together is sought among up to {most} actors; here are {n}. Make the report "
        "of one region to have it.",
        lang,
        most=number(most, lang),
        n=number(net.n_actors, lang),
    )


def no_contacts(net: Network, most: int, lang: str) -> str:
    """Say that the network is too large to seek contacts."""
    return text(
        "New contacts that would help most are sought among up to {most} actors; here are {n}.",
        lang,
        most=number(most, lang),
        n=number(net.n_actors, lang),
    )
