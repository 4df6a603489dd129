"""``report``: from records to the documents people hand in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from netcoop._core.checks import check_choice
from netcoop._core.display import html_table
from netcoop._core.files import write_spreadsheet_csv, write_text_atomically
from netcoop._core.rng import RandomSource
from netcoop._core.texts import LANGUAGES, check_language, plural, text
from netcoop.actors import resolve_actors
from netcoop.compare.null_result import NullTest
from netcoop.compare.nulltest import DEFAULT_METRICS, null_test
from netcoop.compare.plain_graph import PLAIN
from netcoop.errors import RecordError
from netcoop.gaps import missing_ties
from netcoop.maps import NetworkMap, map_network
from netcoop.metrics import METRICS, metric_table, network_summary
from netcoop.network import Network, build_network, disclose, write_file
from netcoop.records import Records
from netcoop.records.quality_words import quality_sentences
from netcoop.reports import sentences
from netcoop.reports.document import Document
from netcoop.reports.html import render
from netcoop.reports.local import local_document
from netcoop.reports.tables import actor_table, problem_table, tie_table

KINDS = ("local",)
DRAWS = 199
# Beyond this many ties the comparison with chance takes fewer numbers and draws, so that a report
# takes minutes, not hours; the report says how many draws.
_LARGE, _FEWER_DRAWS = 10_000, 19
_MISSING = 10


@dataclass(frozen=True, eq=False, repr=False)
class Report:
    """What a set of records says about cooperation, ready to be read and handed on.

    Small counts of referrals and names of single persons are hidden in all of it.

    Attributes
    ----------
    lang
        Language of the texts, ``"cs"`` or ``"en"``.
    title
        Heading of the report and the map.
    network
        The network as it may leave (:func:`netcoop.network.disclose`).
    metrics, summary
        Numbers of every actor, and of the network.
    chance
        The numbers of the meetings beside what the same attendance gives by chance; ``None``
        without meetings.
    missing
        Pairs that look as if they should be tied.
    map
        The interactive map.
    problems
        What was found wrong, repaired or left out while reading.
    account
        Rows read, kept and dropped.
    quality
        How well the meetings are recorded, in sentences.
    """

    lang: str
    title: str
    network: Network
    metrics: pd.DataFrame
    summary: pd.Series
    chance: NullTest | None
    missing: pd.DataFrame
    map: NetworkMap
    problems: pd.DataFrame
    account: pd.DataFrame
    quality: tuple[str, ...]

    def to_html(self) -> str:
        """Write the report as one HTML page that needs no other file."""
        return render(self.document(), map_file="map.html")

    def document(self) -> Document:
        """Give what the report says as plain data, to be written in any form."""
        return local_document(self)

    def to_docx(self, path: Path | str) -> Path:
        """Write the report as a Word file, with headings, captions and alternative texts."""
        from netcoop.reports.word import write_docx

        return write_docx(self.document(), path)

    def to_xlsx(self, path: Path | str) -> Path:
        """Write the tables of the report as a workbook with a sheet on every column."""
        from netcoop.reports.workbook import write_xlsx

        return write_xlsx(self.document(), path)

    def save(self, folder: Path | str) -> Path:
        """Write the map, the report and the tables into a folder, and return it.

        ``map.html``, ``report.html``, ``report.docx``, ``report.xlsx``, ``actors.csv``,
        ``ties.csv``, ``network.graphml``, ``problems.csv``. Files of the same names are replaced,
        others stay. Each file is written wholly or not at all.
        """
        from netcoop.reports.word import write_docx
        from netcoop.reports.workbook import write_xlsx

        target = Path(folder)
        if target.exists() and not target.is_dir():
            raise RecordError(text("{path} is a file; give a folder to write to.", path=target))
        decimal = "," if self.lang == "cs" else "."
        document = self.document()
        page = render(document, map_file="map.html")
        tables = {
            "actors.csv": actor_table(self.network, self.metrics, self.lang),
            "ties.csv": tie_table(self.network),
            "problems.csv": problem_table(self.problems, self.network),
        }
        # Texts and tables are made before anything is written: a fault there leaves the folder as
        # it was.
        self.map.save(target / "map.html")
        write_text_atomically(target / "report.html", page)
        write_docx(document, target / "report.docx")
        write_xlsx(document, target / "report.xlsx")
        for name, table in tables.items():
            write_spreadsheet_csv(target / name, table, decimal=decimal)
        write_file(self.network, target / "network.graphml")
        return target

    def __repr__(self) -> str:
        net = self.network
        return f"<Report: {net.n_actors} actors, {net.n_ties} ties, {self.lang}>"

    def _repr_html_(self) -> str:
        columns = ["label", "value", "meaning"]
        rows = sentences.number_rows(self)
        return html_table(pd.DataFrame(rows)[columns], caption=self.title) + self.map._repr_html_()


def report(
    records: Records,
    *,
    kind: str = "local",
    lang: str = "cs",
    title: str | None = None,
    draws: int | None = None,
    rng: RandomSource = 0,
) -> Report:
    """Make the map and the report of one set of records.

    Parameters
    ----------
    records
        Records as read; names are resolved if they are not yet.
    kind
        ``"local"``: the network of one area.
    lang
        Language of everything in it: ``"cs"`` or ``"en"``.
    title
        Heading; by default "Cooperation network".
    draws
        Random attendance tables to compare with; by default 199, or 19 for very large networks.
    rng
        Seed or Generator; the default gives the same report every time.

    Returns
    -------
    Report
        ``report.save("folder")`` writes it.

    Raises
    ------
    RecordError
        The records hold neither meetings nor referrals nor contacts.

    Examples
    --------
    >>> sheet = pd.DataFrame({"actor": list("ABCAB"), "meeting_id": list("11122")})
    >>> report(Records(meetings=sheet), lang="en", draws=9)
    <Report: 3 actors, 3 ties, en>
    """
    check_choice("kind", kind, KINDS)
    check_language(lang)
    resolved = resolve_actors(records)
    full = build_network(resolved, layers=_layers(records))
    net = disclose(full)
    missing = missing_ties(net, top=_MISSING).pairs
    # A console may hand over half a letter, which no file can hold.
    title = title.encode("utf-8", "replace").decode("utf-8") if title else None
    heading = title or text("Cooperation network", lang)
    return Report(
        lang=lang,
        title=heading,
        network=net,
        metrics=metric_table(net),
        summary=network_summary(net),
        chance=_chance(resolved, net, draws, rng),
        missing=missing,
        # From the full network, which knows what lies behind its ties; the map hides by itself.
        map=map_network(
            full,
            missing=_with_reasons(missing),
            title=title,
            lang=lang,
            notes=sentences.map_notes(net, resolved),
        ),
        problems=resolved.problems_in(lang),
        account=resolved.account,
        quality=tuple(quality_sentences(resolved, lang)),
    )


def _layers(records: Records) -> list[str]:
    """Choose what the ties are made from: meetings and referrals, else contacts."""
    layers = [
        layer
        for layer, table in (("meeting", "meetings"), ("referral", "referrals"))
        if table in records.tables
    ]
    return layers or ["contact"]


def _chance(
    records: Records, net: Network, draws: int | None, rng: RandomSource
) -> NullTest | None:
    """Set every number of the network that chance can be asked for beside chance."""
    if "meeting" not in net.layers:
        return None
    large = net.n_ties > _LARGE
    metrics = DEFAULT_METRICS if large else [name for name in PLAIN if METRICS[name].standard]
    return null_test(
        records,
        list(dict.fromkeys([*DEFAULT_METRICS, *metrics])),
        draws=draws or (_FEWER_DRAWS if large else DRAWS),
        rng=rng,
    )


def _with_reasons(missing: pd.DataFrame) -> pd.DataFrame:
    reasons = [
        {
            lang: plural("{n} shared partner", "{n} shared partners", shared, lang)
            for lang in LANGUAGES
        }
        for shared in missing["shared"]
    ]
    return missing[["source", "target"]].assign(reason=pd.Series(reasons, dtype="object"))
