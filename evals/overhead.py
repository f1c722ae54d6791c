"""What our side of a call to a language model costs, and what several calls at once gain.

    python evals/overhead.py --calls 1000

The server is that of the tests, in a process of its own; first it answers at once, then after
200 ms. Our calls and bare ones of the same package take turns, so that whatever else the machine
does meets both; the figures are medians of the turns. Run it where nothing else runs: what others
take of the cores shows in the wall time.
"""

import argparse
import csv
import json
import multiprocessing
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

from pipeline.config import Detect, Llm
from pipeline.records import AnonymisedStatement, StatementId
from pipeline.resources import resource
from pipeline.tools.detectors import Detector
from pipeline.tools.detectors.building import build_detector
from pipeline.tools.extractors.building import build_extractor
from pipeline.tools.extractors.llm import Extraction

BATCH = Llm().batch
TURN = 50
T = TypeVar("T")
Cost = tuple[float, float]
"""Seconds, wall and CPU."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--calls", type=int, default=1000)
    said = statements(parser.parse_args().calls * BATCH)
    with server(0) as host:
        ours, bare = in_turns(host, said)
    print(f"{'a call, ms':34}{'wall':>8}{'CPU':>8}")
    for name, wall, cpu in (
        ("ours", *ours),
        ("bare", *bare),
        ("our side", ours[0] - bare[0], ours[1] - bare[1]),
        ("  of it the search for names", *leak_search(Detect())),
        ("  the same without HanTa", *leak_search(Detect(hanta=False))),
    ):
        print(f"{name:34}{1000 * wall:8.2f}{1000 * cpu:8.2f}")
    with server(0.2) as host:
        one, four = (at_once(host, said[: 32 * BATCH], parallel) for parallel in (1, 4))
    print(f"32 calls of 200 ms take {one:.1f} s, four at once {four:.1f} s: {one / four:.1f}x")


def in_turns(host: str, said: Sequence[AnonymisedStatement]) -> tuple[Cost, Cost]:
    """What a call of ours takes, and a bare one with the same messages and schema."""
    from ollama import Client

    client = Client(host, trust_env=False)
    settings = Llm(analyst="ollama", host=host, parallel=1)
    extractor: Any = build_extractor(settings, journal=Path(tempfile.mkdtemp()) / "journal.sqlite")
    ours, bare = [], []
    # The first turn loads what is loaded on first use.
    for some in [said[:TURN], *batched(said, TURN * BATCH)]:
        prompts = [extractor.render(batch) for batch in extractor.batches(some)]
        messages = [
            [{"role": "system", "content": p.system}, {"role": "user", "content": p.user}]
            for p in prompts
        ]

        ours.append(spent(partial(extractor.extract, some), len(prompts)))
        bare.append(spent(partial(ask, client, messages), len(prompts)))
    return middle(ours[1:]), middle(bare[1:])


def ask(client: Any, messages: Sequence[Any]) -> None:
    for pair in messages:
        list(client.chat(Llm().model, pair, stream=True, format=Extraction.schema_to_send()))


def leak_search(settings: Detect) -> Cost:
    """What the detector takes for the sentences of one answer."""
    detector = build_detector(settings)
    detector.detect(["Anfang"])
    issues = sentences()
    return middle([spent(partial(look, detector, some)) for some in batched(issues, BATCH)])


def look(detector: Detector, sentences: Sequence[str]) -> None:
    for sentence in sentences:
        detector.detect([sentence])


def at_once(host: str, said: Sequence[AnonymisedStatement], parallel: int) -> float:
    extractor = build_extractor(Llm(analyst="ollama", host=host, parallel=parallel))
    extractor.extract(said[:1])
    return spent(lambda: extractor.extract(said))[0]


def spent(work: Callable[[], object], calls: int = 1) -> Cost:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - wall) / calls, (time.process_time() - cpu) / calls


def middle(costs: Sequence[Cost]) -> Cost:
    return median(wall for wall, _ in costs), median(cpu for _, cpu in costs)


def statements(count: int) -> list[AnonymisedStatement]:
    """The sample's, with a number each, so that no call is like another."""
    with resource("data/beispiel/umfrage.csv").open(encoding="utf-8-sig", newline="") as file:
        texts = [row[-1] for row in csv.reader(file, delimiter=";")][1:]
    return [
        AnonymisedStatement(
            statement_id=StatementId(f"S{number:06}"),
            text=f"{texts[number % len(texts)]} Nummer {number}.",
            channel="umfrage",
        )
        for number in range(count)
    ]


def sentences() -> list[str]:
    """The labelled ones that no detector takes for more than they are."""
    lines = (resource("data/gold") / "issues.jsonl").read_text("utf-8").splitlines()
    issues = [point["issue"] for line in lines for point in json.loads(line)["pain_points"]]
    marks = build_detector(Detect()).detect(issues)
    return [issue for issue, found in zip(issues, marks, strict=True) if not found]


def batched(items: Sequence[T], size: int) -> list[Sequence[T]]:
    return [items[start : start + size] for start in range(0, len(items), size)]


@contextmanager
def server(delay_s: float) -> Iterator[str]:
    """Its address; in a process of its own, so that its work is not counted as ours."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=serve, args=(there, delay_s))
    process.start()
    yield here.recv()
    here.send("stop")
    process.join()


def serve(pipe: Connection, delay_s: float) -> None:
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    from fake_ollama import FakeOllama  # type: ignore[import-not-found]

    issues = sentences()

    def answer(task: str, data: Any) -> dict[str, Any]:
        first = zlib.crc32(data[0]["text"].encode())
        said = [{"zitat": e["text"], "problem": issues[n % len(issues)]}
                for n, e in enumerate(data, first)]  # fmt: skip
        pairs = zip(data, said, strict=True)
        return {"aussagen": [{"id": e["id"], "schmerzpunkte": [s]} for e, s in pairs]}

    with FakeOllama(answer, delay_s=delay_s).serving() as fake:
        pipe.send(fake.url)
        pipe.recv()


if __name__ == "__main__":
    main()
