"""Wall time and peak memory of every stage on many statements: the sample's, varied.

    python evals/scale.py --statements 10000 --run /tmp/scale

Each variant of a statement drops or doubles a few of its words, so that no two texts are equal.
Peak memory is that of the process while the stage ran, read from /proc (Linux).
"""

import argparse
import csv
import random
import tempfile
import time
from pathlib import Path

from pipeline import verbs
from pipeline.resources import resource
from pipeline.runner import Event


def varied(text: str, chance: random.Random) -> str:
    words = text.split()
    for _ in range(1 + len(words) // 12):
        place = chance.randrange(len(words))
        words[place : place + 1] = chance.choice(([], [words[place]] * 2, ["auch", words[place]]))
        words = words or text.split()
    return " ".join(words)


def write_survey(path: Path, count: int) -> None:
    chance = random.Random(7)
    with resource("data/beispiel/umfrage.csv").open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file, delimiter=";")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(head)
        for number in range(count):
            _, *middle, text = rows[number % len(rows)]
            said = text if number < len(rows) else varied(text, chance)
            writer.writerow([f"V{number:06}", *middle, said])


def reset_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def peak_mib() -> float:
    status = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in status if line.startswith("VmHWM")).split()[1]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--statements", type=int, default=10_000)
    parser.add_argument("--run", type=Path, default=Path(tempfile.mkdtemp()) / "lauf")
    options = parser.parse_args()
    survey = Path(tempfile.mkdtemp()) / "umfrage.csv"
    write_survey(survey, options.statements)
    print(f"{'stage':<24}{'records':>9}{'left':>7}{'seconds':>9}{'peak MiB':>10}")

    def watch(event: Event) -> None:
        if event.kind == "done":
            figures = f"{event.records:>9}{event.left:>7}{event.seconds:>9.1f}{peak_mib():>10.0f}"
            print(f"{event.what:<24}{figures}", flush=True)
            reset_peak()

    reset_peak()
    began = time.perf_counter()
    store, _ = verbs.run(options.run, [survey], draft=True, watch=watch)
    verbs.report(store, ["xlsx", "html"])
    print(f"{'all, with reports':<40}{time.perf_counter() - began:>9.1f}{peak_mib():>10.0f}")


if __name__ == "__main__":
    main()
