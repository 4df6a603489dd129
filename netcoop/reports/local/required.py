"""Ties that are asked for: which are in the records, and of which these cannot tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from netcoop._core.texts import mark, number, text
from netcoop.gaps import RequiredTies
from netcoop.gaps.field import LAYERS, records_there_are
from netcoop.gaps.required.pairs import ALL
from netcoop.gaps.required.words import few_said
from netcoop.network.disclosing import COUNTED_LAYERS
from netcoop.reference import required_ties_template
from netcoop.reports.document import Block, Bullets, Column, Paragraph, Section, Table, Value
from netcoop.reports.local.columns import actor_column, other_column
from netcoop.reports.local.given import Given
from netcoop.reports.local.leaving import Leaving, more_in, required_of
from netcoop.reports.part import Advice

FILE = "required_ties.csv"
TOP = 15
# So many recommendations of a part are enough; the tables have all.
_ADVISED = 10
# A sentence for each of more rows would take minutes; what is not in the records goes first.
_MOST_ROWS = 30_000
STRENGTHS = {
    "must": mark("by law or rule"),
    "should": mark("recommended"),
    "practice": mark("usual practice"),
}
_URGENCY = {"must": (1, 2.0), "should": (3, 2.0), "practice": (3, 1.0)}
_PARTLY = ("weak", "stale", "only_facilitated", "one_sided")
_REASONS = {
    "attendance": mark("Attendance cannot show a duty in a single case: {n}"),
    "layer": mark("There are no records of the kind that could show it: {n}"),
    "no_records": mark("There are no records of the region of one or both: {n}"),
    "register": mark("The list of actors may not be complete, so a partner may be missing: {n}"),
    "partner_missing": mark("The register lists no such partner there: {n}"),
}
_COLUMNS = [
    "region", "source_kind", "target_kind", "source", "target", "scope", "direction", "level",
    "strength", "status", "reason", "shown_by", "meetings", "last_month", "in_contact",
    "through_facilitator", "facilitated_unknown", "knowable", "basis", "evidence", "sentence",
]  # fmt: skip
_BY_KIND = ["source_kind", "target_kind", "direction", "level", "strength"]


@dataclass(frozen=True, eq=False)
class RequiredPart:
    """What the records say of the ties a template asks for, as it may leave."""

    lang: str
    blocks: tuple[Block, ...]
    advised: tuple[Advice, ...] = ()
    table: pd.DataFrame | None = None
    # How many pairs that are asked for are not in the records; missing where nobody asked.
    absent: int | None = None

    def section(self) -> Section:
        """Tell it."""
        return Section(text("Ties that are asked for", self.lang), self.blocks)

    def advice(self) -> tuple[Advice, ...]:
        """Say which of them to look at first."""
        return self.advised

    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Give all pairs."""
        return {} if self.table is None else {FILE: self.table.copy()}


def find_required(given: Given) -> RequiredPart:
    """Look up which ties a template asks for, and which of them the records show."""
    lang = given.lang
    if given.template is None:
        return RequiredPart(lang, (Paragraph(_no_template(lang)),))
    found = required_of(given)
    if found is None:
        return RequiredPart(lang, (Paragraph(_not_looked_up(lang)),))
    rows = found.distinct
    if rows.empty:
        nobody = text(
            "The template asks for no tie between the kinds of actors that are here.", lang
        )
        return RequiredPart(lang, (Paragraph(nobody),))
    by = Leaving(given, places=rows.loc[rows["region"] != ALL, "region"])
    rows["basis"] = _sources(rows["basis"], lang)
    rows["order"] = rows["strength"].map(list(STRENGTHS).index)
    lacking = _lacking(rows)
    blocks = (
        Paragraph(_opening(rows, lang)),
        _by_strength(rows, lang),
        *_why_unknown(rows, lang),
        *_layers(rows, lang),
        *_pairs(lacking, by),
        *_cut(len(found.pairs), lang),
        Paragraph(_limits(given), "box"),
    )
    return RequiredPart(lang, blocks, _advice(lacking, by), _table(found, by), len(lacking))


def _no_template(lang: str) -> str:
    return text(
        "Nobody said which ties are asked for, so nothing can be set beside the records. Give a "
        'table "required", or write template = "czech" into the study file: the usual and lawful '
        "ties of child protection in Czechia.",
        lang,
    )


def _not_looked_up(lang: str) -> str:
    return text(
        "Ties are asked for between kinds of actors, and of the actors here the kind or the region "
        "is not known. Fill the columns kind and region of the register.",
        lang,
    )


def _opening(rows: pd.DataFrame, lang: str) -> str:
    """Say how many ties are asked for, and what is known of them."""
    counts = _counts(rows)
    said = text(
        "Ties that are asked for: {asked}; in the records: {met}; in the records only in part: "
        "{partly}; not in the records: {absent}; the records cannot tell: {unknown}.",
        lang,
        **{name: number(count, lang) for name, count in counts.items()},
    )
    known = rows[rows["knowable"]]
    if known.empty:
        return said
    here = _counts(known)
    share = text(
        "Of {knowable} the records could also show that a tie is lacking. Of these, in the "
        "records: {met}; in part: {partly}; not: {absent}.",
        lang,
        knowable=number(here["asked"], lang),
        **{name: number(here[name], lang) for name in ("met", "partly", "absent")},
    )
    others = counts["met"] + counts["partly"] - here["met"] - here["partly"]
    if not others:
        return f"{said} {share}"
    more = text(
        "Of the other pairs, in the records all the same, wholly or in part: {n}.",
        lang,
        n=number(others, lang),
    )
    return f"{said} {share} {more}"


def _counts(rows: pd.DataFrame) -> dict[str, int]:
    """Count pairs by what is known of them."""
    status = rows["status"]
    return {
        "asked": len(rows),
        "met": int(status.eq("met").sum()),
        "partly": int(status.isin(_PARTLY).sum()),
        "absent": int(status.eq("absent").sum()),
        "unknown": int(status.isin(["unknown", "partner_missing"]).sum()),
    }


def _count_columns(lang: str) -> tuple[Column, ...]:
    """Head the counts of pairs."""
    return (
        Column(text("asked for", lang), text("How many pairs of actors.", lang), 0),
        Column(text("in the records", lang), text("As it is asked for.", lang), 0),
        Column(
            text("in part", lang),
            text(
                "In the records one way only, only from facilitated meetings or contacts, or less "
                "than asked for.",
                lang,
            ),
            0,
        ),
        Column(
            text("not in the records", lang),
            text("Though the records could show it; it may happen all the same.", lang),
            0,
        ),
        Column(
            text("cannot tell", lang),
            text("These records could not show it, or there is no such partner.", lang),
            0,
        ),
    )


def _by_strength(rows: pd.DataFrame, lang: str) -> Table:
    """Count by how strongly a tie is asked for."""
    counted: list[tuple[Value, ...]] = [
        (text(label, lang), *_counts(part).values())
        for name, label in STRENGTHS.items()
        if len(part := rows[rows["strength"] == name])
    ]
    columns = (
        Column(text("how strongly", lang), text("How strongly the tie is asked for.", lang)),
        *_count_columns(lang),
    )
    return Table(text("Ties that are asked for and the records", lang), columns, tuple(counted))


def _why_unknown(rows: pd.DataFrame, lang: str) -> tuple[Block, ...]:
    """Say why the records cannot tell."""
    status = rows["status"]
    reasons = rows["reason"].where(status.eq("unknown"), status)
    counts = reasons[status.isin(["unknown", "partner_missing"])].value_counts()
    items = tuple(
        text(words, lang, n=number(int(counts[name]), lang))
        for name, words in _REASONS.items()
        if counts.get(name, 0)
    )
    if not items:
        return ()
    return (Paragraph(text("Why the records cannot tell, by numbers of pairs:", lang)),
            Bullets(items))  # fmt: skip


def _layers(rows: pd.DataFrame, lang: str) -> tuple[Paragraph, ...]:
    """Say which records show the pairs that are in them."""
    seen = rows.loc[rows["status"].isin(["met", *_PARTLY]), "shown_by"].str.split("|").explode()
    counts = seen[seen.fillna("") != ""].value_counts()
    if counts.empty:
        return ()
    parts = [
        f"{text(LAYERS[layer], lang) if layer in LAYERS else layer}: {number(int(n), lang)}"
        for layer, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    said = text("Pairs that are in the records, by what shows them (one pair may stand in several "
                "records): {parts}.", lang, parts="; ".join(parts))  # fmt: skip
    return (Paragraph(said),)


def _kinds_said(row: Mapping[str, Any], by: Leaving) -> str:
    """Name the two kinds, which way, and that it is about single cases."""
    between = " → " if row["direction"] == "directed" else " – "
    said = between.join(by.kind_label(row[f"{end}_kind"]) for end in ("source", "target"))
    return (
        text("{kinds} (in single cases)", by.lang, kinds=said) if row["level"] == "case" else said
    )


def _lacking(rows: pd.DataFrame) -> pd.DataFrame:
    """Take the pairs not in the records; of each two kinds one first, then the second of each."""
    rows = rows[rows["status"] == "absent"].copy()
    rows["turn"] = rows.groupby(_BY_KIND).cumcount()
    order = ["order", "turn", "in_contact", *_BY_KIND[:2], "source", "target"]
    return rows.sort_values(order, kind="stable", ignore_index=True)


def _pairs(lacking: pd.DataFrame, by: Leaving) -> tuple[Block, ...]:
    """List the most important pairs that are not in the records."""
    lang = by.lang
    if lacking.empty:
        return (Paragraph(text("No pair that the records could show is lacking in them.", lang)),)
    strengths = lacking["strength"].head(TOP).unique()
    alike = len(strengths) == 1
    strength = Column(text("how strongly", lang), text("How strongly the tie is asked for.", lang))
    columns = (
        actor_column(lang),
        other_column(lang),
        *(() if alike else (strength,)),
        Column(text("asked for by", lang), text("The law, rule or source that asks for it.", lang)),
        Column(
            text("what the records show", lang),
            text("Other contact of the two, or a networker they share.", lang),
        ),
    )
    lines: list[tuple[Value, ...]] = [
        (
            by.name(row["source"]),
            by.name(row["target"]),
            *(() if alike else (text(STRENGTHS[row["strength"]], lang),)),
            row["basis"],
            _contact(row, lang),
        )
        for row in lacking.head(TOP).to_dict("records")
    ]
    caption = text("Pairs that are asked for and not in the records", lang)
    note = more_in(len(lacking) - TOP, FILE, lang)
    if alike:
        said = text(STRENGTHS[strengths[0]], lang)
        note = " ".join([text("All of these: {strength}.", lang, strength=said), note]).strip()
    return (Table(caption, columns, tuple(lines), note),)


def _contact(row: Mapping[Any, Any], lang: str) -> str:
    """Say what else the records show of a pair."""
    if row["in_contact"]:
        return text("other contact of the two", lang)
    if row["through_facilitator"]:
        return text("both are tied with the same networker", lang)
    return text("no contact", lang)


def _cut(rows: int, lang: str) -> tuple[Paragraph, ...]:
    """Say that the file does not hold all pairs."""
    if rows <= _MOST_ROWS:
        return ()
    said = text("The file {file} is cut to {n} rows; pairs that are not in the records go first.",
                lang, file=FILE, n=number(_MOST_ROWS, lang))  # fmt: skip
    return (Paragraph(said),)


def _limits(given: Given) -> str:
    """Say what all this cannot say."""
    caution = text(
        "Not in the records does not mean that the two do not work together: they may do so where "
        "nobody writes it down. Sitting at one table is contact, not a duty met in a case.",
        given.lang,
    )
    return f"{caution} {records_there_are(given.full, given.lang)}"


def _sources(basis: pd.Series, lang: str) -> pd.Series:
    """Name the sources netcoop knows; what users wrote into a template may hold anything."""
    known = set()
    for code in ("cs", "en"):
        for written in required_ties_template(code)["basis"].dropna():
            known |= {written, *written.split("; ")}
    said = text("your template", lang)
    names = {
        one: one if isinstance(one, str) and set(one.split("; ")) <= known else said
        for one in basis.unique()
    }
    return basis.map(lambda one: names.get(one, said)).astype("str")


def _advice(lacking: pd.DataFrame, by: Leaving) -> tuple[Advice, ...]:
    """Advise to bring together who is asked to cooperate, by kinds of actors."""
    advised = []
    for key, part in lacking.groupby(_BY_KIND, sort=False):
        row: dict[str, Any] = dict(zip(_BY_KIND, key, strict=True))
        urgency, weight = _URGENCY[row["strength"]]
        what = text(
            "Arrange or record contact: {kinds}.",
            by.lang,
            kinds=_kinds_said(row, by),
        )
        why = text(
            "It is asked for ({strength}; {basis}), and the records, which could show it, do not "
            "hold it. Pairs ({n}): {pairs}.",
            by.lang,
            strength=text(STRENGTHS[row["strength"]], by.lang),
            basis=part["basis"].iloc[0],
            n=number(len(part), by.lang),
            pairs=_named(part, by),
        )
        # More pairs weigh more, but never as much as a stronger rule.
        advised.append(Advice(urgency, weight + 1 - 1 / (1 + len(part)), what, why))
    advised.sort(key=lambda each: (each.urgency, -each.weight, each.what))
    return tuple(advised[:_ADVISED])


def _named(pairs: pd.DataFrame, by: Leaving) -> str:
    """Name some pairs."""
    ends = zip(pairs["source"], pairs["target"], strict=True)
    said = [f"{by.name(source)} – {by.name(target)}" for source, target in ends]
    return few_said(said, by.lang).replace("….", "…")


def _table(found: RequiredTies, by: Leaving) -> pd.DataFrame:
    """List all pairs as they may leave: neither weights nor when a referral was made."""
    rows = found.pairs
    if len(rows) > _MOST_ROWS:
        first = rows["status"].ne("absent").astype("int64").sort_values(kind="stable").index
        rows = rows.loc[sorted(first[:_MOST_ROWS])].reset_index(drop=True)
        # Without limits on weights what leaves and what is known are the same pairs.
        found = replace(found, _pairs=rows, _shown=rows)
    frame = found.to_frame(by.lang)
    counted = _any_counted(frame["shown_by"])
    frame["last_month"] = frame["last_month"].mask(counted)
    frame["basis"] = _sources(frame["basis"], by.lang)
    frame["region"] = frame["region"].map(by.place, na_action="ignore").astype("str")
    for end in ("source_kind", "target_kind"):
        kinds = frame[end].map({kind: by.kind(kind) for kind in frame[end].unique()})
        frame["sentence"] = frame["sentence"].mask(kinds.isna())
        frame[end] = kinds.astype("str")
    return frame[_COLUMNS]


def _any_counted(shown_by: pd.Series) -> pd.Series:
    """Tell which pairs referrals show: when these were made is not told."""
    layers: Iterable[str] = shown_by.fillna("").unique()
    hidden = {name for name in layers if set(name.split("|")) & set(COUNTED_LAYERS)}
    return shown_by.isin(hidden)
