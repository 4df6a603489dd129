"""Every text of the map page, in English as the code holds it; the catalogue has the Czech."""

from __future__ import annotations

from netcoop._core.texts import LANGUAGES, mark, plural_forms, text

LANGUAGE_NAMES = {"cs": "Česky", "en": "English"}

PAGE_TEXTS = {
    "title": mark("Cooperation network"),
    "search": mark("Search"),
    "search_hint": mark("name or place…"),
    "found_none": mark("No actor found."),
    "size": mark("Mark size"),
    "threshold": mark("Strength from"),
    "all": mark("all"),
    "all_labels": mark("All labels"),
    "whole": mark("Whole network"),
    "period": mark("Period"),
    "compare": mark("Compare with"),
    "compare_none": mark("nothing"),
    "picture": mark("Picture"),
    "grouped": mark("Groups"),
    "single": mark("Actors"),
    "facilitators": mark("With facilitators"),
    "without_facilitators": mark("without facilitators"),
    "save": mark("Save and print"),
    "save_png": mark("Picture (PNG)"),
    "save_svg": mark("Picture as vectors (SVG)"),
    "save_csv": mark("Table (CSV, for Excel)"),
    "saved": mark("Saved:"),
    "not_saved": mark("This browser could not make the picture. Try SVG or print instead."),
    "print": mark("Print"),
    "closer": mark("Zoom in"),
    "farther": mark("Zoom out"),
    "map": mark("Map of the network"),
    "map_help": mark(
        "Click a mark, search for an actor or choose a row of the table. With the map in focus: "
        "arrows move it, + and − or the wheel zoom, 0 shows the whole network, n and p go to the "
        "next and the previous actor, Esc clears."
    ),
    "legend": mark("Legend"),
    "groups": mark("Actors"),
    "regions": mark("Regions"),
    "no_region": mark("region not stated"),
    "all_regions": mark("all"),
    "no_regions": mark("none"),
    "kinds": mark("Ties"),
    "changes": mark("What changed"),
    "kept": mark("tie in both periods"),
    "formed": mark("tie only in the later period"),
    "dissolved": mark("tie only in the earlier period"),
    "dissolved_note": mark(
        "A tie that is not in the records of one period may have gone on unrecorded."
    ),
    "size_legend": mark("Size of the mark"),
    "group_size": mark("Groups (double outline): number of actors"),
    "group_ties": mark("ties between groups, wider for more ties"),
    "size_grouped": mark(
        "The size of a group is the number of its actors. Show the actors to choose another size."
    ),
    "shown_groups": mark("Groups are shown."),
    "shown_actors": mark("Single actors are shown."),
    "shown_members": mark("Shown are the actors of the group"),
    "shown_everything": mark("Everything is shown."),
    "thinned": mark("Weaker ties appear when you zoom in."),
    "isolate": mark("actor without ties (white spot)"),
    "width_legend": mark("A thicker line is a stronger tie of its kind."),
    "missing_legend": mark(
        "A missing tie is a pair worth a look that has no tie in these records; "
        "the actor's card says why. It is nobody's fault."
    ),
    "undecided": mark("Name not decided: it may be another actor of this map."),
    "undecided_name": mark("name not decided"),
    "observed": mark(
        "The map knows only actors that appear in the records; who never appeared is not on it."
    ),
    "shown": mark("Shown:"),
    "total": mark("in all:"),
    "empty": mark("There is no actor in this network."),
    "all_hidden": mark("The filters hide all actors."),
    "show_all": mark("Show everything"),
    "actor": mark("Actor"),
    "kind": mark("Kind"),
    "sector": mark("Sector"),
    "region": mark("Region"),
    "level": mark("Level"),
    "role": mark("Role"),
    "strength": mark("strength"),
    "strongest": mark("Strongest partners"),
    "missing_partners": mark("Missing ties"),
    "no_partner": mark("No tie of this actor is in these records."),
    "no_partner_shown": mark("The filters hide all ties of this actor."),
    "behind": mark("What lies behind"),
    "before_after": mark("The numbers show the earlier and the later period."),
    "absent": mark("This actor is not in the records of this period."),
    "quarter": mark("quarter"),
    "block_size": mark("Actors"),
    "block_within": mark("Ties within"),
    "block_partners": mark("Strongest ties to other groups"),
    "block_open": mark("Show its actors"),
    "block_members": mark("Who belongs here"),
    "back_to_blocks": mark("Back to groups"),
    "incoming": mark("from them"),
    "outgoing": mark("to them"),
    "close": mark("Close the card"),
    "table": mark("Actors of the map"),
    "table_help": mark(
        "The numbers always describe the whole network, whatever the filters hide. "
        "Click a row or press Enter to find the actor on the map; click a heading to sort."
    ),
    "all_rows": mark("Show all rows"),
    "cut": mark("Shown are the first {shown} of {all} actors in this order."),
    "selected": mark("Selected:"),
    "no_script": mark("The map needs JavaScript, which is switched off in this browser."),
    "other_group": mark("others"),
    "other_or_unstated": mark("others or not stated"),
    "unstated": mark("not stated"),
    "local": mark("local"),
    "regional": mark("regional"),
    "national": mark("national"),
    "facilitator": mark("facilitator"),
}


def page_texts() -> dict[str, dict[str, str]]:
    """All texts of the page, in all languages."""
    return {
        lang: {key: text(message, lang) for key, message in PAGE_TEXTS.items()}
        for lang in LANGUAGES
    }


def counted_texts() -> dict[str, dict[str, list[str]]]:
    """Forms of the counted texts for 1, 2 to 4, and more, in all languages."""
    return {
        lang: {
            "actors": plural_forms("{n} actor", "{n} actors", lang),
            "ties": plural_forms("{n} tie", "{n} ties", lang),
            "missing": plural_forms("{n} missing tie", "{n} missing ties", lang),
            "isolates": plural_forms("{n} isolated actor", "{n} isolated actors", lang),
            "more": plural_forms("and {n} more", "and {n} more", lang),
            "kept": plural_forms("{n} tie kept", "{n} ties kept", lang),
            "formed": plural_forms("{n} new tie", "{n} new ties", lang),
            "dissolved": plural_forms("{n} tie only before", "{n} ties only before", lang),
            "regions_off": plural_forms("{n} hidden", "{n} hidden", lang),
            "found": plural_forms("{n} actor found", "{n} actors found", lang),
        }
        for lang in LANGUAGES
    }
