import re
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.config import Detect
from pipeline.errors import ModelError
from pipeline.tools.detectors import Detector, Mark
from pipeline.tools.detectors.building import build_detector

TEXTS = (
    "Frau Hölscher aus Wüstenrode hat unter 0176 4428 9913 angerufen.",
    "Der Gudrun ihre Liste, AZ 50.3-417/24-Fh, ist weg.",
    "Im Winter ist die Heizung aus.",
    "schreib an p.reinhardt@amt.example oder frag hölscher",
)


def test_workers_take_the_work_off_this_process_and_find_the_same() -> None:
    many = [f"{text} {number}" for number in range(760) for text in TEXTS]
    alone = build_detector(Detect(hanta=False))
    together = build_detector(Detect(hanta=False, workers=2))

    def found(detector: Detector) -> tuple[list[list[Mark]], float]:
        detector.detect(TEXTS)
        start = time.process_time()
        return detector.detect(many), time.process_time() - start

    by_one, whole = found(alone)
    by_two, rest = found(together)

    assert together.identity == alone.identity
    assert by_two == by_one
    # What is left here is the second pass over all texts and the talking to the workers.
    assert rest < whole


def test_the_label_names_who_looks(tmp_path: Path) -> None:
    (tmp_path / "namen.txt").write_text("Zorb", encoding="utf-8")
    own = Detect(hanta=False, own_names=tmp_path / "namen.txt")

    assert build_detector(Detect(hanta=False)).label == "Regeln + Namenslisten + Personenmodell"
    assert build_detector(own).label.endswith("+ eigene Namen")


def test_the_order_of_the_texts_does_not_change_the_result(embedded: Detector) -> None:
    forward = embedded.detect(TEXTS)

    assert embedded.detect(TEXTS[::-1]) == forward[::-1]


@pytest.mark.usefixtures("no_network")
def test_nothing_opens_a_socket() -> None:
    assert build_detector(Detect()).detect(TEXTS)[0]


@pytest.mark.parametrize("setting", ["spacy", "gliner"])
def test_a_model_folder_that_is_missing_is_named(setting: str, tmp_path: object) -> None:
    with pytest.raises(ModelError, match=rf"fehlt gibt es nicht.*detect\.{setting}"):
        build_detector(Detect.model_validate({setting: f"{tmp_path}/fehlt"}))


def test_an_engine_that_is_not_installed_is_named_with_the_remedy(tmp_path: object) -> None:
    detector = build_detector(Detect.model_validate({"gliner": str(tmp_path)}))

    with pytest.raises(ModelError, match=r"„gliner“.*Installieren"):
        detector.detect(["Frau Gül"])


def hostile() -> Sequence[tuple[str, str]]:
    return (
        ("digits", "1 2"),
        ("numbers", "0176 4428 9913, "),
        ("names", "Müller "),
        ("titles", "Frau "),
        ("dashes", "a-"),
        ("references", "Az. 12/"),
        ("underscores", "_a"),
        ("addresses", "a@b."),
        ("streets", "Am Berg 3"),
        ("one long word", "Straße"),
        ("foreign", "Ж"),
        ("emoji", "😀👩‍👩‍👧"),
        ("zero width", "\u200b"),
        ("right to left", "\u202eab"),
        ("accents", "a\u0301\u0301\u0301\u0301"),
        ("html", "<b>x</b>&nbsp;"),
    )


@pytest.mark.parametrize(("name", "piece"), hostile(), ids=[name for name, _ in hostile()])
def test_the_time_grows_with_the_length_and_not_faster(
    embedded: Detector, name: str, piece: str
) -> None:
    def seconds(length: int) -> float:
        text = (piece * (length // len(piece) + 1))[:length]
        start = time.process_time()
        embedded.detect([text])
        return time.process_time() - start

    seconds(2_000)
    short, long = (min(seconds(length) for _ in range(3)) for length in (15_000, 60_000))

    # Four times the length; quadratic would be sixteen times. The constant covers a busy machine.
    assert long < 9 * short + 0.2


def test_a_cell_of_a_megabyte_is_read(embedded: Detector) -> None:
    text = ("Der Scanner ist seit Wochen kaputt und niemand kommt. " * 20_000)[:1_000_000]
    hidden = text[:500_000] + " Frau Hölscher, Tel. 0176 4428 9913. " + text[500_000:]

    surfaces = {hidden[m.start : m.end] for m in embedded.detect([hidden])[0]}

    assert {"Hölscher", "0176 4428 9913"} <= surfaces


@pytest.mark.parametrize(
    "name",
    [
        "Höl\u200bscher",
        "Ho\u0308lscher",
        "Höl\u00adscher",
        "Нölscher",  # a Cyrillic Н
        "\u202eHölscher\u202c",
        "<b>Hölscher</b>",
        "H&ouml;lscher",
        "ＨÖＬＳＣＨＥＲ",
        "Höl<b>scher</b>",
    ],
)
def test_a_name_in_disguise_is_masked_whole(embedded: Detector, name: str) -> None:
    text = f"Frau {name} hat gerufen."
    marks = embedded.detect([text])[0]
    shown = re.sub(r"</?b>", lambda tag: " " * len(tag.group()), name)

    assert all(
        any(mark.start <= i < mark.end for mark in marks)
        for i, letter in enumerate(shown, start=len("Frau "))
        if letter.isalpha()
    )
