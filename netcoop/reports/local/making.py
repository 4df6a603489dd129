"""The report on one area, from its records."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import pandas as pd

from netcoop._core.display import html_table
from netcoop._core.rng import RandomSource
from netcoop._core.texts import LANGUAGES, mark, plural, text
from netcoop.compare.null_result import NullTest
from netcoop.compare.nulltest import DEFAULT_METRICS, null_test
from netcoop.compare.plain_graph import PLAIN
from netcoop.errors import NetcoopWarning
from netcoop.gaps import missing_ties, required_ties
from netcoop.maps import NetworkMap, map_network
from netcoop.metrics import METRICS, network_summary
from netcoop.network import Network, build_network, write_file
from netcoop.network.case_meetings import about_cases
from netcoop.network.disclosing import hide
from netcoop.network.overlap import common_days, overlapping
from netcoop.network.periodic import periods
from netcoop.network.together import hide_together
from netcoop.records import Records
from netcoop.records.phases import Phases
from netcoop.reports.base import Report
from netcoop.reports.checklist_facts import network_facts
from netcoop.reports.document import Document
from netcoop.reports.hidden import hidden_list
from netcoop.reports.local import sentences
from netcoop.reports.local.bringing import find_bringing
from netcoop.reports.local.burden import find_burden
from netcoop.reports.local.contents import local_document
from netcoop.reports.local.given import Given
from netcoop.reports.local.outputs import find_outputs
from netcoop.reports.local.required import find_required
from netcoop.reports.local.whitespots import find_whitespots
from netcoop.reports.local.who import find_who
from netcoop.reports.local.without import find_without
from netcoop.reports.part import Part
from netcoop.reports.tables import actor_table, problem_table, tie_table
from netcoop.ties.weighting import Weighting

DRAWS = 199
# Beyond this many ties the comparison with chance takes fewer numbers and draws, so that a report
# takes minutes, not hours; the report says how many draws.
_LARGE, _FEWER_DRAWS = 10_000, 19
_MISSING = 10
# What is counted in two periods, and what a map of periods does not show, and why.
_TWICE = mark(
    "The periods “{one}” and “{other}” have days in common: a meeting on such a day counts in both."
)
_NO_REFERRALS = mark(
    "Some periods have days in common, so the map of periods shows no referrals: from the "
    "difference of two periods, small numbers could be worked out."
)
_ONLY_REFERRALS = mark(
    "There is no map of periods: some of them have days in common, and from the difference of two "
    "periods small numbers of referrals could be worked out."
)
_NOTHING_THEN = mark("There is no map of periods: none of the records lie in any of them.")
_WHO_MET = mark(
    "Some periods are shorter than a quarter, and some meetings may be about one family: the map "
    "of periods shows who met in each. Take quarters or years for what you hand on."
)
# Days; a quarter has at least ninety.
_QUARTER = 80
# The parts that are worked out by themselves, by name; :mod:`netcoop.reports.local.contents` puts
# them in the order of the document.
_PARTS: dict[str, Callable[[Given], Part | None]] = {
    "who": find_who,
    "burden": find_burden,
    "without": find_without,
    "required": find_required,
    "whitespots": find_whitespots,
    "bringing": find_bringing,
    "outputs": find_outputs,
}


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class LocalReport(Report):
    """What the records of one area say about cooperation; made by :func:`netcoop.report`.

    Attributes
    ----------
    network
        The network as it may leave (:func:`netcoop.network.disclose`).
    metrics, summary
        Numbers of every actor, and of the network.
    chance
        The numbers of the meetings beside what the same attendance gives by chance; ``None``
        without meetings.
    missing
        Pairs that look as if they should be tied.
    quality
        How well the meetings are recorded, in sentences.
    parts
        Further parts of the report, by name; one without anything to say is not there.
    facts
        What a reader of any report on a network wants to know of it, for the checklist.
    period_map
        The map of the periods; ``None`` without periods.
    """

    kind: ClassVar[str] = "local"

    network: Network
    metrics: pd.DataFrame
    summary: pd.Series
    chance: NullTest | None
    missing: pd.DataFrame
    quality: tuple[str, ...]
    parts: dict[str, Part]
    facts: dict[str, Any]
    map: NetworkMap
    period_map: NetworkMap | None
    # As it is, hidden values in it: for drawing other maps.
    _given: Given
    _period_said: Mapping[str, str]

    @property
    def period_note(self) -> str:
        """What the map of periods shows twice or not at all, or why there is none; else empty."""
        return self._period_said.get(self.lang, "")

    def _contents(self) -> Document:
        return local_document(self)

    def _tables(self) -> dict[str, pd.DataFrame]:
        own = {
            "actors.csv": actor_table(self.network, self.metrics, self.lang),
            "ties.csv": tie_table(self.network),
            "problems.csv": problem_table(self.problems, self.network),
        }
        for part in self.parts.values():
            own |= part.tables()
        return own

    def _write_others(self, folder: Path) -> list[str]:
        write_file(self.network, folder / "network.graphml")
        if self.period_map is None:
            return ["network.graphml"]
        self.period_map.save(folder / "map_periods.html")
        return ["network.graphml", "map_periods.html"]

    def drawn(self, *, missing: Any = "likely", **look: Any) -> LocalReport:
        """Give the report with its maps drawn otherwise.

        Parameters
        ----------
        missing
            Pairs to draw as missing: ``"likely"``, ``"required"``, or ``None``.
        look
            ``color``, ``size`` and ``layout``, as of :func:`netcoop.map_network`.
        """
        pairs: Any = None
        if missing == "likely":
            pairs = _with_reasons(self.missing)
        elif missing == "required":
            pairs = required_ties(self.network, self._given.template)
        title = self.settings["title"]
        return replace(
            self,
            map=_map(self._given, pairs, title, look),
            period_map=_period_map(self._given, self._period_said, title, look),
        )

    def __repr__(self) -> str:
        net = self.network
        return f"<Report: {net.n_actors} actors, {net.n_ties} ties, {self.lang}>"

    def _repr_html_(self) -> str:
        columns = ["label", "value", "meaning"]
        rows = sentences.number_rows(self)
        return html_table(pd.DataFrame(rows)[columns], caption=self.title) + self.map._repr_html_()


def local_report(
    records: Records,
    *,
    lang: str,
    title: str | None,
    heading: str,
    phases: Phases | None,
    template: pd.DataFrame | None,
    weighting: Weighting | None,
    settings: dict[str, Any],
) -> LocalReport:
    """Work out the report on one area; ``records`` have their names resolved."""
    draws, rng, threshold = settings["draws"], settings["rng"], settings["threshold"]
    full = build_network(records, layers=_layers(records), weighting=weighting)
    of_time, said = _periods(records, phases, weighting)
    # Together, or the whole and the periods would tell of each other.
    net = hide_together(full, of_time, threshold).whole if of_time else hide(full, threshold)
    missing = missing_ties(net, top=_MISSING).pairs
    given = Given(lang, records, full, net, template, threshold, rng, of_time)
    parts = {name: find(given) for name, find in _PARTS.items()}
    return LocalReport(
        lang=lang,
        title=heading,
        network=net,
        metrics=given.metrics,
        summary=network_summary(net),
        chance=_chance(records, net, draws, rng),
        missing=missing,
        map=_map(given, _with_reasons(missing), title, {}),
        period_map=_period_map(given, said, title, {}),
        problems=records.problems_in(lang),
        account=records.account,
        hidden=hidden_list(records, net, threshold=threshold, lang=lang),
        quality=sentences.recording(records, lang),
        parts={name: part for name, part in parts.items() if part is not None},
        facts=network_facts(net, records, settings),
        settings=settings,
        _given=given,
        _period_said=said,
    )


def _map(given: Given, missing: Any, title: str | None, look: Mapping[str, Any]) -> NetworkMap:
    """Draw the whole from the full network, which knows what lies behind its ties; it hides."""
    return map_network(
        given.full,
        missing=missing,
        title=title,
        lang=given.lang,
        notes=sentences.map_notes(given.net, given.records),
        threshold=given.threshold,
        beside=given.parts or None,
        **look,
    )


def _period_map(
    given: Given, said: Mapping[str, str], title: str | None, look: Mapping[str, Any]
) -> NetworkMap | None:
    """Draw the periods, where there are any."""
    if not given.parts:
        return None
    return map_network(
        given.parts,
        title=title,
        lang=given.lang,
        notes=[said] if said else (),
        threshold=given.threshold,
        beside=given.full,
        **look,
    )


def _periods(
    records: Records, phases: Phases | None, weighting: Weighting | None
) -> tuple[dict[str, Network], dict[str, str]]:
    """Make the networks of the periods, and say by language what is not in them, or twice.

    Where periods overlap they have no referrals; where nothing lies in them, there are none.
    """
    if phases is None and "phases" not in records.tables:
        return {}, {}
    layers = _layers(records)
    made = periods(records, phases, layers=layers, weighting=weighting)
    pair, said = common_days(made), []
    if overlapping(made) and "referral" in layers:
        layers = [layer for layer in layers if layer != "referral"]
        said = [_NO_REFERRALS if layers else _ONLY_REFERRALS]
        made = periods(records, phases, layers=layers, weighting=weighting) if layers else {}
    if made and not any(map(_has_records, made.values())):
        made, said = {}, [_NOTHING_THEN]
    names: dict[str, str] = {}
    if made and pair is not None:
        said.insert(0, _TWICE)
        names = dict(zip(("one", "other"), pair, strict=True))
    if said:
        # Of report(), two calls above.
        warnings.warn(_told(said, None, names), NetcoopWarning, stacklevel=4)
    if any(map(_is_short, made.values())) and about_cases(records.tables["meetings"]).any():
        said.append(_WHO_MET)
    return made, {lang: _told(said, lang, names) for lang in LANGUAGES} if said else {}


def _is_short(net: Network) -> bool:
    """Tell whether meetings of a period are those of a few weeks."""
    first, last = (pd.Timestamp(net.settings["period"][end]) for end in ("start", "end"))
    # A side that is open is no day, and such a period is not short.
    return "meeting" in net.layers and (last - first).days < _QUARTER


def _told(said: list[str], lang: str | None, names: Mapping[str, str]) -> str:
    return " ".join(text(words, lang, **names) for words in said)


def _has_records(net: Network) -> bool:
    """Tell whether anything happened in a period, be it that one actor came alone."""
    return bool(net.n_ties) or (net.affiliations is not None and len(net.affiliations) > 0)


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
