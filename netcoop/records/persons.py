"""Natural persons among the actors: told by title or first name, replaced by a pseudonym."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata

from netcoop.records.families import ORGANISATIONS, holds_family, names_family
from netcoop.records.families import PERSONAL_KINDS as PERSONAL_KINDS
from netcoop.records.families import WITHIN as _FAMILY_WITHIN
from netcoop.reference.kinds import find_kinds
from netcoop.reference.persons import first_names
from netcoop.reference.places import find_places

_UPPER = "A-ZÁČĎÉĚÍĽŇÓÖŘŠŤÚŮÜÝŽ"
# Academic titles and ranks before a name. "por." is a rank and a counselling centre: below.
_BEFORE = (
    r"(?:(?:Bc|BcA|Mgr|MgA|Ing|arch|MUDr|MDDr|MVDr|JUDr|PhDr|PaedDr|RNDr|PharmDr|ThDr|ThLic|ThMgr|"
    r"RSDr|ICDr|Dr|doc|prof|akad|mal|[np]?por|ppor|npor|kpt|mjr|pplk|plk|genmjr|[np]?prap|pprap|"
    r"n?stržm|rtm|nrtm|nadpor|podpor)\.?|paní|pan|pí|p\.|mudr\.?|mgr\.?|bc\.?|ing\.?|judr\.?|phdr\.?)"
)
_TITLES = re.compile(rf"^\s*(?:{_BEFORE}(?:\s+|(?<=\.)|(?=[,/(])))+")
# The same within a text, where "p." may be "pod" and "por." a counselling centre.
_WITHIN = re.compile(
    r"\s+(?=(?:Bc|BcA|Mgr|MgA|Ing|MUDr|MDDr|JUDr|PhDr|PaedDr|RNDr|PharmDr|ThDr|doc|prof)\.?\s*[^\W\d_]"
    rf"|(?:pan|paní)\s+[{_UPPER}])"
)
# "ZŠ prof. Václava Vejdovského" bears a name; nobody came from it by that name.
_NAMED_AFTER = re.compile(
    r"(?:ZŠ|MŠ|ZUŠ|SŠ|SOŠ|základní škola|mateřská škola|gymnázium|nemocnice|knihovna)(?: a MŠ)?\s+"
    r"(?:prof|doc|Dr|MUDr|PhDr|Ing)\.",
    re.IGNORECASE,
)
_TITLED = re.compile(
    r"(?<!\w)(?:(?:Bc|BcA|Mgr|MgA|Ing|MUDr|MDDr|JUDr|PhDr|PaedDr|RNDr|PharmDr|ThDr)\.?\s*)+"
    rf"(?:[{_UPPER}][^\W\d_A-Z]+(?:[ -]+(?=[{_UPPER}][^\W\d_A-Z])|\b)){{1,2}}"
    r"(?:,\s*(?:DiS|Ph\.?D|CSc)\.?)?"
)
_AFTER = re.compile(
    r"[,\s]+(?:Ph\.?\s?D\.?|CSc\.?|DrSc\.?|DiS\.?|dis\.|MBA|LL\.?\s?M\.?|MPA|MHA|Th\.?\s?D\.?|MSc\.?)"
    r"(?=\W|$)"
)
_ACADEMIC = re.compile(
    r"(?:bc|bca|mgr|mga|ing|mudr|mddr|mvdr|judr|phdr|paeddr|rndr|pharmdr|thdr|dr|doc|prof)\b",
    re.IGNORECASE,
)
_EDGES = " ,;.-–—"
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*\.?")
# Whoever heals children alone is an actor of a kind, and still a person.
_PHYSICIAN = re.compile(r"\bMUDr\b", re.IGNORECASE)
_SOLITARY = {
    "pldd": "PLDD", "pediatr": "PLDD", "pediatricka": "PLDD", "detsky lekar": "PLDD",
    "detska lekarka": "PLDD", "prakticky lekar": "PL", "vpl": "PL",
    "pedopsychiatr": "PEDOPSY", "pedopsychiatricka": "PEDOPSY", "detsky psychiatr": "PEDOPSY",
    "detska psychiatricka": "PEDOPSY", "psychiatr": "PEDOPSY", "psycholog": "PSYCHOLOG",
    "psycholozka": "PSYCHOLOG", "klinicky psycholog": "PSYCHOLOG", "detsky psycholog": "PSYCHOLOG",
    "klin. psycholog": "PSYCHOLOG", "logoped": "LOGO", "logopedka": "LOGO",
    "klinicky logoped": "LOGO", "pestoun": "PESTOUN", "pestounka": "PESTOUN",
    "ordinace": "PLDD", "lekar": "PLDD", "lekarka": "PLDD",
}  # fmt: skip
_LEGAL_FORM = re.compile(
    r"[\s,]*(?:s\.\s?r\.\s?o|spol\.\s?s\s?r\.\s?o|a\.\s?s)\.?[\s,]*", re.IGNORECASE
)
_PARTS = re.compile(r"\s*[,;()/|\n]\s*|\s+[-–—]\s+")
_PSEUDONYM = re.compile(r"([A-Z][A-Z0-9_]*|person)-[0-9a-f]{10}")
# "J. Novák", "Novák J."
_INITIALS = re.compile(
    rf"(?:[{_UPPER}]\.\s*){{1,2}}[{_UPPER}][^\W\d_]+|[{_UPPER}][^\W\d_]+\s+[{_UPPER}]\."
)
_MOST_WORDS = 3
# What stands beside the name of a person, of a child above all. A number is shaped like a birth
# number even if its check digit is wrong: whoever wrote it meant one.
BIRTH_SHAPE = re.compile(
    r"(?:(?<!\w)r\.?\s?č\.?\s*:?\s*)?(?<![\d/])\d{6}\s?[/\\]\s?\d{3,4}(?![\d/])", re.IGNORECASE
)
NAMED_PHONE = re.compile(
    r"\b(?:tel|mob|telefon|mobil)\.?\s*:?\s*\+?\d[\d\s-]{7,14}\d(?!\d)", re.IGNORECASE
)
_BORN = re.compile(
    r"(?<!\w)(?:nar(?:\.|oz\w*\.?)?\s*:?\s*(?:dne\s*)?|\*\s?)\d{1,4}(?:[.\s/-]+\d{1,4})*(?!\w)\.?",
    re.IGNORECASE,
)
_CHILD = re.compile(
    r"(?<!\w)(?:nezl(?:\.|(?=\s)|etil\w*)|(?:dítě|syn|dcera)(?=\s+\w))\s*:?", re.IGNORECASE
)
# Marks beside a name; of a phone alone less follows than of the others.
_MARKS = ((_CHILD, "\x01"), (BIRTH_SHAPE, "\x03"), (_BORN, "\x01"), (NAMED_PHONE, "\x02"))
_AWAY = re.compile(r"\b(?:oml|nepřít)", re.IGNORECASE)
_MARK = re.compile(r"[\x01-\x03]")
_PHONED = re.compile(rf"[{_UPPER}][^\W\d_]*(?:ová|ský|ská|ák|ík)", re.IGNORECASE)


def without_marked(written: str) -> tuple[str, str | None, str]:
    """Take out a person told by what stands beside the name: a birth number, "nezl.", "nar.".

    Returns
    -------
    tuple
        What is left; the name of the person, or ``None`` if there is none; its kind.

    Examples
    --------
    >>> without_marked("nezl. Vzor, nar. 1. 1. 2015"), without_marked("ZŠ Vzor 123456/0100")
    (('', 'Vzor', 'RODINA'), ('ZŠ Vzor 123456/0100', None, 'person'))
    """
    nothing = (written, None, "person")
    marked = _MARK.sub("", written)
    for pattern, sign in _MARKS:
        marked = pattern.sub(sign, marked)
    if not _MARK.search(marked):
        return nothing
    # A mark belongs to the name before it, or to the one behind it.
    marked = re.sub(r"\s*[(,;]\s*([\x01-\x03])\s*\)?(?=\s*(?:$|[,;]))", r" \1", marked)
    parts = [part for part in _PARTS.split(marked) if part]
    persons = [part for part in parts if _MARK.search(part) and _is_marked(part)]
    if not persons:
        return nothing
    rest = _MARK.sub(" ", _without(marked, persons)).strip(" ,;")
    kind = "RODINA" if _CHILD.search(written) else "person"
    return rest, re.sub(r"\s+", " ", _MARK.sub(" ", persons[0])).strip(), kind


def _is_marked(part: str) -> bool:
    """Tell whether what stands beside a mark may be a name."""
    bare = _TITLES.sub("", _AFTER.sub("", " " + _MARK.sub(" ", part)).strip(_EDGES + " "))
    words = bare.split()
    if not words:
        return "\x03" in part  # a number alone, and it is somebody's
    if not re.search(r"[\x01\x03]", part):
        return len(words) == 1 and _PHONED.fullmatch(bare) is not None
    first = words[0].casefold() in first_names()
    return (
        len(words) <= _MOST_WORDS
        and all(_WORD.fullmatch(word) and (word[0].isupper() or first) for word in words)
        and not _AWAY.search(bare)
        and not (ORGANISATIONS.search(bare) or _is_place(bare) or _is_office(bare))
    )


def _is_office(bare: str) -> bool:
    """Tell whether a name is an abbreviation, or called by a kind of actor."""
    capitals = [word for word in bare.split() if word.isupper() and len(word) > 1]
    mixed = bool(capitals) and (not bare.isupper() or len(capitals) == 1)
    return mixed or bool(find_kinds(bare))


def looks_like_person(name: str) -> bool:
    """Tell whether a written actor is a natural person, by title or first name.

    Examples
    --------
    >>> looks_like_person("MUDr. Vzorová"), looks_like_person("Jana Vzorová, DiS.")
    (True, True)
    >>> looks_like_person("ZŠ Jana Husa"), looks_like_person("Nadace Terezy Maxové")
    (False, False)
    """
    rest, marked, _ = without_marked(name)
    if marked is not None and not rest:
        return True
    plain = _AFTER.sub("", " " + name).strip(_EDGES)
    bare = _TITLES.sub("", plain)
    words = bare.split()
    if names_family(name) is not None:
        return True
    if bare == plain and bare.islower() and len(words) == 2 and words[0] in first_names():
        return words[1].endswith(("ová", "ova"))
    if not 1 <= len(words) <= _MOST_WORDS or ORGANISATIONS.search(bare):
        return False
    if not all(_WORD.fullmatch(word) for word in words):
        return False
    if _INITIALS.fullmatch(bare):
        return True
    titled = bare != plain or plain != name.strip(_EDGES)
    capitals = all(word[0].isupper() for word in words)
    if not capitals and not (titled and _ACADEMIC.match(plain)):
        return False
    if not bare.isupper() and any(word.isupper() and len(word) > 1 for word in words):
        return False  # an abbreviation: an office, not a surname
    if titled:
        # "por. Znojmo" is the counselling centre of Znojmo; an officer has two names.
        return len(words) > 1 or not re.match(r"\s*por\.", name)
    return len(words) > 1 and any(word.casefold() in first_names() for word in words)


def without_person(written: str) -> tuple[str, str | None]:
    """Take persons out of what is written for an actor.

    Returns
    -------
    tuple
        What is left and ``None``; or the person and the kind of actor it is, where there is
        nothing else.

    Examples
    --------
    >>> without_person("Mgr. Jana Vzorová, OSPOD Znojmo")
    ('OSPOD Znojmo', None)
    >>> without_person("MUDr. Vzorová")
    ('MUDr. Vzorová', 'PLDD')
    """
    rest, marked, marked_kind = without_marked(written)
    if marked is not None:
        # Another may be named beside the first.
        return without_person(rest) if rest else (marked or written, marked_kind)
    tidy = _AFTER.sub("", " " + written).strip(" ,;")
    if tidy == written.strip(" ,;") and not _may_hold_person(written):
        return written, None
    family = names_family(written)
    if family is not None:
        return written, family
    if not _NAMED_AFTER.match(tidy):
        tidy = _FAMILY_WITHIN.sub(", ", _WITHIN.sub(", ", tidy))
    parts = [part for whole in _PARTS.split(tidy) for part in _after_name(whole) if part]
    others = [part for part in parts if not looks_like_person(part)]
    if len(others) == len(parts):
        whole = looks_like_person(written)
        return written, _kind_of(written) if whole else None
    named = next(part for part in parts if looks_like_person(part))
    kinds = [_SOLITARY.get(_plain(part)) for part in others]
    # A town beside a name says where the person works, not for whom.
    if all(
        kind or _is_place(part) or _LEGAL_FORM.fullmatch(part)
        for kind, part in zip(kinds, others, strict=True)
    ):
        return named, next(filter(None, kinds), None) or _kind_of(written)
    return _without(tidy, [part for part in parts if looks_like_person(part)]), None


def without_titled(written: str) -> str:
    """Take persons with a title out of a text, such as a topic or a note.

    Examples
    --------
    >>> without_titled("zapsala Mgr. Jana Vzorová po jednání")
    'zapsala po jednání'
    """
    bare = _TITLED.sub("", written)
    return written if bare == written else re.sub(r"\s+", " ", bare).strip(" ,;")


def without_names(written: str) -> str:
    """Take persons out of a text that names no actor; nothing may be left.

    Examples
    --------
    >>> without_names("dohled; Jana Nováková"), without_names("Petr Vzor")
    ('dohled', '')
    """
    bare = without_titled(written)
    if not _may_hold_person(bare):
        return bare
    parts = [part for whole in _PARTS.split(bare) for part in _after_name(whole)]
    persons = [part for part in parts if looks_like_person(part)]
    return _without(bare, persons) if persons else bare


def _may_hold_person(written: str) -> bool:
    """Spare most names the splitting: a title or a first name must be in it."""
    if re.search(rf"(?:^|[\s,;(/\n]){_BEFORE}(?:\s|(?<=\.))", written):
        return True
    if holds_family(written) or _INITIALS.search(written):
        return True
    return any(word.casefold() in first_names() for word in re.findall(r"[^\W\d_]+", written))


def _after_name(part: str) -> list[str]:
    """Part "Mgr. Jana Vzorová OSPOD Znojmo" behind the name."""
    bare = _TITLES.sub("", part)
    words = bare.split()
    named = len(words) > 2 and words[0].casefold() in first_names()
    length = 2 if named else 1 if bare != part and len(words) > 1 else 0
    behind = " ".join(words[length:])
    behind = re.sub(r"^(?:ze?|za)\s+", "", behind)
    office = behind[:2].isalpha() and behind[:2].isupper()
    if not length or not (office or _LEGAL_FORM.fullmatch(behind) or ORGANISATIONS.search(behind)):
        return [part]
    titles = part[: len(part) - len(bare)]
    return [titles + " ".join(words[:length]), behind]


def _is_place(part: str) -> bool:
    places = find_places(part)
    return bool(places) and not re.search(
        r"[^\W\d_]", part[: places[0].start] + part[places[-1].end :]
    )


def _without(tidy: str, persons: list[str]) -> str:
    for person in persons:
        tidy = tidy.replace(person, "")
    tidy = re.sub(r"\(\s*[,;]?\s*\)", "", tidy)
    tidy = re.sub(r"\s*([,;/|\n–—-])(?:\s*[,;/|\n])+\s*", r"\1 ", tidy)
    tidy = re.sub(r"^[\s,;/|–—-]+|[\s,;/|–—-]+$", "", tidy).strip()
    inner = re.fullmatch(r"\(([^()]*)\)", tidy)
    return inner[1].strip() if inner else tidy


def _kind_of(written: str) -> str:
    family = names_family(written)
    return family or ("PLDD" if _PHYSICIAN.search(written) else "person")


def _plain(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).strip(" .")


def pseudonym_kind(name: str) -> str | None:
    """Give the kind of actor a pseudonym stands for, or ``None`` if it is no pseudonym.

    Examples
    --------
    >>> pseudonym_kind("PLDD-1f3a9c2e00"), pseudonym_kind("ZŠ Lipová")
    ('PLDD', None)
    """
    match = _PSEUDONYM.fullmatch(name)
    return match[1] if match else None


def bare_name(name: str) -> str:
    """Reduce the name of a person to its plain words in the order of the alphabet.

    Examples
    --------
    >>> bare_name("MUDr. Jana VZOROVÁ, CSc.")
    'jana vzorova'
    """
    words = _plain(_TITLES.sub("", _AFTER.sub("", " " + name).strip(" ,;")))
    return " ".join(sorted(re.findall(r"\w+", words)))


class Pseudonyms:
    """Names of persons → pseudonyms by a keyed hash (HMAC-SHA-256): the same for the same key.

    Without the key no name can be tried against a pseudonym; a plain hash could be guessed.
    """

    def __init__(self, key: str | bytes | None) -> None:
        self.repeatable = key is not None
        given = secrets.token_bytes(32) if key is None else key
        self._key = given.encode("utf-8") if isinstance(given, str) else given
        self.made = 0

    def of(self, kind: str, name: str) -> str:
        """Make the pseudonym of a person; titles, order and case of the names do not matter."""
        return self._digest(kind, bare_name(name))

    def of_case(self, number: str) -> str:
        """Make the pseudonym of a case or file number."""
        return self._digest("case", re.sub(r"\W", "", number.casefold()))

    def _digest(self, kind: str, plain: str) -> str:
        self.made += 1
        domain = "case" if kind == "case" else "person"
        message = f"{domain}:{plain}".encode()
        return f"{kind}-{hmac.new(self._key, message, hashlib.sha256).hexdigest()[:10]}"
