"""The words of the field: codes with Czech and English labels, and the spellings people use.

``tables/vocabulary.csv`` was compiled for netcoop (MIT) from the founding documents of its
example data, Czech law (acts 359/1999, 108/2006, 561/2004 and others) and public code lists. Its
column ``certainty`` says how far an entry was checked: V seen in a source, H, M, L from knowledge
of the field, high to low.

The module is called vocabularies because :func:`vocabulary` is public: a module of that name
would hide it.
"""

from __future__ import annotations

from functools import cache

import pandas as pd

from netcoop._core.checks import check_choice
from netcoop._core.texts import check_language, mark, text
from netcoop.reference._tables import read_table

__all__ = ["KINDS", "SECTORS", "kind_label", "kind_sector", "sector_label", "vocabulary"]

KINDS = (
    "actor",
    "meeting",
    "channel",
    "need",
    "referral",
    "outcome",
    "role",
    "tie_layer",
    "indicator",
)

# Short enough for the legend of a map.
SECTORS = {
    "spod": mark("child protection"),
    "oversight": mark("oversight"),
    "municipality": mark("municipal offices"),
    "coordination": mark("coordination"),
    "region_admin": mark("regional authority"),
    "state": mark("state administration"),
    "education": mark("schools and counselling"),
    "health": mark("health"),
    "justice_security": mark("police and justice"),
    "social_services": mark("social services"),
    "ngo": mark("non-profit organisations"),
    "community": mark("community and leisure"),
    "education_training": mark("training"),
    "research": mark("research"),
    "client": mark("families and children"),
    "other": mark("other"),
}


def vocabulary(kind: str, lang: str = "en") -> pd.DataFrame:
    """List the codes netcoop knows for one kind of thing, with labels in your language.

    Parameters
    ----------
    kind : str
        What the codes stand for: ``"actor"`` (kinds of actors), ``"meeting"`` (kinds of
        meetings), ``"channel"``, ``"need"``, ``"referral"`` (kinds of referrals), ``"outcome"``
        (of a referral), ``"role"`` (at a meeting), ``"tie_layer"`` or ``"indicator"``.
    lang : str, default "en"
        Language of the labels, ``"cs"`` or ``"en"``.

    Returns
    -------
    pandas.DataFrame
        One row a code, a new frame at each call: ``code``, ``label``, ``sector`` and ``level``
        (of actors; missing elsewhere), ``aliases`` (other spellings, parted by ``|``; missing
        where there are none).

    Raises
    ------
    ArgumentError
        If the kind or the language is not known.

    Examples
    --------
    >>> vocabulary("channel", lang="cs").loc[:1, ["code", "label"]].values.tolist()
    [['OSOBNE', 'Osobně'], ['ONLINE', 'Online / videokonference']]
    """
    check_choice("kind", kind, KINDS)
    entries = _entries()
    chosen = entries[entries["kind"] == kind].reset_index(drop=True)
    chosen["label"] = chosen[f"label_{check_language(lang)}"]
    return chosen[["code", "label", "sector", "level", "aliases"]]


def kind_label(code: object, lang: str = "en") -> str:
    """Name a kind of actor in plain words.

    Parameters
    ----------
    code : object
        Code of a kind of actor, as in ``vocabulary("actor")``.
    lang : str, default "en"
        ``"cs"`` or ``"en"``.

    Returns
    -------
    str
        The label. A code netcoop does not know is returned as it is, a missing one as ``""``.

    Examples
    --------
    >>> kind_label("PMS"), kind_label("PMS", lang="cs"), kind_label("own kind"), kind_label(None)
    ('Probation and Mediation Service', 'Probační a mediační služba', 'own kind', '')
    """
    if _is_missing(code):
        return ""
    if code == "other":
        return text(SECTORS["other"], check_language(lang))
    return _labels(check_language(lang)).get(str(code), str(code))


def kind_sector(code: object) -> str | None:
    """Tell the sector a kind of actor belongs to; unknown or missing kinds give ``None``.

    Examples
    --------
    >>> kind_sector("PLDD"), kind_sector("own kind")
    ('health', None)
    """
    return None if _is_missing(code) else _sectors().get(str(code))


def sector_label(code: object, lang: str = "en") -> str:
    """Name a sector in plain words, short enough for a legend.

    Parameters
    ----------
    code : object
        Code of a sector, as in the column ``sector`` of ``vocabulary("actor")``.
    lang : str, default "en"
        ``"cs"`` or ``"en"``.

    Returns
    -------
    str
        The label. A sector netcoop does not know is returned as it is, a missing one as ``""``.

    Examples
    --------
    >>> sector_label("spod"), sector_label("justice_security"), sector_label("own sector")
    ('child protection', 'police and justice', 'own sector')
    """
    check_language(lang)
    if _is_missing(code):
        return ""
    label = SECTORS.get(str(code))
    return str(code) if label is None else text(label, lang=lang)


def _is_missing(code: object) -> bool:
    # NaN and NaT are the only values that differ from themselves.
    return code is None or code is pd.NA or code != code


@cache
def _entries() -> pd.DataFrame:
    return read_table("vocabulary")


@cache
def _labels(lang: str) -> dict[str, str]:
    actors = vocabulary("actor", lang)
    return dict(zip(actors["code"], actors["label"], strict=True))


@cache
def _sectors() -> dict[str, str]:
    actors = vocabulary("actor")
    return dict(zip(actors["code"], actors["sector"], strict=True))
