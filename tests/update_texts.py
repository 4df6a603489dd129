"""Bring ``cs.po`` in step with the code: new texts empty, left-over ones gone."""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from netcoop._core import texts

LIBRARY = Path(texts.__file__).parents[2]
CATALOGUE = Path(texts.__file__).with_name("cs.po")
KEYWORDS = {"text": None, "mark": None, "plural": (1, 2), "plural_forms": (1, 2)}
METHODS = [("**.py", "python"), ("**.j2", "jinja2.ext:babel_extract")]

HEADER = """\
# Czech texts of netcoop. English is the text in the code; `make texts` keeps this file in step.
msgid ""
msgstr ""
"Language: cs\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=3; plural=(n==1) ? 0 : (n>=2 && n<=4) ? 1 : 2;\\n"

"""


def used_texts() -> list[str | tuple[str, str]]:
    """Every text in the code and the templates, once, in the order of the files."""
    found = extract_from_dir(
        LIBRARY,
        METHODS,
        keywords=KEYWORDS,
        # Babel passes over folders that begin with an underscore.
        directory_filter=lambda _: True,
    )
    return list(dict.fromkeys(message for _, _, message, _, _ in found))


def main() -> None:
    """Write the catalogue anew with the translations there are."""
    known = {m.id: m.string for m in read_po(io.BytesIO(CATALOGUE.read_bytes()), locale="cs")}
    fresh = Catalog(locale="cs")
    for message in used_texts():
        fresh.add(message, known.get(message))
    body = io.BytesIO()
    write_po(body, fresh, width=98, omit_header=True)
    CATALOGUE.write_text(HEADER + body.getvalue().decode("utf-8").lstrip(), encoding="utf-8")
    empty = [m for m in used_texts() if not all(known.get(m) or [""])]
    print(f"{len(used_texts())} texts, {len(empty)} without Czech", *empty, sep="\n  ")


if __name__ == "__main__":
    main()
