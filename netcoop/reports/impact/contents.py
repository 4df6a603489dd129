"""The impact report as a document: what could be found comes before what was found."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from netcoop._core.checks import first
from netcoop._core.order import alphabetical
from netcoop._core.texts import number, plural, text
from netcoop.compare.impact_result import ALPHA, label, reach
from netcoop.compare.trends import EventStudy
from netcoop.metrics import METRICS
from netcoop.reports.document import Block, Bullets, Document, Paragraph, Section
from netcoop.reports.impact import tables
from netcoop.reports.impact.figures import change_figure, in_months, study_figure
from netcoop.reports.impact.questions import method, question_table
from netcoop.reports.impact.refusals import limits
from netcoop.reports.impact.worked import FEWEST, Worked

# So many names a sentence can carry.
_NAMED = 20
# Below that, a drift before the start would mostly be missed.
_EVEN = 0.5


def impact_document(worked: Worked, title: str) -> Document:
    """Put together what a report says; sections without content are left out."""
    sections = (
        _design(worked),
        _power(worked),
        _quality(worked),
        _result(worked),
        _checks(worked),
        _study(worked),
        _tipping(worked),
        _dose(worked),
        _lasting(worked),
        _hours(worked),
        _limits(worked),
        _questions(worked),
        _method(worked),
    )
    kept = tuple(section for section in sections if section.blocks)
    return Document(lang=worked.lang, title=title, sections=kept)


def _plain(*words: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(said) for said in words if said)


def _design(worked: Worked) -> Section:
    """Say who is compared with whom, and when."""
    lang, sides = worked.lang, worked.sides
    lead = text(
        "This report sets the change of the regions that took part beside the change of regions "
        "that did not, over the same time and from the same kind of records.",
        lang,
    )
    treated = sorted(sides.index[sides["treated"]], key=alphabetical)
    counts = plural("{n} region took part: {names}.", "{n} regions took part: {names}.",
                    len(treated), lang, names=_named(treated, lang))  # fmt: skip
    others = plural(
        "{n} region is compared with them.",
        "{n} regions are compared with them.",
        int((~sides["treated"]).sum()),
        lang,
    )
    support = tables.hours_of(worked)
    given = (
        text("They were given {hours} hours of support.", lang, hours=tables.hours(support, lang))
        if support > 0
        else text("Of how many hours of support they were given the records say nothing.", lang)
    )
    blocks: list[Block] = [Paragraph(lead, "lead"), *_plain(f"{counts} {others} {given}")]
    if min(len(treated), len(sides) - len(treated)) < FEWEST:
        few = text(
            "A side of fewer than three regions cannot carry a comparison: whatever is found, one "
            "region alone may have made it.",
            lang,
        )
        blocks.append(Paragraph(few, "box"))
    blocks += [tables.sides_table(worked), tables.times_table(worked), *_order(worked)]
    return Section(text("What is compared", lang), tuple(blocks))


def _named(names: list[str], lang: str) -> str:
    """Name regions, and count those for which there is no room."""
    rest = len(names) - _NAMED
    if rest <= 0:
        return ", ".join(names)
    some = ", ".join(names[:_NAMED])
    return plural("{names} and {n} more", "{names} and {n} more", rest, lang, names=some)


def _order(worked: Worked) -> tuple[Paragraph, ...]:
    """Say where times were taken in their order, and which were left out."""
    lang, times = worked.lang, worked.times
    order = left = ""
    if times.by_order:
        order = text(
            "The records do not say which of the times is before, during and after the support; "
            "they were taken in the order of time.",
            lang,
        )
    if times.left_out:
        left = text("Not compared: {names}.", lang, names=first(times.left_out))
    return _plain(order, left, times.said_twice(lang))


def _power(worked: Worked) -> Section:
    """Say how large a difference could be found at all."""
    lang = worked.lang
    lead = text(
        "Before looking at the result: so large would a difference have to be to be found with "
        "these regions. A smaller one may be there and not be seen.",
        lang,
    )
    rows = worked.power.to_frame(lang).to_dict("records")
    said = tuple(_found_from(worked, row) for row in rows)
    return Section(text("What could be found at all", lang), (Paragraph(lead), Bullets(said)))


def _found_from(worked: Worked, row: dict[Hashable, Any]) -> str:
    """Say how large a difference of one number must be: as large as its result says.

    A plan takes the sides to vary alike, the result does not; two numbers for one would be read
    as an error.
    """
    frame = worked.impacts["own"].to_frame(worked.lang).set_index("metric")
    own = frame.loc[row["metric"]].to_dict()
    if own["estimate"] == own["estimate"] and own["detectable"] != own["detectable"]:
        return reach({**own, "metric": row["metric"]}, worked.lang)
    known = own["detectable"] if own["detectable"] > 0 else row["estimate"]
    return worked.power.row_sentence({**row, "estimate": known}, worked.lang)


def _quality(worked: Worked) -> Section:
    """Say how well the meetings are recorded."""
    lang = worked.lang
    said = list(worked.quality)
    if worked.n_elsewhere:
        said.append(
            plural(
                "{n} meeting belongs to no single region and is left out.",
                "{n} meetings belong to no single region and are left out.",
                worked.n_elsewhere,
                lang,
            )
        )
    blocks: tuple[Block, ...] = (Bullets(tuple(said)),) if said else ()
    return Section(text("How well the meetings are recorded", lang), blocks, level=2)


def _result(worked: Worked) -> Section:
    """Say what was found: first the answer, then each number as the comparison says it."""
    lang, rows = worked.lang, worked.impacts["own"].to_frame(worked.lang)
    known = rows[rows["estimate"].notna()]
    found = known.loc[known["p_adjusted"] <= ALPHA, "metric"]
    if known.empty:
        lead = text("These records cannot carry a comparison; the reasons stand below.", lang)
    elif found.empty:
        lead = text(
            "In none of the numbers did the regions that took part change otherwise than the "
            "comparison regions by more than chance alone would often give.",
            lang,
        )
    else:
        names = ", ".join(text(METRICS[name].label, lang) for name in found)
        lead = text(
            "The regions that took part changed otherwise than the comparison regions, by more "
            "than chance alone would often give, in: {names}.",
            lang,
            names=names,
        )
    pictures = [change_figure(worked, name) for name in worked.outcomes]
    after = text(
        "Facilitated meetings and facilitators are left out of the first row of each number, for "
        "the support itself is no effect of it. Where the rows differ, the difference hangs on "
        "which meetings are counted.",
        lang,
    )
    blocks: list[Block] = [Paragraph(lead, "box"), Bullets(tuple(rows["sentence"]))]
    blocks += [picture for picture in pictures if picture is not None]
    return Section(
        text("What changed", lang), (*blocks, *_plain(after), tables.result_table(worked))
    )


def _checks(worked: Worked) -> Section:
    """Look where nothing should be found."""
    lang = worked.lang
    lead = text(
        "The same comparison is made where no difference should be found. A difference here would "
        "speak against the result above.",
        lang,
    )
    made = worked.checks[worked.checks["placebo"].ne("time") | worked.checks["estimate"].notna()]
    said = [*made["sentence"]]
    if len(made) < len(worked.checks):
        said.append(
            text(
                "Whether the sides differed already before the start cannot be checked: there are "
                "too few meetings in each part of that time.",
                lang,
            )
        )
    return Section(
        text("Where nothing should be found", lang), (Paragraph(lead), Bullets(tuple(said)))
    )


def _study(worked: Worked) -> Section:
    """Say when the two sides parted."""
    lang, heading = worked.lang, text("When the two sides parted", worked.lang)
    if worked.study is None or worked.bins is None:
        refused = text(
            "There are too few meetings in each part of the time to say when the two sides parted.",
            lang,
        )
        return Section(heading, _plain(refused))
    lead = plural(
        "The time is cut into parts of {n} month, and in each part all meetings as recorded are "
        "counted.",
        "The time is cut into parts of {n} months, and in each part all meetings as recorded are "
        "counted.",
        worked.bins,
        lang,
    )
    picture = study_figure(worked)
    more: tuple[Block, ...] = () if picture is None else (picture,)
    parted = in_months(_parted(worked, worked.study), worked)
    return Section(heading, (*_plain(lead, parted), *more))


def _parted(worked: Worked, study: EventStudy) -> str:
    """Say when the sides parted, where the records can tell."""
    lang, power = worked.lang, study.pre_trend["power"]
    if not power < _EVEN:
        return study.sentence(lang)
    blind = text(
        "{outcome}: these records cannot tell when the sides parted. Had they been drifting apart "
        "before the start, as fast as would explain the later difference, this would be found in "
        "{share} % of cases only.",
        lang,
        outcome=label(worked.outcomes[0], lang),
        share=number(100 * power, lang, 0),
    )
    rows = study.to_frame(lang)
    bins = ", ".join(rows.loc[rows["p_value"] <= ALPHA, "bin"])
    if not bins:
        return blind
    differ = text(
        "The sides differ in {bins}: the band over all bins does not hold 0 there.",
        lang,
        bins=bins,
    )
    return f"{blind} {differ}"


def _tipping(worked: Worked) -> Section:
    """Say how much better record keeping would explain the finding."""
    lang = worked.lang
    lead = text(
        "Regions that take part often keep better records, which looks like more cooperation. So "
        "it was tried how many of their meetings could be left out before the finding is gone. "
        "Here all meetings as recorded count, as in the third row of each number above; a finding "
        "that is there only then may well be one of better records.",
        lang,
    )
    said = tuple(found.sentence(lang) for found in worked.tipping)
    heading = text("Could better records explain it?", lang)
    return Section(heading, (Paragraph(lead), Bullets(said)))


def _dose(worked: Worked) -> Section:
    """Say whether more support went with more change."""
    lang, heading = worked.lang, text("Did more support go with more change?", worked.lang)
    if not worked.doses:
        return Section(
            heading, _plain(text("The records do not say how much support regions got.", lang))
        )
    caveat = text(
        "A unit of support is an hour. Support may also have gone where change was under way; this "
        "is no result by itself.",
        lang,
    )
    said = tuple(found.sentence(lang) for found in worked.doses)
    return Section(heading, (Bullets(said), *_plain(caveat)))


def _lasting(worked: Worked) -> Section:
    """Say what stays when the support ends."""
    lang, heading = worked.lang, text("What stays without the support", worked.lang)
    if worked.lasting is None:
        refused = text(
            "There is no time after the support in the records, so that nothing can be said of "
            "what stays.",
            lang,
        )
        return Section(heading, _plain(refused))
    # The three numbers one below the other, and after them what is said of them together.
    rows = tuple(dict.fromkeys(worked.lasting.to_frame(lang)["sentence"]))
    together = worked.lasting.sentence(lang).removeprefix(" ".join(rows)).strip()
    return Section(heading, (Bullets(rows), *_plain(together)))


def _hours(worked: Worked) -> Section:
    """Say how many hours of support stand beside each tie that met again."""
    lang, heading = worked.lang, text("Hours of support and lasting ties", worked.lang)
    support = tables.hours_of(worked)
    if worked.lasting is None or not support > 0:
        return Section(heading, ())
    found = worked.lasting.to_frame(lang)
    row = found[found["metric"].eq("independent_persistence")].to_dict("records")[0]
    if not (row["estimate"] > 0):
        refused = text(
            "Hours for each lasting tie cannot be told: no tie is known that was formed during the "
            "support and met again without it.",
            lang,
        )
        return Section(heading, _plain(refused))
    again = int(row["n_again"])
    said = plural(
        "During the support {n} tie was formed that met again afterwards without it.",
        "During the support {n} ties were formed that met again afterwards without it.",
        again,
        lang,
    )
    each = text(
        "There are {each} hours of support for each of these ties.",
        lang,
        each=tables.hours(support / again, lang),
    )
    words = f"{said} {_beside_chance(row, lang)} {each}"
    caveat = text(
        "Some of these ties would have been formed anyway, and the support had other aims than new "
        "ties. The number is no price of a tie, and does not say whether the support was worth it.",
        lang,
    )
    return Section(heading, (*_plain(words), Paragraph(caveat, "box")))


def _beside_chance(row: dict[Hashable, Any], lang: str) -> str:
    """Say whether more or fewer ties met again than by chance, before anything is made of them."""
    expected = row["expected"] * row["n_ties"]
    values = {"n": number(expected, lang, 0)}
    if not row["p_value"] <= ALPHA or round(expected) == row["n_again"]:
        return text(
            "By chance alone, from who came to the later meetings, it would be about {n}: no clear "
            "difference.",
            lang,
            **values,
        )
    if row["n_again"] < expected:
        return text(
            "That is fewer than by chance: from who came to the later meetings alone, about {n} "
            "would have met again, so that nothing here says that the support made them last.",
            lang,
            **values,
        )
    return text(
        "That is more than by chance: from who came to the later meetings alone, about {n} would "
        "have met again.",
        lang,
        **values,
    )


def _limits(worked: Worked) -> Section:
    return Section(text("What this report does not show", worked.lang), (Bullets(limits(worked)),))


def _questions(worked: Worked) -> Section:
    lead = text("Not all of what is usually asked can be answered from these records.", worked.lang)
    heading = text("What evaluators ask, and where the answer is", worked.lang)
    return Section(heading, (Paragraph(lead), question_table(worked)))


def _method(worked: Worked) -> Section:
    blocks: tuple[Block, ...] = (*_plain(*method(worked)), tables.number_table(worked))
    return Section(text("How it was worked out", worked.lang), blocks)
