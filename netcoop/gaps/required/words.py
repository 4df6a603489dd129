"""What is said of required ties in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from netcoop._core.checks import SHOWN, is_missing
from netcoop._core.texts import mark, number, text
from netcoop.gaps.field import LAYERS
from netcoop.metrics.keyplayers import listed
from netcoop.reference import kind_label

# In the sentence over all pairs, in this order.
COUNTED = {
    "met": mark("in the records: {n}"),
    "weak": mark("in the records, but less than asked for: {n}"),
    "stale": mark("in the records, but not lately: {n}"),
    "only_facilitated": mark("in the records only from facilitated meetings or contacts: {n}"),
    "one_sided": mark("in the records one way only: {n}"),
    "absent": mark("not in the records: {n}"),
    "partner_missing": mark("no such partner in the register: {n}"),
    "unknown": mark("the records cannot tell: {n}"),
}
_OF_PAIR = {
    "met": mark("{source} – {target}: in the records ({layers})."),
    "weak": mark("{source} – {target}: in the records ({layers}), but less than asked for."),
    "stale": mark("{source} – {target}: in the records ({layers}), last in {month}."),
    "only_facilitated": mark(
        "{source} – {target}: in the records only from facilitated meetings or contacts."
    ),
    "one_sided": mark("{source} – {target}: in the records one way only ({layers})."),
    "absent": mark("{source} – {target}: not in the records."),
    "partner_missing": mark("{who}: the register has no actor of the kind {kind} there."),
}
_ONE_WAY = mark(
    "{source} → {target}: not in the records; the other way, {target} → {source}, is ({layers})."
)
_UNKNOWN = {
    "attendance": mark(
        "{source} – {target}: unknown; attendance cannot show a duty in a single case."
    ),
    "layer": mark("{source} – {target}: unknown; there are no records that could show it."),
    "no_records": mark(
        "{source} – {target}: unknown; there are no records of the region of one or both."
    ),
    "register": mark(
        "{who}: unknown; no actor of the kind {kind} is listed, and the list may not be complete."
    ),
}
# Of two of one kind there is one, and no other.
_ALONE = {
    "partner_missing": mark("{who}: the register has no other actor of the kind {kind} there."),
    "unknown": mark(
        "{who}: unknown; no other actor of the kind {kind} is listed, and the list may not be "
        "complete."
    ),
}
# Kinds that nobody is of, that are not in every region, that have one actor and no other.
LACKING = (
    mark("Kinds the register lacks: {kinds}."),
    mark("Kinds it lacks in some regions: {kinds}."),
    mark("Kinds of which some regions have one actor and no other: {kinds}."),
)
_IN_CONTACT = mark("Other records show the two in contact.")
_THROUGH = mark("Both are tied with the same networker.")
_IN_DOUBT = mark("Whether it was only facilitated is not known.")


def few_said(names: Sequence[str], lang: str) -> str:
    """List names as people do; of many the first, and how many more there are."""
    if len(names) <= SHOWN:
        return listed(names, lang)
    return text("{names} and more ({n})", lang, names=", ".join(names[:SHOWN]),
                n=number(len(names) - SHOWN, lang))  # fmt: skip


def layers_said(layers: str, lang: str) -> str:
    """Name the layers of a column such as "meeting|referral"."""
    names = [layer for layer in layers.split("|") if layer]
    return ", ".join(text(LAYERS[name], lang) if name in LAYERS else name for name in names)


def counts_said(counts: Mapping[str, int], lang: str) -> str:
    """Write how many pairs have which status; those that none has are left out."""
    parts = [
        text(words, lang, n=number(counts[status], lang))
        for status, words in COUNTED.items()
        if counts[status] or status == "met"
    ]
    return "; ".join(parts)


def pair_said(row: Mapping[Any, Any], called: Mapping[str, str], lang: str) -> str:
    """Say in one sentence or two what the records say of a pair."""
    ends = {end: called.get(str(row[end]), "") for end in ("source", "target")}
    # Who is there lacks the other end.
    lacking = "target" if is_missing(row["target"]) else "source"
    last = row["last_date"]
    values = {
        **ends,
        "who": ends["source"] or ends["target"],
        "kind": kind_label(row[f"{lacking}_kind"], lang),
        "layers": layers_said(row["shown_by"], lang),
        "month": "" if is_missing(last) else f"{last.month}/{last.year}",
    }
    status = row["status"]
    nobody = is_missing(row["source"]) or is_missing(row["target"])
    if nobody and row["source_kind"] == row["target_kind"]:
        words = _ALONE[status]
    elif status == "unknown":
        words = _UNKNOWN[row["reason"]]
    elif status == "one_sided" and row["direction"] == "directed":
        words = _ONE_WAY
    else:
        words = _OF_PAIR[status]
    said = [text(words, lang, **values)]
    if status in {"absent", "unknown"}:
        said += [text(_IN_CONTACT, lang)] if row["in_contact"] else []
        said += [text(_THROUGH, lang)] if row["through_facilitator"] else []
    if row["facilitated_unknown"]:
        said.append(text(_IN_DOUBT, lang))
    return " ".join(said)
