"""``RequiredTies``: what the records say of the ties a template asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from netcoop._core.checks import check_choice
from netcoop._core.display import html_table
from netcoop._core.texts import check_language, language, number, plural, text
from netcoop.actors.regions import kraj_of
from netcoop.gaps.field import records_there_are, shown_ids, shown_labels
from netcoop.gaps.required.states import STATUSES
from netcoop.gaps.required.template_rows import kinds_in
from netcoop.gaps.required.words import LACKING, counts_said, few_said, layers_said, pair_said
from netcoop.network import Network
from netcoop.network.disclosing import counts_cases
from netcoop.reference import kind_label

# What makes a pair and a requirement one, in whatever regions they stand.
KEYS = ["source_kind", "target_kind", "scope", "direction", "level", "source", "target"]
COLUMNS = [
    "region", "source_kind", "target_kind", "source", "target", "direction", "level", "strength",
    "status", "shown_by", "meetings", "weight", "last_date", "in_contact", "through_facilitator",
    "basis", "certainty", "scope", "evidence", "purpose", "reason", "facilitated_unknown",
    "knowable",
]  # fmt: skip
_BY = (
    "region", "kraj", "level", "strength", "source_kind", "target_kind", "scope", "direction",
)  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class RequiredTies:
    """What the records say of the ties a template asks for; made by :func:`netcoop.required_ties`.

    Attributes
    ----------
    settings
        What was asked for: ``within``, ``min_weight``, ``min_meetings``, ``max_age`` (as given)
        and ``reference`` (the day ages are counted to; ``None`` where nothing is dated).
    not_looked_at
        Layers the template would take as evidence, but the network does not have.
    n_without_kind, n_without_region
        Actors that are in no pair as their kind, or their region, is not known.
    n_undated
        Ties in the records of which it is not known when: they cannot be called stale.
    """

    settings: dict[str, Any]
    not_looked_at: tuple[str, ...]
    n_without_kind: int
    n_without_region: int
    n_undated: int
    _pairs: pd.DataFrame
    # As they may leave: no tie is weak by a small number of referrals.
    _shown: pd.DataFrame
    _net: Network

    @property
    def pairs(self) -> pd.DataFrame:
        """The pairs, one row a region, requirement and pair of actors; a copy.

        ``region`` (or kraj, or ``"all"``; missing of a pair of scope ``any`` whose actors have
        none), ``source_kind``, ``target_kind``, ``source``, ``target`` (ids; missing where there
        is no partner), ``direction``, ``level``, ``strength``; ``status`` (see
        :func:`netcoop.required_ties`); ``shown_by`` (layers in which they are tied, parted by
        ``|``, the one that shows it best first), ``meetings`` (how many they had together, whatever
        the evidence asked for; missing where the network has no meetings), ``weight`` and
        ``last_date`` (of the first layer of ``shown_by``), ``in_contact`` (tied in any layer,
        either way), ``through_facilitator`` (not in contact, but tied with the same networker);
        ``basis``, ``certainty``, ``scope``, ``evidence`` and ``purpose`` of the template;
        ``reason`` (why it is unknown: ``"attendance"`` cannot show a duty in a case, ``"layer"``:
        no such layer, ``"no_records"`` of the region, ``"register"``: a partner may be missing
        from the list), ``facilitated_unknown`` (it may have been only facilitated), ``knowable``
        (there are records of the region that could show it; what is seen elsewhere is in the
        records all the same, but in no share).

        For your own eyes: ids may be those of persons, and ``weight``, ``last_date`` and the
        status ``weak`` may tell of a single referral.
        """
        return self._pairs.copy(deep=False)

    @property
    def distinct(self) -> pd.DataFrame:
        """The pairs as in ``pairs``, those that stand in several regions once."""
        return _once(self._pairs)

    def fulfillment(self, by: str = "region") -> pd.DataFrame:
        """Count what the records say, by region or by what was asked.

        Parameters
        ----------
        by
            ``"region"``, ``"kraj"``, ``"level"``, ``"strength"``, ``"scope"``, ``"direction"``,
            ``"source_kind"`` or ``"target_kind"``.

        Returns
        -------
        pandas.DataFrame
            Indexed by ``by``, in the order of the alphabet: a column of counts for each status,
            ``asked`` (all of them), ``knowable`` (pairs that exist and that the records of the
            region could show) and ``share`` (of these, how many are ``met``, from 0 to 1; NaN
            where none is knowable, as in a region without records). A pair that stands in
            several regions counts in each, and once in rows that are no regions. For your own
            eyes, as ``pairs`` is.

        Raises
        ------
        ArgumentError
            ``by`` is none of these.
        """
        check_choice("by", by, _BY)
        return self._fulfilled(self._pairs, by)

    def _fulfilled(self, rows: pd.DataFrame, by: str) -> pd.DataFrame:
        """Count the pairs, by what is asked for."""
        key = rows["region"].map(kraj_of, na_action="ignore") if by == "kraj" else rows[by]
        parts = {name: _once(part) for name, part in rows.groupby(key, sort=True, dropna=False)}
        counts = pd.DataFrame([_counted(part) for part in parts.values()], columns=_COUNTS)
        counts.index = pd.Index(list(parts), name=by, dtype="str")
        return counts

    def to_frame(self, lang: str | None = None) -> pd.DataFrame:
        """List the pairs with a sentence each, as a table that may be passed on.

        Returns
        -------
        pandas.DataFrame
            As ``pairs``, codes and all, but a single person is called by its kind and a number;
            ``last_month`` in place of ``last_date``; ``weight`` is missing where it is one of
            referrals. No tie is ``weak`` by a limit of fewer than five referrals, or of referrals
            weighted otherwise than by their number. ``sentence`` says it in words.
        """
        code = check_language(lang or language())
        table = self._shown.copy()
        called = shown_labels(self._net, code)
        said = [pair_said(row, called, code) for row in table.to_dict("records")]
        if "disclosure" not in self._net.settings:
            ids = shown_ids(self._net.actors)
            for end in ("source", "target"):
                table[end] = table[end].map(ids, na_action="ignore").astype("str")
        cases = counts_cases(table["shown_by"].str.split("|").str[0])
        table["weight"] = table["weight"].mask(cases)
        month = table["last_date"].dt.strftime("%Y-%m").astype("str")
        place = list(table).index("last_date")
        table.insert(place, "last_month", month)
        return table.drop(columns="last_date").assign(sentence=pd.Series(said, dtype="str"))

    def summary(self) -> dict[str, Any]:
        """Give all numbers, flat; a pair that stands in several regions counts once.

        For your own eyes: who is ``weak`` may tell of a single referral.
        """
        return {
            **_counted(self.distinct),
            "regions": int(self._pairs["region"].nunique()),
            "n_without_kind": self.n_without_kind,
            "n_without_region": self.n_without_region,
            "n_undated": self.n_undated,
            "not_looked_at": "|".join(self.not_looked_at),
            **self.settings,
        }

    def sentence(self, lang: str | None = None) -> str:
        """Say in plain words how much of the template the records show, and what they cannot."""
        code = check_language(lang or language())
        counts = _counted(_once(self._shown))
        said = [
            text(
                "{where}: ties the template asks for: {n}; {counts}.",
                code,
                where=self._where(code),
                n=number(counts["asked"], code),
                counts=counts_said(counts, code),
            ),
            *self._remarks(counts, code),
            records_there_are(self._net, code),
        ]
        return " ".join(said)

    def _where(self, lang: str) -> str:
        """Name the region, or say how many there are."""
        regions = self._pairs["region"].dropna().unique()
        if self.settings["within"] == "all" or not len(regions):
            return text("Whole network", lang)
        if len(regions) == 1:
            return str(regions[0])
        if self.settings["within"] == "kraj":
            return plural("{n} kraj", "{n} krajs", len(regions), lang)
        return plural("{n} region", "{n} regions", len(regions), lang)

    def _remarks(self, counts: dict[str, Any], lang: str) -> list[str]:
        """Say what the numbers are of, and what they leave out."""
        said = []
        if counts["knowable"]:
            said.append(
                text(
                    "That is {met} of {knowable} that the records could show.",
                    lang,
                    met=number(counts["met_knowable"], lang),
                    knowable=number(counts["knowable"], lang),
                )
            )
        said += self._missing_kinds(lang)
        if self._shown is not self._pairs:
            said.append(
                text("By numbers of referrals no tie is called less than asked for here, as that "
                     "could tell small numbers.", lang)
            )  # fmt: skip
        if self.not_looked_at:
            layers = layers_said("|".join(self.not_looked_at), lang)
            said.append(text("The network does not hold: {layers}.", lang, layers=layers))
        if self.settings["max_age"] is not None and self.n_undated:
            said.append(
                text("Without a date, so not judged by age: {n}.", lang,
                     n=number(self.n_undated, lang))
            )  # fmt: skip
        for words, count in (
            (text("Actors of no known kind, left out: {n}.", lang, n=self.n_without_kind),
             self.n_without_kind),
            (text("Actors of no known region, left out: {n}.", lang, n=self.n_without_region),
             self.n_without_region),
        ):  # fmt: skip
            said += [words] if count else []
        return said

    def _missing_kinds(self, lang: str) -> list[str]:
        """Name the kinds of the partners that are not in the register, or not everywhere."""
        rows = self._pairs[self._pairs["status"] == "partner_missing"]
        lacking = rows["target_kind"].where(rows["target"].isna(), rows["source_kind"])
        alike = rows["source_kind"] == rows["target_kind"]
        there = set(kinds_in(self._net).dropna())
        named = {kind: kind_label(kind, lang) for kind in lacking.unique()}
        nowhere = sorted(label for kind, label in named.items() if kind not in there)
        some = sorted(named[kind] for kind in lacking[~alike].unique() if kind in there)
        single = sorted(named[kind] for kind in lacking[alike].unique())
        return [
            text(words, lang, kinds=few_said(kinds, lang))
            for words, kinds in zip(LACKING, (nowhere, some, single), strict=True)
            if kinds
        ]

    def equals(self, other: object) -> bool:
        """Tell whether two say the same of the same pairs."""
        return (
            isinstance(other, RequiredTies)
            and repr(self.summary()) == repr(other.summary())
            and self._pairs.equals(other._pairs)
            and self._shown.equals(other._shown)
        )

    def __repr__(self) -> str:
        counts = _counted(self.distinct)
        return (
            f"<RequiredTies: {counts['asked']} asked for, {counts['met_knowable']} of "
            f"{counts['knowable']} knowable met, {counts['absent']} not in the records, "
            f"{counts['unknown']} unknown>"
        )

    def _repr_html_(self) -> str:
        counts = self._fulfilled(self._shown, "region")
        return html_table(counts.reset_index(), caption=self.sentence(language()))


_COUNTS = [*STATUSES, "asked", "knowable", "share"]


def _once(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep each pair once, where it is knowable; a partner not there is missing in each region."""
    lacking = rows["source"].isna() | rows["target"].isna()
    # What is known of it in one region is known of it.
    ordered = rows[KEYS].loc[rows["knowable"].sort_values(ascending=False, kind="stable").index]
    twice = ordered.duplicated().reindex(rows.index) & ~lacking
    return rows[~twice].reset_index(drop=True)


def _counted(rows: pd.DataFrame) -> dict[str, Any]:
    """Count the statuses, and of how many pairs the records could tell."""
    counts = {name: int((rows["status"] == name).sum()) for name in STATUSES}
    knowable = int(rows["knowable"].sum())
    met = int((rows["knowable"] & (rows["status"] == "met")).sum())
    share = met / knowable if knowable else float("nan")
    return {
        **counts, "asked": len(rows), "knowable": knowable, "met_knowable": met, "share": share,
    }  # fmt: skip
