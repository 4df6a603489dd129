"""The report on one area as a document: its sections, in the order of the questions asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcoop._core.texts import text
from netcoop.metrics import METRICS, isolates
from netcoop.network import actor_labels
from netcoop.reports.checklist import checklist
from netcoop.reports.document import Block, Bullets, Document, Paragraph, Section
from netcoop.reports.glossary import glossary
from netcoop.reports.local import numbers, sentences
from netcoop.reports.recommendations import recommendations

if TYPE_CHECKING:
    from netcoop.reports.local.making import LocalReport


def local_document(report: LocalReport) -> Document:
    """Put together what a report says; sections without content are left out."""
    parts = {name: part.section() for name, part in report.parts.items()}
    nothing = Section("", ())
    sections = (
        _records(report),
        _quality(report),
        _rows(report),
        parts.get("who", nothing),
        _network(report),
        _strongest(report),
        parts.get("burden", nothing),
        _falling_apart(report),
        parts.get("without", nothing),
        parts.get("required", nothing),
        parts.get("whitespots", nothing),
        parts.get("bringing", nothing),
        _pairs(report),
        recommendations([part.advice() for part in report.parts.values()], report.lang),
        parts.get("outputs", nothing),
        _findings(report),
        report.hidden.section(),
        _method(report),
        checklist(report.facts, report.lang),
    )
    return Document(
        lang=report.lang,
        title=report.title,
        sections=tuple(section for section in sections if section.blocks),
    )


def _records(report: LocalReport) -> Section:
    """Say what the records are, and what they cannot show."""
    lang = report.lang
    words = [note[lang] for note in report.map.model.notes]
    words.append(sentences.hidden_note(report))
    lead = Paragraph(
        text("Report on cooperation between organisations, made from their records.", lang), "lead"
    )
    plain = tuple(Paragraph(said) for said in words if said)
    return Section(text("What the records are", lang), (lead, *plain))


def _quality(report: LocalReport) -> Section:
    """Say how well the meetings are recorded."""
    blocks: tuple[Block, ...] = (Bullets(report.quality),) if report.quality else ()
    return Section(text("How well the meetings are recorded", report.lang), blocks, level=2)


def _rows(report: LocalReport) -> Section:
    """Say how many rows were read."""
    return Section(text("Rows read", report.lang), (numbers.account_table(report),), level=2)


def _network(report: LocalReport) -> Section:
    """Show the network, and its numbers beside chance."""
    blocks: tuple[Block, ...] = (
        numbers.network_figure(report),
        Paragraph(sentences.chance(report), "box"),
        numbers.number_table(report),
    )
    return Section(text("The network", report.lang), blocks)


def _strongest(report: LocalReport) -> Section:
    """List the actors who cooperate most."""
    lang = report.lang
    caveat = text(
        "An office that convenes meetings stands first almost by necessity; a low number is "
        "nobody's fault.",
        lang,
    )
    table = numbers.strongest_table(report)
    return Section(text("Who cooperates most", lang), (Paragraph(caveat), table))


def _falling_apart(report: LocalReport) -> Section:
    """Say without whom the network would fall apart, and who has no tie."""
    lang, names = report.lang, actor_labels(report.network, report.lang)
    blocks: list[Block] = [Paragraph(sentences.fragmentation_sentence(report))]
    table = numbers.cut_table(report)
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


def _pairs(report: LocalReport) -> Section:
    """List pairs that look as if they should be tied."""
    lang = report.lang
    heading, table = text("Pairs worth a look", lang), numbers.pair_table(report)
    if not table.rows:
        return Section(heading, (Paragraph(text("No pair without a tie shares a partner.", lang)),))
    caveat = text(
        "These pairs have many partners in common and no tie in the records. That says neither "
        "that they should cooperate nor that they do not; how well it foretells ties was not "
        "tested on these records.",
        lang,
    )
    return Section(heading, (Paragraph(caveat), table))


def _findings(report: LocalReport) -> Section:
    """Say what was found wrong, repaired or left out while reading."""
    lang = report.lang
    heading, table = text("What was found while reading", lang), numbers.finding_table(report)
    nothing = Paragraph(text("Nothing had to be repaired or left out.", lang))
    return Section(heading, (table if table.rows else nothing,))


def _method(report: LocalReport) -> Section:
    """Say how the numbers were worked out, and what each of them means."""
    names = dict.fromkeys([*map(str, report.summary.index), *map(str, report.metrics.columns)])
    return glossary(report.lang, [METRICS[name] for name in names])
