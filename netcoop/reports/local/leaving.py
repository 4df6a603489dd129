"""What of the words people wrote may be repeated: codes, places and usual words, no free text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from weakref import WeakKeyDictionary

import pandas as pd

from netcoop._core.checks import is_missing
from netcoop._core.texts import NOT_AVAILABLE, number, plural, text
from netcoop.actors.regions import canonical_region, kraj_names
from netcoop.errors import ArgumentError
from netcoop.gaps import RequiredTies, WhiteSpots, required_ties, white_spots
from netcoop.gaps.required.template_rows import kinds_in, requirements
from netcoop.gaps.whitespots.catalogue import group_key
from netcoop.gaps.whitespots.words import service_label
from netcoop.reference import kind_label, territories, vocabulary
from netcoop.reports.local.given import Given

# Words that target groups are usually called by, folded; a group with any other word stays unsaid.
_GROUP_WORDS = (
    "a aged and at autistickeho az azylanti azylu bez byt children chronickym cinnosti "
    "civilni detem deti detmi ditete ditetem diteti do domaciho dospeli dusevnim etnicke "
    "families family for foster from group imigranti in jejich jevy jinym jsou kombinovanym "
    "komunitach krizi let lide lidmi matky mensiny mentalnim mladez mladi mladistvi na "
    "nahradni nahradnich nasili nasilim navykovych nebo nezadoucimi obeti of ohrozene "
    "ohrozeni ohrozeny ohrozenych old onemocnenim opoustejici or osoby osvojitele otcove "
    "parents pece peci people pestouni pestounske pestounu poruchami postizenim prarodice "
    "predskolni pristresi pro risk rizikovy rodic rodice rodiceum rodicu rodin rodiny "
    "rozchodu rozvodu s samozivitele se seniori skolni skolska sluchovym socialne socialnim "
    "specialnimi spektra spolecensky telesnym the to trestne ustavni v vcetne ve vek vekem "
    "veku vychovy vylouceni vyloucenych with year years young youth zarizeni zavisle "
    "zavislosti zavislostmi zdravotnim zijici zivota zpusob zrakovym zraneni"
)

# Ages say for whom a service is; any other number may count the children of one family.
_UNIT = r"\s*(?:let|lety|rok[uy]?|rokem|years?(?: old)?|yrs?)(?!\w)"
_AGES = re.compile(
    rf"(?<!\w)(?:(?:od |from )?(\d{{1,2}})(?: let)?\s*(?:[-–—]|az|do|to)\s*(\d{{1,2}}){_UNIT}"
    rf"|(?:do|nad|od|under|over|from|up to)\s*\d{{1,2}}{_UNIT})"
)

_required: WeakKeyDictionary[Given, RequiredTies | None] = WeakKeyDictionary()
_spots: WeakKeyDictionary[Given, WhiteSpots | None] = WeakKeyDictionary()


def required_of(given: Given) -> RequiredTies | None:
    """Look the template up in the full network, once; ``None`` where nothing can be looked up.

    Where no actor has a region, the network is looked at as a whole.
    """
    if given not in _required:
        _required[given] = _looked_up(given)
    return _required[given]


def _looked_up(given: Given) -> RequiredTies | None:
    if given.template is None:
        return None
    # A template that cannot be read is an error for whoever gave it.
    requirements(given.template, given.full)
    if not given.full.n_actors or kinds_in(given.full).isna().all():
        return None
    for within in ("region", None):
        try:
            return required_ties(given.full, given.template, within=within)
        except ArgumentError:
            # Nobody has a region.
            continue
    return None


def spots_of(given: Given) -> WhiteSpots | None:
    """Find the white spots of the records, once; ``None`` without services and needs."""
    if given not in _spots:
        tables = given.records.tables
        there = any(len(tables.get(name, ())) for name in ("services", "needs"))
        _spots[given] = white_spots(given.records) if there else None
    return _spots[given]


class Leaving:
    """Calls actors, services, places and target groups as they may leave.

    A service or place that the reference tables do not know is called by a number, a target group
    with an unusual word "another target group": what people wrote there may hold anything.
    """

    def __init__(
        self, given: Given, services: Iterable[object] = (), places: Iterable[object] = ()
    ) -> None:
        self.lang, self.threshold = given.lang, given.threshold
        self._names, self._ids = given.names, given.ids
        kinds = given.net.actors.get("kind", pd.Series(dtype="str")).dropna()
        codes = (vocabulary(name)["code"] for name in ("actor", "meeting", "need"))
        self._codes = frozenset().union(*codes)
        self._kinds = frozenset(vocabulary("actor")["code"]) | frozenset(map(str, kinds))
        regions = given.net.actors.get("region", pd.Series(dtype="str")).dropna()
        known = {canonical_region(str(region)) for region in regions}
        self._places = frozenset(territories().index) | kraj_names() | known
        self._other_services = _numbered(services, self._codes)
        self._other_places = _numbered(places, self._places)

    def name(self, actor: str) -> str:
        """Call an actor; one that is not in the register may be called anything there."""
        return self._names.get(actor) or text("provider outside the register", self.lang)

    def names(self) -> Mapping[str, str]:
        """How the actors of the network are called."""
        return self._names

    def ids(self, actors: Iterable[str]) -> str:
        """List the ids of actors as they may leave, parted by "|"."""
        return "|".join(self._ids.get(actor, "other") for actor in actors)

    def id(self, actor: object) -> str | None:
        """Give the id of an actor as it may leave."""
        return None if is_missing(actor) else self._ids.get(str(actor), "other")

    def kind(self, code: object) -> str | None:
        """Give the code of a kind of actor, where the register as published or a table has it."""
        return str(code) if code in self._kinds else None

    def kind_label(self, code: object) -> str:
        """Name a kind of actor."""
        known = self.kind(code)
        return text("other kind", self.lang) if known is None else kind_label(known, self.lang)

    def service_code(self, code: str) -> str:
        """Give the code of a service, or "other" and a number."""
        number_of = self._other_services.get(code)
        return code if number_of is None else f"other {number_of}"

    def service(self, code: str) -> str:
        """Name a service, or the kind of meeting that is needed."""
        number_of = self._other_services.get(code)
        if number_of is None:
            return service_label(code, self.lang)
        return text("other service {n}", self.lang, n=number_of)

    def place(self, region: object) -> str | None:
        """Name a region."""
        if is_missing(region):
            return None
        number_of = self._other_places.get(str(region))
        return str(region) if number_of is None else self._other_place(number_of)

    def _other_place(self, n: int) -> str:
        return text("other place {n}", self.lang, n=n)

    def group(self, written: object) -> str | None:
        """Name a target group."""
        if is_missing(written):
            return None
        words = re.findall(r"\w+", _AGES.sub(_no_range, group_key(written)))
        known = set(_GROUP_WORDS.split())
        usual = all(word in known for word in words)
        return str(written) if usual else text("another target group", self.lang)

    def count(self, people: float) -> str:
        """Write a number of people; a small one as "<5"."""
        if is_missing(people):
            return NOT_AVAILABLE
        if 0 < people < self.threshold:
            return f"<{number(self.threshold, self.lang)}"
        return number(people, self.lang)


def _no_range(ages: re.Match[str]) -> str:
    """Take a range of ages out; "9 to 7" is none."""
    low, high = ages.groups()
    return " " if low is None or int(low) < int(high) else ages.group()


def _numbered(written: Iterable[object], known: Iterable[object]) -> dict[str, int]:
    """Give a number to each word that is not known, by the alphabet."""
    others = {str(word) for word in written if not is_missing(word)} - set(map(str, known))
    return {word: place for place, word in enumerate(sorted(others), 1)}


def more_in(n: int, file: str, lang: str) -> str:
    """Say that a table was cut, and where the rest is."""
    if n <= 0:
        return ""
    return plural("{n} more row is in {file}.", "{n} more rows are in {file}.", n, lang, file=file)
