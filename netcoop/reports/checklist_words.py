"""The answers to a reporting checklist for networks, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from netcoop._core.texts import mark, number, plural, text
from netcoop.gaps.field import LAYERS
from netcoop.reports.tables import TABLE_LABELS

Facts = Mapping[str, Any]

_REGIONS = 8
# What the weight of a tie is, by layer.
_WEIGHTS = {
    "meeting": mark("meetings: each meeting of k actors adds 1/(k−1)"),
    "referral": mark("referrals: their number"),
    "contact": mark("contacts: their number"),
    "claim": mark("survey answers: whether a tie was named"),
    "agreement": mark("agreements: their number"),
}
_PROJECTIONS = {
    "newman": mark("each of its pairs gets 1/(k−1)"),
    "count": mark("each of its pairs gets 1"),
    "share": mark("each of its pairs gets 2/(k(k−1))"),
}
# Settings of the weighting, as people say them; only those that were chosen are listed.
_CHOICES = {
    "kind": mark("kinds of meeting weigh differently"),
    "channel": mark("channels weigh differently"),
    "role": mark("roles at a meeting weigh differently"),
    "half_life": mark("older records weigh less"),
    "max_size": mark("larger meetings make no ties"),
    "layer_weights": mark("kinds of tie weigh differently"),
}


def _unknown(lang: str) -> str:
    return text("Not known from the records; please add it.", lang)


def collected(facts: Facts, lang: str) -> str:
    """Say where the data come from."""
    tables = ", ".join(text(TABLE_LABELS[name], lang) for name in facts["tables"])
    if not tables:
        return _unknown(lang)
    return text("Administrative records kept during the work: {tables}.", lang, tables=tables)


def ethics(facts: Facts, lang: str) -> str:
    """Say what is known of approval."""
    safe = text("Personal data were left out when the records were read.", lang)
    if facts["threshold"] is not None and facts["threshold"] > 1:
        safe += " " + text("Small numbers of families and children are hidden.", lang)
    return f"{_unknown(lang)} {safe}"


def waves(_facts: Facts, lang: str) -> str:
    """Say that there is one network."""
    return text(
        "One network of the whole time; periods are compared in a report of their own.", lang
    )


def place(facts: Facts, lang: str) -> str:
    """Say where the actors are."""
    named = [facts["home"]] if facts["home"] else facts["regions"]
    if not named:
        return _unknown(lang)
    shown, more = ", ".join(named[:_REGIONS]), len(named) - _REGIONS
    if more <= 0:
        return text("{places}, Czech Republic.", lang, places=shown)
    return plural(
        "{places} and {n} more area, Czech Republic.",
        "{places} and {n} more areas, Czech Republic.",
        more,
        lang,
        places=shown,
    )


def time(facts: Facts, lang: str) -> str:
    """Say which months the records are of."""
    said = []
    if facts["first_month"]:
        first, last = _month(facts["first_month"], lang), _month(facts["last_month"], lang)
        said.append(first if first == last else f"{first} – {last}")
    if facts["first_year"]:
        first, last = facts["first_year"], facts["last_year"]
        years = str(first) if first == last else f"{first}–{last}"
        said.append(text("referrals {years}", lang, years=years))
    return "; ".join(said) + "." if said else _unknown(lang)


def _month(written: str, lang: str) -> str:
    from babel.dates import format_date

    return format_date(date.fromisoformat(f"{written}-01"), "LLLL y", locale=lang)


def availability(_facts: Facts, lang: str) -> str:
    """Say what of the data is published."""
    return text(
        "The network as shown here is in ties.csv, actors.csv and network.graphml. The records "
        "themselves are not published, for they hold small numbers of families and children.",
        lang,
    )


def citation(facts: Facts, lang: str) -> str:
    """Say how to cite."""
    made = text("Made with netcoop {version}.", lang, version=facts["version"])
    return f"{_unknown(lang)} {made}"


def actors(_facts: Facts, lang: str) -> str:
    """Say what an actor is."""
    return text(
        "Organisations, services and offices that take part in the care for children; single "
        "persons under their kind, without a name.",
        lang,
    )


def size(facts: Facts, lang: str) -> str:
    """Say how many actors there are."""
    return plural("{n} actor", "{n} actors", facts["actors"], lang) + "."


def boundary(facts: Facts, lang: str) -> str:
    """Say who belongs to the network."""
    if facts["roster"] == "register":
        return text("Whoever is in the register of actors, and whoever turned up beside.", lang)
    return text("Whoever is in the records; there is no register of all actors.", lang)


def missing(facts: Facts, lang: str) -> str:
    """Say how many belong and have no tie."""
    if facts["roster"] != "register":
        return text("Not known: without a register nobody knows who never turned up.", lang)
    return plural(
        "{n} of {total} actors has no tie in the records.",
        "{n} of {total} actors have no tie in the records.",
        facts["without_tie"],
        lang,
        total=number(facts["actors"], lang),
    )


def limits(facts: Facts, lang: str) -> str:
    """Say whether the number of ties is limited."""
    if "claim" in facts["layers"]:
        return text(
            "No limit by netcoop; whether the survey limited the answers is not known.", lang
        )
    return text("There is no limit.", lang)


def _sorts(facts: Facts, lang: str) -> list[str]:
    return [text(LAYERS[layer], lang) if layer in LAYERS else layer for layer in facts["layers"]]


def ties(facts: Facts, lang: str) -> str:
    """Say what a tie is."""
    sorts = _sorts(facts, lang)
    if not sorts:
        return text("There is no tie in the records.", lang)
    if len(sorts) == 1:
        return text("Having had to do with each other, by {sorts}.", lang, sorts=sorts[0])
    return text(
        "Having had to do with each other, of several sorts (a multiplex network): {sorts}.",
        lang,
        sorts=", ".join(sorts),
    )


def direction(facts: Facts, lang: str) -> str:
    """Say whether ties have a direction."""
    if facts["directed"]:
        return text("Directed: from who refers, turns to or names to whom.", lang)
    return text("Undirected.", lang)


def weight(facts: Facts, lang: str) -> str:
    """Say what weights are, layer by layer, as they are published."""
    said = [_weight(layer, values, facts, lang) for layer, values in facts["layers"].items()]
    return "; ".join(said) + "." if said else text("There is no tie in the records.", lang)


def _weight(layer: str, values: Mapping[str, Any], facts: Facts, lang: str) -> str:
    how = facts["weighting"].get("meeting", "newman")
    meaning = text(_WEIGHTS[layer], lang) if layer in _WEIGHTS else layer
    if layer == "meeting" and how in _PROJECTIONS and how != "newman":
        projected = text(_PROJECTIONS[how], lang)
        meaning = text("meetings: of a meeting of k actors {projected}", lang, projected=projected)
    return text(
        "{meaning} (mean {mean}, standard deviation {sd}, {low} to {high})",
        lang,
        meaning=meaning,
        mean=number(values["mean"], lang, 2),
        sd=number(values["sd"], lang, 2),
        low=number(values["min"], lang, 2),
        high=number(values["max"], lang, 2),
    )


def loops(_facts: Facts, lang: str) -> str:
    """Say that there are no ties to oneself."""
    return text("No; rows that tie an actor to itself are left out.", lang)


def two_mode(_facts: Facts, lang: str) -> str:
    """Say that actors are tied to actors."""
    return text("Only actors are nodes; they are tied to each other.", lang)


def hyper(facts: Facts, lang: str) -> str:
    """Say that meetings became pairs."""
    if facts["meetings"] is None:
        return text("No.", lang)
    return text("No; a meeting of several actors was made into pairs (item 4.3).", lang)


def number_of_ties(facts: Facts, lang: str) -> str:
    """Count the ties, all and by layer."""
    total = plural("{n} tied pair", "{n} tied pairs", facts["pairs"], lang)
    parts = [
        f"{sort} {number(values['ties'], lang)}"
        for sort, values in zip(_sorts(facts, lang), facts["layers"].values(), strict=True)
    ]
    return f"{total} ({', '.join(parts)})." if parts else f"{total}."


def symmetrized(facts: Facts, lang: str) -> str:
    """Say how directed records became mutual ties."""
    if facts["directed"]:
        return text("No.", lang)
    if not {"referral", "contact", "claim"} & set(facts["layers"]):
        return text("Not needed: meetings and agreements are mutual.", lang)
    return text(
        "The two ways of a pair were added. How many pairs went one way only is not told, for it "
        "would say something of hidden numbers.",
        lang,
    )


def cut(_facts: Facts, lang: str) -> str:
    """Say that weights were kept."""
    return text("No; where a number counts ties, every tie of any weight counts.", lang)


def projected(facts: Facts, lang: str) -> str:
    """Say how meetings became ties."""
    if facts["meetings"] is None:
        return text("No; there are no attendance lists.", lang)
    how = facts["weighting"].get("meeting", "newman")
    return plural(
        "{n} meeting became pairs of those who were there; of a meeting of k actors {projected}.",
        "{n} meetings became pairs of those who were there; of a meeting of k actors {projected}.",
        facts["meetings"],
        lang,
        projected=text(_PROJECTIONS.get(how, _PROJECTIONS["newman"]), lang),
    )


def excluded(facts: Facts, lang: str) -> str:
    """Say what was left out."""
    said = [
        plural(
            "{n} row was left out while reading (referrals are not counted here).",
            "{n} rows were left out while reading (referrals are not counted here).",
            facts["rows_left_out"],
            lang,
        )
    ]
    if facts["set_apart"]:
        said.append(
            plural(
                "{n} large meeting makes no ties.",
                "{n} large meetings make no ties.",
                facts["set_apart"],
                lang,
            )
        )
    return " ".join(said)


def aggregated(facts: Facts, lang: str) -> str:
    """Say what was put together."""
    said = [text("All records of a pair are added up over the whole time.", lang)]
    if facts["written_names"] is not None:
        said.append(
            plural(
                "{n} written name was read as one of these actors.",
                "{n} written names were read as one of these actors each.",
                facts["written_names"],
                lang,
            )
        )
    return " ".join(said)


def imputed(facts: Facts, lang: str) -> str:
    """Say which numbers stand for hidden ones."""
    if not facts["hidden_ties"]:
        return text("Nothing; likely ties are suggestions and not part of the network.", lang)
    return plural(
        "No tie was made up. The number of referrals of {n} tie is hidden; {value} stands for it "
        "in all that is worked out.",
        "No tie was made up. The numbers of referrals of {n} ties are hidden; {value} stands for "
        "each in all that is worked out.",
        facts["hidden_ties"],
        lang,
        value=number(facts["threshold"] / 2, lang),
    )


def settings(facts: Facts, lang: str) -> Iterator[tuple[str, str]]:
    """List the settings of a report with their values."""
    yield text("netcoop version", lang), facts["version"]
    if facts["threshold"] is not None:
        shown = number(facts["threshold"], lang)
        yield text("smallest number of people, cases or referrals that is shown", lang), shown
    if facts["meetings"] is not None:
        how = facts["weighting"].get("meeting", "newman")
        given = text(_PROJECTIONS.get(how, _PROJECTIONS["newman"]), lang)
        yield text("of a meeting of k actors", lang), given
    chosen = [text(said, lang) for key, said in _CHOICES.items() if key in facts["weighting"]]
    if facts["weighting"].get("hours"):
        chosen.append(text("meetings and contacts weigh their hours", lang))
    usual = text("as usual: each record weighs alike", lang)
    yield text("weighting", lang), "; ".join(chosen) or usual
    draws = facts["draws"]
    needed = text("as many as each comparison needs", lang)
    yield (
        text("random tables to compare with", lang),
        needed if draws is None else number(draws, lang),
    )
    if facts["seed"] is not None:
        yield text("seed of what is random", lang), str(facts["seed"])
