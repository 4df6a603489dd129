"""The report on one area as a document: its sections, in the order of the questions asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcoop._core.texts import text
from netcoop.metrics import METRICS, isolates
from netcoop.network import actor_labels
from netcoop.reports import local_parts, sentences
from netcoop.reports.document import Block, Bullets, Document, Paragraph, Section

if TYPE_CHECKING:
    from netcoop.reports.compose import Report


def local_document(report: Report) -> Document:
    """Put together what a report says; sections without content are left out."""
    sections = (
        _records(report),
        _quality(report),
        _rows(report),
        _network(report),
        _strongest(report),
        _falling_apart(report),
        _pairs(report),
        _findings(report),
        _method(report),
    )
    return Document(
        lang=report.lang,
        title=report.title,
        sections=tuple(section for section in sections if section.blocks),
    )


def _records(report: Report) -> Section:
    """Say what the records are, and what they cannot show."""
    lang = report.lang
    words = [note[lang] for note in report.map.model.notes]
    if report.network.roster == "observed":
        words.append(sentences.roster(report.network, lang))
    words.append(sentences.hidden_note(report))
    lead = Paragraph(
        text("Report on cooperation between organisations, made from their records.", lang), "lead"
    )
    plain = tuple(Paragraph(said) for said in words if said)
    return Section(text("What the records are", lang), (lead, *plain))


def _quality(report: Report) -> Section:
    """Say how well the meetings are recorded."""
    blocks: tuple[Block, ...] = (Bullets(report.quality),) if report.quality else ()
    return Section(text("How well the meetings are recorded", report.lang), blocks, level=2)


def _rows(report: Report) -> Section:
    """Say how many rows were read."""
    return Section(text("Rows read", report.lang), (local_parts.account_table(report),), level=2)


def _network(report: Report) -> Section:
    """Show the network, and its numbers beside chance."""
    blocks: tuple[Block, ...] = (
        local_parts.network_figure(report),
        Paragraph(sentences.chance(report), "box"),
        local_parts.number_table(report),
    )
    return Section(text("The network", report.lang), blocks)


def _strongest(report: Report) -> Section:
    """List the actors who cooperate most."""
    lang = report.lang
    words = [
        text(
            "An office that convenes meetings stands first almost by necessity; a low number is "
            "nobody's fault.",
            lang,
        ),
        sentences.undecided(report),
    ]
    plain = tuple(Paragraph(said) for said in words if said)
    return Section(text("Who cooperates most", lang), (*plain, local_parts.strongest_table(report)))


def _falling_apart(report: Report) -> Section:
    """Say without whom the network would fall apart, and who has no tie."""
    lang, names = report.lang, actor_labels(report.network, report.lang)
    blocks: list[Block] = [Paragraph(sentences.fragmentation_sentence(report))]
    table = local_parts.cut_table(report)
    if table.rows:
        blocks.append(table)
    else:
        stays = text("The network would stay in as many pieces without any single actor.", lang)
        blocks.append(Paragraph(stays))
    alone = [names[actor] for actor in isolates(report.network)]
    if alone:
        head = text("Without any tie in the records:", lang)
        blocks.append(Paragraph(f"{head} {', '.join(alone)}."))
    return Section(text("Where it would fall apart", lang), tuple(blocks))


def _pairs(report: Report) -> Section:
    """List pairs that look as if they should be tied."""
    lang = report.lang
    heading, table = text("Pairs worth a look", lang), local_parts.pair_table(report)
    if not table.rows:
        return Section(heading, (Paragraph(text("No pair without a tie shares a partner.", lang)),))
    caveat = text(
        "These pairs have many partners in common and no tie in the records. That says neither "
        "that they should cooperate nor that they do not; how well it foretells ties was not "
        "tested on these records.",
        lang,
    )
    return Section(heading, (Paragraph(caveat), table))


def _findings(report: Report) -> Section:
    """Say what was found wrong, repaired or left out while reading."""
    lang = report.lang
    heading, table = text("What was found while reading", lang), local_parts.finding_table(report)
    nothing = Paragraph(text("Nothing had to be repaired or left out.", lang))
    return Section(heading, (table if table.rows else nothing,))


def _method(report: Report) -> Section:
    """Say how the numbers were worked out, and what each of them means."""
    names = dict.fromkeys([*map(str, report.summary.index), *map(str, report.metrics.columns)])
    return Section(
        text("How it was computed", report.lang),
        (local_parts.glossary_table(report.lang, [METRICS[name] for name in names]),),
    )
