"""The report on one area as a document: its sections, in the order of the questions asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from netcoop._core.texts import text
from netcoop.metrics import METRICS, isolates
from netcoop.network import actor_labels
from netcoop.reports.checklist import checklist
from netcoop.reports.document import Block, Bullets, Document, Paragraph, Section, Table
from netcoop.reports.glossary import glossary
from netcoop.reports.local import numbers, sentences
from netcoop.reports.recommendations import URGENCY, recommendations

if TYPE_CHECKING:
    from netcoop.reports.local.making import LocalReport


# So many recommendations stand at the beginning.
_FIRST = 3


def local_document(report: LocalReport) -> Document:
    """Put together what a report says; sections without content are left out."""
    parts = {name: part.section() for name, part in report.parts.items()}
    nothing = Section("", ())
    advised = _advised(report)
    sections = (
        _short(report, advised),
        _records(report),
        _quality(report),
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
        advised,
        parts.get("outputs", nothing),
        *_appendix(report),
    )
    return Document(
        lang=report.lang,
        title=report.title,
        sections=tuple(section for section in sections if section.blocks),
    )


def _short(report: LocalReport, advised: Section) -> Section:
    """Say the most important in a few lines."""
    tables = [block for block in advised.blocks if isinstance(block, Table)]
    first = [str(row[1]) for table in tables for row in table.rows[:_FIRST]]
    return Section(text("In short", report.lang), (Bullets(sentences.in_short(report, first)),))


def _advised(report: LocalReport) -> Section:
    """List what could be done; how urgent it is stands in a word, explained below the table."""
    lang = report.lang
    section = recommendations([part.advice() for part in report.parts.values()], lang)
    blocks = (_in_a_word(one, lang) if isinstance(one, Table) else one for one in section.blocks)
    return replace(section, blocks=tuple(blocks))


def _in_a_word(table: Table, lang: str) -> Table:
    """Shorten the last column to the word before the colon."""
    used = {str(row[-1]) for row in table.rows}
    rows = tuple((*row[:-1], str(row[-1]).partition(":")[0]) for row in table.rows)
    said = [words for words in (text(one, lang) for one in URGENCY.values()) if words in used]
    note = " ".join(filter(None, [f"{'; '.join(said)}.", table.note]))
    return replace(table, rows=rows, note=note)


def _appendix(report: LocalReport) -> tuple[Section, ...]:
    """Give what the report rests on, for whoever checks it."""
    lang = report.lang
    opening = text(
        "What this report rests on: what was read and what was hidden, the words and numbers used, "
        "and what readers of a study of networks need to know.",
        lang,
    )
    below = (
        _rows(report),
        _findings(report),
        report.hidden.section(),
        _method(report),
        checklist(report.facts, lang),
    )
    head = Section(text("Appendix", lang), (Paragraph(opening),))
    return (head, *(replace(section, level=2) for section in below))


def _records(report: LocalReport) -> Section:
    """Say what the records are, and what they cannot show."""
    lang = report.lang
    words = [note[lang] for note in report.map.model.notes]
    words += [sentences.hidden_note(report), report.period_note]
    lead = Paragraph(
        text("Report on cooperation between organisations, made from their records.", lang), "lead"
    )
    plain = tuple(Paragraph(said) for said in words if said)
    return Section(text("What the records are", lang), (lead, *plain))


def _quality(report: LocalReport) -> Section:
    """Say how well the meetings are recorded."""
    said = report.quality
    blocks: tuple[Block, ...] = (Bullets(said),) if said else ()
    return Section(text("How well the meetings are recorded", report.lang), blocks, level=2)


def _rows(report: LocalReport) -> Section:
    """Say how many rows were read."""
    lang, table = report.lang, numbers.account_table(report)
    if numbers.finding_table(report).rows:
        return Section(text("Rows read", lang), (table,), level=2)
    nothing = Paragraph(text("Nothing had to be repaired or left out.", lang))
    return Section(text("Rows read", lang), (table, nothing), level=2)


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
        "An office that convenes meetings stands first almost by necessity; a low number says "
        "nothing bad of anybody.",
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
    return Section(heading, (table,) if table.rows else ())


def _method(report: LocalReport) -> Section:
    """Say how the numbers were worked out, and what each of them means."""
    names = dict.fromkeys([*map(str, report.summary.index), *map(str, report.metrics.columns)])
    return glossary(report.lang, [METRICS[name] for name in names])
