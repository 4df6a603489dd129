"""The ties that law and practice ask for between kinds of actors: a starter to make one's own.

``tables/required_ties.csv`` was compiled for netcoop (MIT) from Czech law (acts 359/1999, 108/2006,
561/2004 and others), guidance, and the founding documents of the example data. No lawyer has
checked it.
"""

from __future__ import annotations

import pandas as pd

from netcoop._core.texts import check_language, text
from netcoop.reference._tables import read_table

__all__ = ["required_ties_template"]

_COLUMNS = [
    "source_kind", "target_kind", "scope", "direction", "level", "strength", "evidence", "basis",
    "certainty", "area", "purpose", "note", "seen_at",
]  # fmt: skip


def required_ties_template(lang: str = "en") -> pd.DataFrame:
    """Give an example of which actors should be in touch, to be changed into your own list.

    176 rows on Czech law and practice. It is an example: no lawyer has checked it, and laws
    change. Take out what does not apply to you, add what you have agreed on, and give the result
    to :func:`netcoop.required_ties`, or keep it as the table ``required`` of your records.

    Parameters
    ----------
    lang : str, default "en"
        Language of ``purpose`` and of the note, ``"cs"`` or ``"en"``.

    Returns
    -------
    pandas.DataFrame
        One row for two kinds of actors and one purpose, a new frame at each call:

        - ``source_kind``, ``target_kind``: codes of ``vocabulary("actor")``;
        - ``scope``: whom of that kind it is about: of the same ``region`` or ``kraj``, or ``any``;
        - ``direction``: ``directed`` (from source to target) or ``undirected``;
        - ``level``: ``case`` (about a child) or ``institution`` (between the two at all);
        - ``strength``: ``must``, ``should`` or ``practice``;
        - ``evidence``: layers of a network that could show it, parted by ``|``;
        - ``basis``: the law or guidance, as quoted by the source; missing where there is none;
        - ``certainty``: how far the row was checked: V seen in a source; H, M, L from knowledge of
          the field, high, medium, low;
        - ``area`` (case, service, territory, governance, planning, prevention, network) and
          ``purpose``: what it is for;
        - ``note``, ``seen_at``: remarks of the collector, and where the basis was seen (``seed``:
          in the founding documents);
        - ``example``: always True: a row of the starter, not checked by a lawyer.

        ``.attrs["note"]`` says the same in words.

    Raises
    ------
    ArgumentError
        If the language is not known.

    Examples
    --------
    >>> template = required_ties_template()
    >>> len(template)
    176
    >>> template.loc[0, ["source_kind", "target_kind", "level", "purpose"]].tolist()
    ['ZS', 'OSPOD', 'case', 'notification of a child at risk']
    """
    code = check_language(lang)
    table = read_table("required_ties")
    table["purpose"] = table[f"purpose_{code}"]
    chosen = table[_COLUMNS].astype("str").assign(example=True)
    chosen.attrs["note"] = text(
        "An example, not legal advice: no lawyer has checked these rows, and laws change. "
        "Certainty: V seen in a source; H, M, L from knowledge of the field (high, medium, low).",
        code,
    )
    return chosen
