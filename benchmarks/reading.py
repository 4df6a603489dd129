"""Reading and matching 200,000 messy rows with 5,000 written names, beside a bare pandas.read_csv.

The file is made by a seed: Windows-1250, four ways to write a day, lengths of time in words,
columns of persons, excuses, impossible days. A process of its own reads it and says its peak.
"""

import random
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

ROWS, NAMES, SEED = 200_000, 5_000, 2018
KINDS = ("OSPOD", "ZŠ", "MŠ", "PPP", "PČR", "Charita", "SAS", "MěÚ", "PMS", "NZDM", "SVP")
ENDINGS = ("", "", " – Školní", " - Zrnko", " Lipová", ", prac. 2", " z.s.", " o. p. s.")
HEADER = "Datum;Organizace;Hodin;Forma;Jméno;E-mail;Číslo jednání;ORP;Podpis"
HOURS = ("2 hod. 30 min", "1,5", "3", "cca 2", "")

CHILD = """
import resource, sys, time
start = time.perf_counter()
import netcoop as nc
records = nc.read_records(sys.argv[1], key="benchmark")
middle = time.perf_counter()
resolved = nc.resolve_actors(records)
end = time.perf_counter()
account = records.account.iloc[0]
assert account["read"] == account["kept"] + account["dropped"] == 200_000
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(f"read {middle - start:.1f} s, matched {end - middle:.1f} s, peak {peak:.0f} MB,",
      f"{len(records.problems):,} findings, {len(resolved.actors):,} actors")
print(end - start)
"""
BARE = """
import sys, time, pandas
start = time.perf_counter()
pandas.read_csv(sys.argv[1], sep=";", encoding="cp1250", dtype="str")
print(time.perf_counter() - start)
"""


def names(rng: random.Random, towns: list[str]) -> list[str]:
    """Names as people write them: some in lower case, some with a person before them."""
    found: dict[str, None] = {}
    while len(found) < NAMES:
        name = f"{rng.choice(KINDS)} {rng.choice(towns)}{rng.choice(ENDINGS)}"
        name = name.lower() if rng.random() < 0.3 else name
        found["Mgr. Jana Vzorová, " + name if rng.random() < 0.1 else name] = None
    return list(found)


def write(path: Path) -> None:
    import netcoop as nc

    rng = random.Random(SEED)
    towns = nc.territories().index.tolist()
    written = names(rng, towns)
    lines = [HEADER]
    for row in range(ROWS):
        meeting = row // 8
        day = date(2018, 1, 1) + timedelta(days=meeting % 1500)
        forms = (
            f"{day.day}. {day.month}. {day.year}",
            f"{day.day}.{day.month}.{day.year}",
            day.isoformat(),
            "31.6.2018" if rng.random() < 0.05 else f"{day:%d.%m.%y}",
        )
        cells = (
            rng.choice(forms), rng.choice(written), rng.choice(HOURS),
            rng.choice(("osobně", "online", "tel.")), "Jana Nová", "jana@example.cz",
            f"K{meeting}", rng.choice(towns), rng.choice(("", "", "", "omluven")),
        )  # fmt: skip
        lines.append(";".join(f'"{cell}"' for cell in cells))
    path.write_bytes("\r\n".join(lines).encode("cp1250"))


def run(code: str, path: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "prezence.csv"
        write(path)
        print(f"{ROWS:,} rows, {NAMES:,} names, {path.stat().st_size / 1e6:.0f} MB")
        bare = float(run(BARE, path)[-1])
        report, seconds = run(CHILD, path)
        print(report)
        print(f"together {float(seconds):.1f} s: {float(seconds) / bare:.0f} × pandas.read_csv")


if __name__ == "__main__":
    main()
