"""The report on several regions as a document: its sections, in the order of the questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcoop._core.texts import number, plural, text
from netcoop.compare.finding import FLAGS, caveat
from netcoop.compare.region_ranks import has_better
from netcoop.metrics import METRICS
from netcoop.reports.document import Block, Bullets, Document, Figure, Paragraph, Section
from netcoop.reports.regions import numbers
from netcoop.reports.regions.labels import named
from netcoop.reports.regions.parting import FEW, NO_RECORDS, SHOWN

if TYPE_CHECKING:
    from netcoop.reports.regions.making import RegionsReport


def regions_document(report: RegionsReport) -> Document:
    """Put together what the report says; sections without content are left out."""
    sections = (
        _records(report),
        _scores(report),
        *(_score(report, metric) for metric in report.scores.metrics),
        _networks(report),
        _required(report),
        _services(report),
        _indicators(report),
        _territory(report),
        _silent(report),
        _method(report),
        report.hidden.section(),
    )
    return Document(
        lang=report.lang,
        title=report.title,
        sections=tuple(section for section in sections if section.blocks),
    )


def _records(report: RegionsReport) -> Section:
    """Say what records there are of each region."""
    lang = report.lang
    shown, few, unknown = (report.named(status) for status in (SHOWN, FEW, NO_RECORDS))
    lead = plural(
        "Of {n} region there are meetings in the records that can be shown; they stand side by "
        "side, in the order of the alphabet.",
        "Of {n} regions there are meetings in the records that can be shown; they stand side by "
        "side, in the order of the alphabet.",
        len(shown),
        lang,
    )
    said = []
    if few:
        which = named(few, lang)
        said.append(
            text("Not shown, as fewer than 3 organisations came: {names}.", lang, names=which)
        )
    if unknown:
        which = named(unknown, lang)
        said.append(
            text(
                "Unknown, as there are no meetings in the records: {names}. That is no zero: "
                "people may cooperate there all the same.",
                lang,
                names=which,
            )
        )
    only = text(
        "Only meetings count here. Who works together without a meeting in the records is not in "
        "these numbers.",
        lang,
    )
    words = (Paragraph(lead, "lead"), Paragraph(only), *map(Paragraph, said))
    return Section(text("What the records are", lang), (*words, numbers.seen_table(report)))


def _scores(report: RegionsReport) -> Section:
    """Say how regions were compared, how far the records carry an order, and what it is not."""
    lang = report.lang
    caution = text(
        "This is no league table. The regions stand in the order of the alphabet, and the order of "
        "the rows says nothing of them. A number is never read without its range: where ranges "
        "overlap, treat regions as equal. A low number may come from fewer or larger meetings, or "
        "from how the records were kept; it says nothing of how well anybody works.",
        lang,
    )
    told = [_told(report, metric) for metric in report.scores.metrics]
    blocks: list[Block] = [Paragraph(report.scores.compared), Paragraph(caution, "box")]
    blocks.append(Bullets(tuple(told)))
    if any(apart for apart, _ in report.scores.pairs.values()):
        blocks.append(Paragraph(_by_chance(lang)))
    return Section(text("The regions side by side", lang), tuple(blocks))


def _told(report: RegionsReport, metric: str) -> str:
    """Say of how many pairs of regions the records carry an order."""
    lang, label = report.lang, text(METRICS[metric].label, report.lang)
    if not has_better(metric):
        return text("By {metric} no region is called better.", lang, metric=label)
    if metric not in report.scores.pairs:
        return text("By {metric} no two regions can be compared.", lang, metric=label)
    apart, every = report.scores.pairs[metric]
    return text(
        "By {metric}, the order of {robust} of {n} pairs of regions is the same "
        "under every way of comparing; treat the others as equal.",
        lang,
        metric=label,
        robust=number(apart, lang),
        n=number(every, lang),
    )


def _by_chance(lang: str) -> str:
    """Say how often regions that work the same way are put in an order all the same."""
    return text(
        "The number of pairs is not corrected for. In a trial with 119 regions of different size "
        "that all worked in the same way, 20 to 27 % of the pairs were put in an order all the "
        "same: do not read anything into a single pair.",
        lang,
    )


def _score(report: RegionsReport, metric: str) -> Section:
    """Show one number of all regions, as a table and as pictures, and what is doubtful."""
    lang = report.lang
    label = text(METRICS[metric].label, lang)
    blocks: list[Block] = [
        Paragraph(text(METRICS[metric].meaning, lang)),
        numbers.score_table(report, metric),
    ]
    blocks += _doubts(report, metric)
    pictures = report.ranges.get(metric, ())
    if pictures:
        drawn = sum(len(one.regions) for one in pictures)
        known = report.scores.table.loc[report.scores.table["flag"] != "unknown", "region"]
        blocks += _not_drawn(known.nunique() - drawn, lang)
    blocks += [
        Figure(_range_caption(report, metric), _described(report, metric, one.regions),
               one.png, one.svg)
        for one in pictures
    ]  # fmt: skip
    return Section(label[:1].upper() + label[1:], tuple(blocks), level=2)


def _doubts(report: RegionsReport, metric: str) -> list[Block]:
    """Say of which regions there is no number, or one to be read with care, and why."""
    lang, rows = report.lang, report.scores.of(metric)
    items = []
    for flag in FLAGS:
        names = list(rows.index[rows["flag"] == flag])
        if flag != "ok" and names:
            items.append(f"{named(names, lang)}: {caveat(flag, lang)}")
    if not items:
        return []
    return [Paragraph(text("To be read with care:", lang)), Bullets(tuple(items))]


def _range_caption(report: RegionsReport, metric: str) -> str:
    return text(
        "{metric} by region, with ranges; regions in the order of the alphabet, on one scale.",
        report.lang,
        metric=_capital(text(METRICS[metric].label, report.lang)),
    )


def _described(report: RegionsReport, metric: str, regions: tuple[str, ...]) -> str:
    """Say what a picture of ranges shows: from where to where, and of whom there is no number."""
    lang, digits = report.lang, METRICS[metric].digits
    rows = report.scores.of(metric).reindex(list(regions))
    known = rows["as_recorded"].dropna()
    said = [
        text(
            "One row a region, a dot for its number and a line for its range; on the left as "
            "recorded, on the right at equal meetings per actor.",
            lang,
        )
    ]
    if len(known):
        said.append(
            plural(
                "{n} region has a number, {low} to {high} as recorded.",
                "{n} regions have a number, from {low} to {high} as recorded.",
                len(known),
                lang,
                low=number(known.min(), lang, digits),
                high=number(known.max(), lang, digits),
            )
        )
    if missing := len(rows) - len(known):
        said.append(plural("{n} region has none.", "{n} regions have none.", missing, lang))
    said.append(text("All of the numbers are in regions.csv.", lang))
    return " ".join(said)


def _networks(report: RegionsReport) -> Section:
    """Show the networks as small pictures on one scale."""
    lang = report.lang
    heading = text("The networks in small pictures", lang)
    if not report.networks:
        said = text(
            "There are too many actors for small pictures; the networks are in regions.csv as "
            "numbers only.",
            lang,
        )
        return Section(heading, (Paragraph(said),))
    read = text(
        "In the middle of each picture is one office, around it whoever it has a tie with, outside "
        "all others. A sector stands in the same direction everywhere, and sizes of marks and "
        "widths of lines mean the same in all. A larger region has more marks, so look at the "
        "pattern and not at how full a picture is.",
        lang,
    )
    drawn = sum(len(one.regions) for one in report.networks)
    blocks: list[Block] = [Paragraph(read), *_not_drawn(len(report.named(SHOWN)) - drawn, lang)]
    blocks += _small_pictures(report)
    return Section(heading, tuple(blocks))


def _not_drawn(rest: int, lang: str) -> list[Paragraph]:
    """Say how many regions pictures have no room for."""
    if rest <= 0:
        return []
    said = plural(
        "{n} region is not drawn for want of room.",
        "{n} regions are not drawn for want of room.",
        rest,
        lang,
    )
    return [Paragraph(said)]


def _small_pictures(report: RegionsReport) -> list[Figure]:
    """Caption and describe the pictures of the networks."""
    lang = report.lang
    caption = text(
        "Networks of meetings by region, in the order of the alphabet and on one scale.", lang
    )
    described = [
        text(
            "Small pictures of the networks of: {names}. Numbers of their actors and ties are "
            "written above each.",
            lang,
            names=", ".join(one.regions),
        )
        for one in report.networks
    ]
    return [
        Figure(caption, said, one.png, one.svg)
        for one, said in zip(report.networks, described, strict=True)
    ]


def _required(report: RegionsReport) -> Section:
    """Say which share of required ties is in the records of each region."""
    lang, heading = report.lang, text("Required ties by region", report.lang)
    if report.required is None:
        return Section(heading, ())
    said = text(
        "For each region, how many of the ties the template asks for are in the records. A tie "
        "that is not in the records may be there all the same, and meetings cannot show what "
        "happens in a case; where the records could show nothing, there is no share.",
        lang,
    )
    return Section(heading, (Paragraph(said), numbers.required_table(report, report.required)))


def _services(report: RegionsReport) -> Section:
    """Say what is known of services in each region."""
    lang, heading = report.lang, text("Services and white spots by region", report.lang)
    if report.services is None:
        return Section(heading, ())
    said = text(
        "For each region, how many services are offered there, how many are known not to be there, "
        "and of how many the records say nothing. What nobody wrote down is unknown and no white "
        "spot.",
        lang,
    )
    return Section(heading, (Paragraph(said), numbers.service_table(report, report.services)))


def _indicators(report: RegionsReport) -> Section:
    """Show the indicators beside, with how far they go together with the numbers."""
    lang, heading = report.lang, text("Indicators of the regions", report.lang)
    table = numbers.indicator_table(report)
    if table is None or report.indicators is None:
        return Section(heading, ())
    said = text(
        "What else is known of the regions, as it was given. It stands beside the networks and "
        "explains nothing by itself.",
        lang,
    )
    blocks: list[Block] = [Paragraph(said), table]
    if report.indicators.crossed.any(axis=None):
        why = text(
            "×: hidden, as a small count of the same region might be worked out from it.", lang
        )
        blocks.append(Paragraph(why))
    if report.indicators.associations:
        blocks.append(Bullets(report.indicators.associations))
    return Section(heading, tuple(blocks))


def _territory(report: RegionsReport) -> Section:
    """Say of which part of the territory the records say nothing."""
    lang, heading = report.lang, text("Where there are no records", report.lang)
    if not len(report.krajs):
        return Section(heading, ())
    said = text(
        "Regions without records are unknown, not zero: the numbers of this report say nothing of "
        "them, and nothing of a kraj or the country as a whole.",
        lang,
    )
    if len(report.krajs) == 1:
        return Section(heading, (Paragraph(said), Paragraph(_one_kraj(report))))
    return Section(heading, (Paragraph(said), numbers.kraj_table(report)))


def _one_kraj(report: RegionsReport) -> str:
    """Say of how many regions of the only kraj there are records; a table of it is no help."""
    ((kraj, every, there),) = report.krajs.itertuples()
    return text(
        "{kraj}: there are meetings in the records of {there} of its {n} regions.",
        report.lang,
        kraj=str(kraj),
        there=number(int(there), report.lang),
        n=number(int(every), report.lang),
    )


def _silent(report: RegionsReport) -> Section:
    """Say what all of this does not show."""
    lang = report.lang
    items = (
        text("How well people work together, and whether children and families are helped.", lang),
        text("Why regions differ: size, distances, offices and records differ, too.", lang),
        text("What changed in time; for that periods have to be compared.", lang),
        text("Contacts by phone, in cases or in writing, which attendance does not hold.", lang),
    )
    return Section(text("What this does not show", lang), (Bullets(items),))


def _method(report: RegionsReport) -> Section:
    heading = text("How it was computed", report.lang)
    return Section(heading, (numbers.glossary_table(report),))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
