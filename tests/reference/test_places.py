"""Towns and regions in the names of actors, as people write them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcoop.errors import NetcoopError
from netcoop.reference import territories
from netcoop.reference._tables import read_table
from netcoop.reference.inflection import genitive, locative, phrase_locative
from netcoop.reference.places import find_places, kraj_of, orp_of_kraj

TOWNS = list(territories().index)
KRAJS = sorted(set(territories()["kraj_name"]))
# Two ORPs bear the name; only the official spelling of the second one tells them apart.
SHARED = {"Frýdlant": ("Frýdlant", "Frýdlant nad Ostravicí")}

# Written -> the ORPs it may mean, settled where there is one.
SETTLED = {
    "ZLÍN": "Zlín",
    "Mestsky urad Havlickuv Brod": "Havlíčkův Brod",
    "Mestsky urad Znojmo, odd.soc.pravni ochrany deti": "Znojmo",
    "MěÚ Znojmo, OSV - OSPOD": "Znojmo",
    "MÚ Svétla nad Sázavou": "Světlá nad Sázavou",
    "Brandýs nad Labem - Stará Boleslav": "Brandýs nad Labem-Stará Boleslav",
    "Brandýs n.L. - St.Boleslav MěÚ OSPOD": "Brandýs nad Labem-Stará Boleslav",
    "Brandýs nad Labem": "Brandýs nad Labem-Stará Boleslav",
    "Brandýs": "Brandýs nad Labem-Stará Boleslav",
    "Stará Boleslav": "Brandýs nad Labem-Stará Boleslav",
    "Hlavní město Praha": "Praha",
    "Magistrát hl. m. Prahy": "Praha",
    "v Praze": "Praha",
    "OSPOD Praha 4": "Praha",
    "Policie ČR Praha-východ": "Praha",
    "Frýdek Místek": "Frýdek-Místek",
    "Charita Frýdek - Místek": "Frýdek-Místek",
    "ve Frýdku-Místku": "Frýdek-Místek",
    "Frýdek": "Frýdek-Místek",
    "OSPOD F-M": "Frýdek-Místek",
    "OSPOD FM": "Frýdek-Místek",
    "OSPOD HB": "Havlíčkův Brod",
    "PPP HK": "Hradec Králové",
    "PPP UH": "Uherské Hradiště",
    "OSPOD ZR": "Žďár nad Sázavou",
    "OSPOD ČB": "České Budějovice",
    "OSPOD KV": "Karlovy Vary",
    "MB, OSPOD": "Mladá Boleslav",
    "JH - PPP": "Jindřichův Hradec",
    "Ústí n. L.": "Ústí nad Labem",
    "Ústí n/L": "Ústí nad Labem",
    "Ústí n L": "Ústí nad Labem",
    "Kraj. soud v Ústí n. Lab.": "Ústí nad Labem",
    "OS Ústí nad Orl.": "Ústí nad Orlicí",
    "Rychnov n. Kn.": "Rychnov nad Kněžnou",
    "Žďár n. S.": "Žďár nad Sázavou",
    "OSPOD Žďár n/S": "Žďár nad Sázavou",
    "MěÚ Světlá n.S.": "Světlá nad Sázavou",
    "Světlá n. Sáz.": "Světlá nad Sázavou",
    "Uh. Hradiště": "Uherské Hradiště",
    "Uh. Brod": "Uherský Brod",
    "Č. Lípa": "Česká Lípa",
    "Č.Budějovice": "České Budějovice",
    "N. Město na Mor.": "Nové Město na Moravě",
    "Nemocnice Nové Město n. Mor.": "Nové Město na Moravě",
    "Val. Meziříčí": "Valašské Meziříčí",
    "Val. Mez.": "Valašské Meziříčí",
    "Havl. Brod": "Havlíčkův Brod",
    "Jindř. Hradec": "Jindřichův Hradec",
    "Mn. Hradiště": "Mnichovo Hradiště",
    "Ml. Boleslav": "Mladá Boleslav",
    "Týn n. Vlt.": "Týn nad Vltavou",
    "Hradec Kr.": "Hradec Králové",
    "Rožnov p. R.": "Rožnov pod Radhoštěm",
    "Frenštát p. Radh.": "Frenštát pod Radhoštěm",
    "Nem. Jablonec n.N.": "Jablonec nad Nisou",
    "Bystřice n. P.": "Bystřice nad Pernštejnem",
    "Bystřice p. H.": "Bystřice pod Hostýnem",
    "Úst. nad Labem": "Ústí nad Labem",
    "Lip. nad Bečvou": "Lipník nad Bečvou",
    "D. Králové n. L.": "Dvůr Králové nad Labem",
    "Brandýs nad L.-St. B.": "Brandýs nad Labem-Stará Boleslav",
    "Nový Byd.": "Nový Bydžov",
    "K. Vary": "Karlovy Vary",
    "MěÚ N.Bor": "Nový Bor",
    "v Havlíčkově Brodě": "Havlíčkův Brod",
    "Havlíčkova Brodu": "Havlíčkův Brod",
    "Magistrát města Olomouce": "Olomouc",
    "Magistrát města Olomouc": "Olomouc",
    "Okresní soud ve Znojmě": "Znojmo",
    "ze Šlapanic": "Šlapanice",
    "v Bučovicích": "Bučovice",
    "Městský úřad Světlé nad Sázavou": "Světlá nad Sázavou",
    "pobočka v Brně": "Brno",
    "pracoviště v Písku": "Písek",
    "v Liberci": "Liberec",
    "města Vyškova": "Vyškov",
    "z Mostu": "Most",
    "před Kutnou Horou": "Kutná Hora",
    "ve Dvoře Králové": "Dvůr Králové nad Labem",
    "k Žatci": "Žatec",
    "Okresní soud v Ostravě": "Ostrava",
    "pro Opavu": "Opava",
    "s Karvinou": "Karviná",
    "Znojemská poradna": "Znojmo",
    "Jihlavský domov": "Jihlava",
    "Oblastní znojemská charita": "Znojmo",
    "Plzeňská diecéze": "Plzeň",
    "Frýdecko-místecká nemocnice": "Frýdek-Místek",
    "Vyškovsko": "Vyškov",
    "na Znojemsku": "Znojmo",
    "Znojemska": "Znojmo",
    "MAS Novojičínska": "Nový Jičín",
    "síť služeb Frýdecko-Místecko": "Frýdek-Místek",
    "OSPOD Slavkov": "Slavkov u Brna",
    "Valašské Meziříčí": "Valašské Meziříčí",
    "Brno-venkov": "Brno",
    "Statutární město Brno": "Brno",
    "Brno město": "Brno",
    "Plzeň-sever": "Plzeň",
    "Ostrava-Poruba": "Ostrava",
    "ÚMOb Moravská Ostrava": "Ostrava",
    "Nová Ves u Chotěboře": "Chotěboř",
    "OCH Znojmo - SAS Zrnko": "Znojmo",
    "Člověk v tísni o. p. s. (Bílina)": "Bílina",
    "Benešov u Prahy": "Benešov",
    "Frýdlant v Čechách": "Frýdlant",
    "Hranice na Moravě": "Hranice",
    "ZŠ Třebíč, Benešova 585": "Třebíč",
    "MŠ Pražská Znojmo": "Znojmo",
    "OSPOD Znojmo p. Nováková": "Znojmo",
    "OSPOD havlíčkův brod": "Havlíčkův Brod",
    "ospod znojmo": "Znojmo",
    "ospod most": "Most",
    "MěÚ Písek, odd. SPOD": "Písek",
    "Charita Aš": "Aš",
    "DDM Hranice": "Hranice",
    "OSPOD města olomouce": "Olomouc",
    "OSPOD krnov": "Krnov",
    "OSPOD Náměšť": "Náměšť nad Oslavou",
    "pobočka v Náměšti": "Náměšť nad Oslavou",
    "MěÚ Žďár": "Žďár nad Sázavou",
    "Králové Hradec": "Hradec Králové",
    "Moravske\u0301 Budějovice": "Moravské Budějovice",
}

AMBIGUOUS = {
    "N. Město n. M.": {"Nové Město na Moravě", "Nové Město nad Metují"},
    "Nové Město": {"Nové Město na Moravě", "Nové Město nad Metují"},
    "OSPOD v Ústí": {"Ústí nad Labem", "Ústí nad Orlicí"},
    "Bystřice": {"Bystřice nad Pernštejnem", "Bystřice pod Hostýnem"},
    "Brod": {"Český Brod", "Havlíčkův Brod", "Uherský Brod", "Železný Brod"},
    "Hradec": {"Hradec Králové", "Jindřichův Hradec"},
    "Boleslav": {"Mladá Boleslav", "Brandýs nad Labem-Stará Boleslav"},
    "Krumlov": {"Český Krumlov", "Moravský Krumlov"},
    "Nový B.": {"Nový Bor", "Nový Bydžov"},
    "V. Meziříčí": {"Valašské Meziříčí", "Velké Meziříčí"},
    "PPP VM": {"Valašské Meziříčí", "Velké Meziříčí"},
    "Novoměstsko": {"Nové Město na Moravě", "Nové Město nad Metují"},
}

IN_KRAJ = {
    "Olomoucký kraj": "Olomoucký kraj",
    "OLOMOUCKÝ KRAJ": "Olomoucký kraj",
    "Krajský úřad Olomouckého kraje": "Olomoucký kraj",
    "KÚ Jihomoravského kraje": "Jihomoravský kraj",
    "Jihomor. kraj": "Jihomoravský kraj",
    "v Moravskoslezském kraji": "Moravskoslezský kraj",
    "Moravsko-slezský kraj": "Moravskoslezský kraj",
    "Kraj Vysočina": "Kraj Vysočina",
    "Krajský úřad kraje Vysočina": "Kraj Vysočina",
    "Vysočina": "Kraj Vysočina",
    "na Vysočině": "Kraj Vysočina",
    "Kraj. úřad JmK, odd. SPOD": "Jihomoravský kraj",
    "KrÚ JmK": "Jihomoravský kraj",
    "KÚ JMK": "Jihomoravský kraj",
    "KUJMK": "Jihomoravský kraj",
    "JHM": "Jihomoravský kraj",
    "KÚOK": "Olomoucký kraj",
    "KÚ OK": "Olomoucký kraj",
    "KÚ MSK": "Moravskoslezský kraj",
    "OLK": "Olomoucký kraj",
    "ZLK": "Zlínský kraj",
    "VYS": "Kraj Vysočina",
    "KHK": "Královéhradecký kraj",
    "PAK": "Pardubický kraj",
    "LBK": "Liberecký kraj",
    "ULK": "Ústecký kraj",
    "KVK": "Karlovarský kraj",
    "PLK": "Plzeňský kraj",
    "JCK": "Jihočeský kraj",
    "STC": "Středočeský kraj",
    "SčK": "Středočeský kraj",
    "HMP": "Hlavní město Praha",
}

NOWHERE = """
Charita
ZŠ Školní 12
Most k domovu
most k domovu
MOST K DOMOVU
most
písek
Písek pro děti z.s.
Most z.s.
Ostrov, z.s.
Tábor her, z.s.
Světlá budoucnost z. s.
Hranice možností
Veselí senioři
Kolpingova rodina
Člověk v tísni
Policie ČR
Linka bezpečí
OSPOD
DDM
Středisko volného času Radost
MŠ Kytička
MŠ Světlá
ZŠ Komenského
ZŠ Hradecká
ZŠ Jihlavská 3
ZŠ Na Písku
ZŠ Benešova
Nová šance
Bílá pastelka
Český červený kříž
Slavkovská
Slavkovská 5
ul. Brněnská
UL. PRAŽSKÁ 5
Pražská 12
Kralická
Mgr. Jana Benešová
Ing. Králík
TJ Sokol.
pan Beneš.
a.s. Progress
AS
Krajský úřad
krajská síťařka
Probačka
3. ZŠ
MUDr. Vzorová
Soud
úřad práce HN
U Hradiště 3
Kostelec nad Černými lesy
Kostelec n. Č. l.
Brod nad Dyjí
Veselí nad Lužnicí
Benešov n. Pl.
Jablonec nad Jizerou
Moravská Nová Ves
Dolní Kounice
Horní Slavkov
Dolní Rychnov
Nová Bystřice
Červený Kostelec
Vysoké Veselí
Nové Město pod Smrkem
Nové Město n. Váhom
Vyšší Brod
Krásná Lípa
Moravský Beroun
Český Šternberk
MAS Moravský kras
Náměstí Míru 3
Dům na prahu z.s.
F. M. Dostojevskij
Klub Lyska
Zdar a síla
tábor
prac. skupina
OK
nepřišel nikdo
""".strip().splitlines()


def meant(written: str) -> list[tuple[str, ...]]:
    return [place.regions for place in find_places(written)]


def without_diacritics(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


@pytest.mark.parametrize(("written", "town"), SETTLED.items())
def test_a_town_is_found_however_it_is_written(written: str, town: str) -> None:
    assert [(place.regions, place.level) for place in find_places(written)] == [((town,), "orp")]


@pytest.mark.parametrize(("written", "towns"), AMBIGUOUS.items())
def test_what_may_be_several_towns_stays_open(written: str, towns: set[str]) -> None:
    (place,) = find_places(written)
    assert set(place.regions) == towns
    assert place.level == "orp"


@pytest.mark.parametrize(("written", "kraj"), IN_KRAJ.items())
def test_a_kraj_is_no_town(written: str, kraj: str) -> None:
    assert [(place.regions, place.level) for place in find_places(written)] == [((kraj,), "kraj")]


@pytest.mark.parametrize("written", NOWHERE)
def test_no_place_is_invented(written: str) -> None:
    assert find_places(written) == []


@pytest.mark.parametrize("town", TOWNS)
def test_every_town_is_found_in_every_dress(town: str) -> None:
    expected = [SHARED.get(town, (town,))]
    dresses = [
        town,
        town.upper(),
        without_diacritics(town),
        f"města {genitive(town)}",
        phrase_locative(town),
        without_diacritics(phrase_locative(town)),
        f"OSPOD {town.replace('-', ' - ')}, odd. 3",
    ]
    assert {dress: meant(dress) for dress in dresses} == dict.fromkeys(dresses, expected)


@pytest.mark.parametrize("kraj", [kraj for kraj in KRAJS if kraj != "Hlavní město Praha"])
def test_every_kraj_is_found_in_every_dress(kraj: str) -> None:
    for dress in [kraj, kraj.upper(), without_diacritics(kraj), genitive(kraj), locative(kraj)]:
        assert meant(f"úřad, {dress}") == [(kraj,)], dress


def test_seat_and_workplace_come_in_order() -> None:
    assert meant("PPP Brno, prac. Znojmo") == [("Brno",), ("Znojmo",)]
    assert meant("OSPOD Slavkov, OSPOD Bučovice") == [("Slavkov u Brna",), ("Bučovice",)]


@pytest.mark.parametrize(
    ("written", "span"),
    [
        ("OSPOD Praha 4", "Praha"),
        ("Brno-venkov", "Brno"),
        ("PČR Ostrava-Poruba", "Ostrava"),
        ("MěÚ Žďár n. S. - OSPOD", "Žďár n. S."),
        ("KÚOK", "OK"),
        ("Magistrát města Olomouce", "Olomouce"),
    ],
)
def test_the_span_leaves_the_rest_of_the_name(written: str, span: str) -> None:
    (place,) = find_places(written)
    assert written[place.start : place.end] == span


@pytest.mark.parametrize(
    ("town", "of_it", "in_it"),
    [
        ("Olomouc", "Olomouce", "v Olomouci"),
        ("Znojmo", "Znojma", "ve Znojmě"),
        ("Praha", "Prahy", "v Praze"),
        ("Plzeň", "Plzně", "v Plzni"),
        ("Zábřeh", "Zábřehu", "v Zábřehu"),
        ("Svitavy", "Svitav", "ve Svitavách"),
        ("Mladá Boleslav", "Mladé Boleslavi", "v Mladé Boleslavi"),
        ("České Budějovice", "Českých Budějovic", "v Českých Budějovicích"),
        ("Karlovy Vary", "Karlových Varů", "v Karlových Varech"),
        ("Mnichovo Hradiště", "Mnichova Hradiště", "v Mnichově Hradišti"),
        ("Hradec Králové", "Hradce Králové", "v Hradci Králové"),
        ("Frýdek-Místek", "Frýdku-Místku", "ve Frýdku-Místku"),
        ("Velké Meziříčí", "Velkého Meziříčí", "ve Velkém Meziříčí"),
        ("Sušice", "Sušice", "v Sušici"),
        ("Dačice", "Dačic", "v Dačicích"),
        ("Kraj Vysočina", "Kraje Vysočina", "v Kraji Vysočina"),
    ],
)
def test_names_are_inflected_as_offices_write_them(town: str, of_it: str, in_it: str) -> None:
    assert (genitive(town), phrase_locative(town)) == (of_it, in_it)


def test_towns_and_their_kraj_agree() -> None:
    assert kraj_of("Slavkov u Brna") == "Jihomoravský kraj"
    assert sum(len(orp_of_kraj(kraj)) for kraj in KRAJS) == len(TOWNS)
    with pytest.raises(NetcoopError, match="Znojmo"):
        kraj_of("Znojm")


@pytest.mark.parametrize(
    ("table", "column"),
    [("adjectives", "region"), ("place_names", "regions"), ("initials", "meaning")],
)
def test_the_tables_name_places_that_exist(table: str, column: str) -> None:
    named = read_table(table, text=[column])[column].dropna().str.split("|").explode()
    assert set(named) <= {*TOWNS, *KRAJS}


PIECES = st.sampled_from(
    [
        *TOWNS,
        *NOWHERE,
        "n.",
        "n/",
        "KÚ",
        "F-",
        "-",
        ". ",
        " ",
        "\u0301",
        "ß",
        "İ",
        "Č",
        "kr.",
        "nad",
    ]
)


@given(st.one_of(st.text(), st.lists(PIECES).map("".join), st.lists(PIECES).map(" ".join)))
def test_spans_lie_in_the_text_in_order_for_any_text(written: str) -> None:
    before = 0
    for place in find_places(written):
        assert before <= place.start < place.end <= len(written)
        assert place.regions
        assert set(place.regions) <= set(KRAJS if place.level == "kraj" else TOWNS)
        before = place.end
