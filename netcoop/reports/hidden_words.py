"""What is hidden and why, in words; :mod:`netcoop.reports.hidden` lists what was."""

from __future__ import annotations

from netcoop._core.texts import mark

# What is stopped at the door, by the code of the finding: what it was, and what was done.
AT_THE_DOOR = {
    "personal_data": (mark("column of personal data"), mark("not read")),
    "case_pseudonym": (mark("numbers of cases or files"), mark("pseudonyms stand for them")),
    "person_pseudonym": (mark("names of persons as actors"), mark("pseudonyms stand for them")),
    "person_removed": (mark("names of persons beside an actor"), mark("taken out")),
    "contact_blanked": (mark("addresses and phone numbers"), mark("taken out")),
    "birth_number": (mark("birth numbers"), mark("taken out")),
    "doubtful_person": (mark("actors that may be persons"), mark("treated as persons")),
}
WHY_DOOR = mark("Ties between organisations need no data on persons.")
# What is hidden where results leave: what it is, what is done, and why.
RESULTS = {
    "small_ties": (
        mark("ties of few referrals"),
        mark("drawn, with “<{threshold}” for the number"),
        mark("Few referrals may be one family."),
    ),
    "persons": (
        mark("actors that are single persons"),
        mark("called by their kind and a number"),
        mark("A person's name is no result."),
    ),
    "metrics": (
        mark("numbers worked out from hidden ties"),
        mark("worked out with {value} for each hidden number"),
        mark("Else the hidden number would follow from them."),
    ),
    "totals": (
        mark("totals of referrals, and rows of their table"),
        mark("not shown"),
        mark("A total less what is shown would tell what is hidden."),
    ),
    "days": (
        mark("days of meetings and referrals"),
        mark("shown by month or longer"),
        mark("A day may point to a family."),
    ),
    "meeting_days": (
        mark("days of meetings"),
        mark("shown by month or longer"),
        mark("A day may point to a family."),
    ),
    "columns": (
        mark("columns of the register beside those needed"),
        mark("not published"),
        mark("They may hold anything."),
    ),
    "own_words": (
        mark("kinds, sectors, levels and roles in words of their own, of few organisations"),
        mark("shown as “other”"),
        mark("What fewer than three share is no category, and may name a person."),
    ),
    "free_text": (
        mark("texts outside the vocabulary"),
        mark("shown as “other” or left out"),
        mark("They may hold anything."),
    ),
}
# With a threshold of 1 these are not done.
BY_THRESHOLD = frozenset({"small_ties", "metrics"})
# Netcoop's own columns in which persons are found, as people call them.
COLUMN_WORDS = {
    "actor": mark("actor"),
    "name": mark("name"),
    "source": mark("from whom"),
    "target": mark("to whom"),
    "convener": mark("who called the meeting"),
    "topic": mark("topic"),
    "person": mark("whether it is a person"),
}
# Words that may stand in a header beside one on persons; any other word may be somebody's name.
PLAIN_WORDS = frozenset(
    {
        "a", "i", "na", "osoby", "osob", "ditete", "deti", "klienta", "klienty", "zastupce",
        "ucastnika", "organizace", "cislo", "kontaktni", "person", "of", "the", "child", "and",
        "number", "id", "kod", "datum", "date", "full", "first", "last", "birth", "osoba",
    }
)  # fmt: skip
# A word of a header longer than that may be several, a name among them.
LONG = 16
