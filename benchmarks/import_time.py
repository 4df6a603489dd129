"""How long `import netcoop` takes, beside `import pandas` and bare Python, in fresh processes."""

import statistics
import subprocess
import sys
import time

CODE = {"python": "pass", "pandas": "import pandas", "netcoop": "import netcoop"}
ROUNDS = 15


def seconds(code: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - start


def main() -> None:
    times: dict[str, list[float]] = {name: [] for name in CODE}
    for _ in range(ROUNDS + 1):  # in turn, so that a slow moment of the machine strikes all
        for name, code in CODE.items():
            times[name].append(seconds(code))
    medians = {name: statistics.median(values[1:]) for name, values in times.items()}
    for name, median in medians.items():
        print(f"{name:8} {median:.3f} s   {median / medians['python']:.1f} × bare Python")


if __name__ == "__main__":
    main()
