"""What an impact report tells, worked out from records; all of it may leave."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice
from netcoop._core.rng import RandomSource, generator
from netcoop._core.texts import mark, text
from netcoop.compare.changes import check_names
from netcoop.compare.doses import DoseResponse, dose_response
from netcoop.compare.impact import did
from netcoop.compare.impact_result import Impact
from netcoop.compare.lasting import sustainability
from netcoop.compare.lasting_result import Sustainability
from netcoop.compare.panel import Field, Way, phase_panel
from netcoop.compare.placebo_checks import placebos
from netcoop.compare.power import Detectable, mde
from netcoop.compare.tipping import reporting_tipping_point
from netcoop.compare.tipping_result import TippingPoint
from netcoop.compare.trends import EventStudy, event_study
from netcoop.errors import NetcoopWarning, RecordError
from netcoop.metrics import METRICS
from netcoop.records import Records
from netcoop.records.phases import Phases
from netcoop.records.quality_words import quality_sentences
from netcoop.reports.impact.times import TIMES, Times

OUTCOMES = ("mean_degree", "fragmentation")
# Reassignments of regions are quick; random choices of meetings and tables of attendance are not.
DRAWS, SLOW_DRAWS, REPEATS = 1999, 199, 5
# A number of a region needs so many organisations behind it, and so do the regions of a side.
FEWEST = 3
# Quarters show when the sides parted; where too few regions met in each of them, half-years.
BINS = (3, 6)
# Which meetings a comparison looks at; the first is the one that counts.
WAYS: dict[str, dict[str, Any]] = {
    "own": {"facilitated": False, "compare": ["pre", "during"]},
    "all": {"facilitated": True, "compare": ["pre", "during"]},
    "recorded": {"facilitated": False, "effort": "recorded"},
}
WAY_LABELS = {
    "own": mark("without facilitated meetings, at an equal number of meetings"),
    "all": mark("all meetings, at an equal number of meetings"),
    "recorded": mark("without facilitated meetings, as many as were recorded"),
}


@dataclass(frozen=True, eq=False, repr=False)
class Worked:
    """All findings on a pilot.

    Attributes
    ----------
    lang, seed, outcomes, times
        Language, seed of what is random, the numbers looked at, and the times compared.
    panel
        One row a region and time, without facilitated meetings, at equal effort.
    power
        How large a difference could be found.
    impacts
        What was found, by which meetings were looked at (the keys of ``WAYS``).
    checks
        Sentences of comparisons where nothing should be found, and their numbers.
    study, bins
        The difference bin by bin of the first outcome, and of how many months bins are; ``None``
        where the records have too few meetings for it.
    tipping, doses
        One of each outcome; no doses where none are known.
    lasting
        What stays; ``None`` without a time after the support.
    quality
        How well the meetings are recorded, in sentences.
    n_elsewhere, n_few
        How many meetings belong to no single region; of how many regions a number is not shown
        because too few organisations stand behind it.
    """

    lang: str
    seed: int
    outcomes: tuple[str, ...]
    times: Times
    panel: pd.DataFrame
    power: Detectable
    impacts: dict[str, Impact]
    checks: pd.DataFrame
    study: EventStudy | None
    bins: int | None
    tipping: tuple[TippingPoint, ...]
    doses: tuple[DoseResponse, ...]
    lasting: Sustainability | None
    quality: tuple[str, ...]
    n_elsewhere: int
    n_few: int

    @property
    def sides(self) -> pd.DataFrame:
        """Every region with its side and hours of support, once."""
        about = self.panel.drop_duplicates("region").set_index("region")[["treated", "dose"]]
        return about[about["treated"].notna()].astype({"treated": "bool"})

    def name(self, time: str) -> str:
        """Name one of the times as people do."""
        return text(TIMES[time], self.lang)


def work_out(
    records: Records,
    *,
    lang: str,
    phases: Phases | None,
    outcomes: str | Sequence[str] | None,
    draws: int | None,
    rng: RandomSource,
) -> Worked:
    """Work out everything; records have their names resolved."""
    names = _outcomes(outcomes)
    times = Times.of(records, phases)
    spans = times.table()
    field = Field.of(records, Way(list(names), False, "equal", None), spans)
    _check_sides(field.about["treated"])
    seed = rng if isinstance(rng, int) else int(generator(rng).integers(2**31))
    few = _few(field)
    step = _Steps(records, names, times, lang, seed, draws, few)
    with _quiet():
        panels = {key: step.panel(**how) for key, how in WAYS.items()}
        own = panels["own"]
        binned, bins = step.binned()
        return Worked(
            lang=lang,
            seed=seed,
            outcomes=names,
            times=times,
            panel=own,
            power=mde(own, names, pre=step.pre, post=step.during),
            impacts={key: step.impact(panel) for key, panel in panels.items()},
            checks=step.checks(own, binned),
            study=step.study(binned),
            bins=bins,
            tipping=tuple(step.tipping(name) for name in names),
            doses=tuple(step.dose(own, name) for name in names if own["dose"].notna().any()),
            lasting=step.lasting(),
            quality=tuple(quality_sentences(records.replace({"phases": times.table(lang)}), lang)),
            n_elsewhere=field.n_elsewhere,
            n_few=few["region"].nunique(),
        )


@dataclass(frozen=True, eq=False)
class _Steps:
    """The comparisons, each with the same seed, so that one more or less moves no other."""

    records: Records
    names: tuple[str, ...]
    times: Times
    lang: str
    seed: int
    draws: int | None
    few: pd.DataFrame

    @property
    def pre(self) -> str:
        before = TIMES["pre"]
        return text(before, self.lang)

    @property
    def during(self) -> str:
        during = TIMES["during"]
        return text(during, self.lang)

    @property
    def how(self) -> dict[str, Any]:
        return {"draws": self.draws or DRAWS, "rng": self.seed}

    @property
    def slow(self) -> dict[str, Any]:
        return {"draws": self.draws or SLOW_DRAWS, "rng": self.seed}

    def panel(self, **how: Any) -> pd.DataFrame:
        """Measure regions, hide what too few stand behind, and name the times for people."""
        found = phase_panel(
            self.records, self.names, phases=self.times.table(), rng=self.seed, **how
        )
        hidden = pd.MultiIndex.from_frame(found[["region", "phase"]]).isin(
            pd.MultiIndex.from_frame(self.few)
        )
        numbers = [name for name in found if str(name).startswith(self.names)]
        found.loc[hidden, numbers] = np.nan
        words = {name: text(label, self.lang) for name, label in TIMES.items()}
        return found.assign(phase=found["phase"].map(words).astype("str"))

    def impact(self, panel: pd.DataFrame) -> Impact:
        return did(panel, self.names, pre=self.pre, post=self.during, **self.how)

    def binned(self) -> tuple[pd.DataFrame | None, int | None]:
        """Cut the times into bins, as short as three regions of each side have meetings in all."""
        for months in BINS:
            panel = self.panel(facilitated=False, bins=months, effort="recorded")
            panel = panel[panel["phase"].isin([self.pre, self.during])]
            counts = panel.drop_duplicates("bin")["phase"].value_counts()
            if counts.get(self.pre, 0) < 2 or counts.get(self.during, 0) < 1:
                continue
            whole = panel.groupby(["region", "treated"])[self.names[0]].agg(
                lambda values: bool(values.notna().all())
            )
            if (whole.groupby("treated").sum().reindex([False, True]).fillna(0) >= FEWEST).all():
                return panel, months
        return None, None

    def checks(self, own: pd.DataFrame, binned: pd.DataFrame | None) -> pd.DataFrame:
        """Look where nothing should be found: in space, and in time where there are bins."""
        ends = {"pre": self.pre, "post": self.during, **self.how}
        # More support is a question of its own.
        found = placebos(own.drop(columns="dose"), self.names, **ends).to_frame(self.lang)
        if binned is None:
            return found
        early = placebos(binned.drop(columns="dose"), self.names, **ends).to_frame(self.lang)
        rows = [early[early["placebo"].eq("time")], found[found["placebo"].ne("time")]]
        return pd.concat(rows, ignore_index=True)

    def study(self, binned: pd.DataFrame | None) -> EventStudy | None:
        if binned is None:
            return None
        return event_study(binned, self.names[0], base=self.pre, pre=self.pre, **self.how)

    def tipping(self, name: str) -> TippingPoint:
        spans = self.times.table()
        return reporting_tipping_point(
            self.records, name, phases=spans, repeats=REPEATS, **self.slow
        )

    def dose(self, own: pd.DataFrame, name: str) -> DoseResponse:
        return dose_response(own, name, pre=self.pre, post=self.during, **self.how)

    def lasting(self) -> Sustainability | None:
        if not self.times.has_after:
            return None
        return sustainability(
            self.records, outcome=self.names[0], phases=self.times.table(), **self.slow
        )


def _outcomes(given: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return the names of the numbers to look at."""
    known = [name for name, metric in METRICS.items() if metric.level == "network"]
    names = OUTCOMES if given is None else check_names(given)
    return tuple(check_choice("outcomes", name, known) for name in names)


def _check_sides(treated: pd.Series) -> None:
    """Refuse where nothing can be compared, and say what is lacking."""
    if treated.isna().all():
        raise RecordError(
            text(
                "An impact report needs to know which regions took part. Add a table regions with "
                "the columns region and treated (true, false)."
            )
        )
    if not treated.eq(True).any() or not treated.eq(False).any():
        raise RecordError(
            text(
                "An impact report compares regions that took part with others; the table regions "
                "has only one of the two sides. Add regions of the other side, with their records."
            )
        )


def _few(field: Field) -> pd.DataFrame:
    """List the regions and times whose meetings only one or two organisations came to."""
    rows = []
    for region, here in field.sets.items():
        for span in field.phases:
            own = here.within(span).own(unknown_facilitated=False)
            met = own.take(own.size >= 2)
            if 0 < int(met.came.sum()) < FEWEST:
                rows.append((region, span.name))
    return pd.DataFrame(rows, columns=["region", "phase"], dtype="str")


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep warnings still that the report says itself: once, and in its language."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NetcoopWarning)
        yield
