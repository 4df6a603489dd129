"""Was it facilitated? What is recorded says so, else who convened it."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netcoop.records.schema import fold
from netcoop.records.units import meeting_keys, words_of
from netcoop.records.values import as_flag
from netcoop.reference.codes import codes_of
from netcoop.reference.kind_tables import NETWORKER_KINDS

if TYPE_CHECKING:
    from netcoop.records.records import Records

FACILITATOR = "facilitator"
# Words for all who facilitate, whatever their role or kind is called.
_ANY = frozenset({FACILITATOR, "facilitatorka", "sitar", "sitarka"})
# How people write the role. Who coordinates the support of one family is none of them, and
# whoever moderated one meeting need not be one.
_FACILITATOR = re.compile(
    r"facilitator(?:ka)?|(?:lokalni|krajsk[ya]|regionalni)?sitar(?:ka)?|(?:local|regional)networker"
)


def is_facilitator(role: str) -> bool:
    """Tell whether a role of the register says that an actor facilitates, however it is written.

    Examples
    --------
    >>> is_facilitator("Facilitator"), is_facilitator("lokální síťařka"), is_facilitator("škola")
    (True, True, False)
    """
    meant = codes_of("actor", str(role).strip())
    return bool(_FACILITATOR.fullmatch(fold(role))) or (
        bool(meant) and set(meant) <= set(NETWORKER_KINDS)
    )


def facilitators_in(register: pd.DataFrame) -> pd.Series:
    """Say of every row of a register whether it is a facilitator's: by its role, or by its kind.

    Examples
    --------
    >>> register = pd.DataFrame({"role": ["síťař", None, None], "kind": [None, "ZS", "LOK_SITAR"]})
    >>> facilitators_in(register).tolist()
    [True, False, True]
    """
    nothing = pd.Series(pd.NA, index=register.index, dtype="str")
    role = register.get("role", nothing).astype("str")
    by_role = role.map(is_facilitator, na_action="ignore").eq(True)
    return by_role | register.get("kind", nothing).isin(NETWORKER_KINDS)


def in_role(register: pd.DataFrame, role: str) -> pd.Series:
    """Say of every row of a register whether it has a role, however that is written.

    "facilitator" and "síťař" mean all who facilitate, by their role or by their kind.

    Examples
    --------
    >>> register = pd.DataFrame({"role": ["Host", None], "kind": [None, "LOK_SITAR"]})
    >>> in_role(register, "facilitator").tolist(), in_role(register, "host").tolist()
    ([False, True], [True, False])
    """
    if fold(role) in _ANY:
        return facilitators_in(register)
    roles = register.get("role", pd.Series(pd.NA, index=register.index, dtype="str"))
    return roles.astype("str").map(fold, na_action="ignore").eq(fold(role)).eq(True)


def roles_in(register: pd.DataFrame) -> list[str]:
    """List the roles that may be asked for."""
    roles = register.get("role", pd.Series(dtype="str")).dropna().astype("str").unique()
    some = [FACILITATOR] if facilitators_in(register).any() else []
    return list(dict.fromkeys([*roles, *some]))


def facilitated_rows(records: Records, table: str = "meetings") -> pd.Series:
    """Say of every meeting or contact whether it was facilitated; missing where nobody knows.

    A meeting is facilitated if any of its rows says so, else not if any says that it was not.
    Where nothing is recorded, it goes by who convened it (``convener``, and actors listed as
    organiser): by a facilitator, it was; by others only, it was not. Of contacts, it goes by the
    two ends. Facilitators are the actors of the register whose ``role`` says so ("facilitator",
    "síťař"), or whose kind is that of a networker; a register that names none says nothing. As
    long as names are not resolved (:func:`netcoop.resolve_actors`), an actor is known only by its
    exact id, name or alias, whatever the case.

    Parameters
    ----------
    records
        Records that have the table.
    table
        ``"meetings"`` or ``"contacts"``.

    Returns
    -------
    pandas.Series
        True, False or missing for every row of the table; all rows of a meeting have one value.

    Examples
    --------
    >>> from netcoop.records import Records
    >>> sheet = pd.DataFrame(
    ...     {"actor": list("ABAB"), "meeting_id": list("1122"), "convener": ["Net", None, "A", "A"]}
    ... )
    >>> register = pd.DataFrame(
    ...     {"actor_id": ["A", "B", "net"], "role": [None, None, "facilitator"]}
    ... )
    >>> facilitated_rows(Records(meetings=sheet, actors=register)).tolist()
    [True, True, False, False]
    """
    frame = records.tables[table]
    recorded = _flags(frame)
    roles = _Register(records)
    if table == "contacts":
        ends = [roles.of(frame[end]) for end in ("source", "target")]
        # One facilitator is enough; that there was none takes both ends.
        derived = np.where(np.fmax(*ends) == 1, 1.0, np.maximum(*ends))
        return _answers(np.where(np.isnan(recorded), derived, recorded), frame)
    unit = pd.factorize(meeting_keys(frame))[0]
    organiser = frame["actor"].where(words_of(frame, "role").eq("organiser"))
    derived = np.fmax(roles.of(words_of(frame, "convener")), roles.of(organiser))
    whole = _any(recorded, unit)
    return _answers(np.where(np.isnan(whole), _any(derived, unit), whole), frame)


def _flags(frame: pd.DataFrame) -> np.ndarray:
    """Read what is recorded: 1 yes, 0 no, NaN not known."""
    words = words_of(frame, "facilitated")
    read = {word: as_flag(word)[0] for word in words.dropna().unique()}
    return words.map(read).to_numpy("float64", na_value=np.nan)


class _Register:
    """Who is a facilitator, who is another known actor, by every way the register writes them."""

    def __init__(self, records: Records) -> None:
        self.everyone: set[str] = set()
        self.facilitators: set[str] = set()
        self.undecided: set[str] = set()
        # Once names are resolved, whoever is not in the register is none of it.
        self.resolved = records.resolved
        register = records.actors
        if register is None or not {"role", "kind"}.intersection(register):
            return
        register = register.reset_index(drop=True)
        spellings = [register[name] for name in ("actor_id", "name") if name in register]
        if "aliases" in register:
            spellings.append(register["aliases"].astype("str").str.split("|").explode())
        keys = pd.concat(spellings).dropna().map(_key)
        facilitator = facilitators_in(register)
        self.everyone = set(keys)
        self.facilitators = set(keys[facilitator[keys.index].to_numpy()])
        if records.names is not None:
            self.undecided = self._undecided(records.names)

    def _undecided(self, names: pd.DataFrame) -> set[str]:
        """Find what may mean a facilitator, as nobody has decided yet, and what names nobody."""
        candidates = names["candidates"].astype("str").str.split("|").explode().dropna().map(_key)
        may_be = candidates.isin(self.facilitators).groupby(level=0).any()
        open_yet = names["status"].isin(["proposed", "ambiguous"]) & may_be.reindex(
            names.index, fill_value=False
        )
        nobody = names["status"].eq("not_an_actor")
        return set(names["actor_id"][open_yet].map(_key)) | set(names["written"][nobody].map(_key))

    def of(self, names: pd.Series) -> np.ndarray:
        """Say of every name: 1 a facilitator, 0 another actor, NaN none or not known."""
        answers = {name: self._one(_key(name)) for name in names.dropna().unique()}
        return names.map(answers).to_numpy("float64", na_value=np.nan)

    def _one(self, key: str) -> float:
        if not self.facilitators:
            return np.nan
        if key in self.facilitators:
            return 1.0
        if key in self.undecided:
            return np.nan
        return 0.0 if self.resolved or key in self.everyone else np.nan


def _key(written: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", str(written)).casefold().split())


def _any(values: np.ndarray, unit: np.ndarray) -> np.ndarray:
    """Give all rows of a meeting one answer: yes if any says yes, else no if any says no."""
    return pd.Series(values).groupby(unit).transform("max").to_numpy("float64")


def _answers(values: np.ndarray, frame: pd.DataFrame) -> pd.Series:
    flags = pd.array(values == 1, dtype="boolean")
    flags[np.isnan(values)] = pd.NA
    return pd.Series(flags, index=frame.index, name="facilitated")
