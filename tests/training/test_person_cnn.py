import random
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

sys.path.append(str(Path(__file__).parents[2] / "training"))

from marked_sentences import marked_sentences
from networks import Student
from person_cnn import Text, write
from person_cnn_text import gather

from pipeline.tools.detectors.cnn import ROWS, PersonCnn
from pipeline.tools.detectors.lexicon import lexicon
from pipeline.tools.detectors.tokens import TOKEN, Features

PARAGRAPHS = [TOKEN.findall("Die Sitzung ist eröffnet."), TOKEN.findall("Die Akte fehlt.")]
SENTENCES = [
    (["Frau", "Ergün", "kommt", "."], ["O", "PER", "O", "O"]),
    (["Die", "Sitzung", "in", "Wüstenrode"], ["O", "O", "O", "LOC"]),
]


@pytest.fixture
def text(tmp_path: Path) -> Text:
    np.savez(tmp_path / "text.npz", **gather(PARAGRAPHS, SENTENCES))
    return Text(tmp_path / "text.npz")


def test_every_sentence_comes_with_its_labels(text: Text) -> None:
    [(words, labels)] = text.batches()

    assert (words > 0).sum() == 8
    assert sorted(labels[words > 0].tolist()) == [0, 0, 0, 0, 0, 0, 1, 2]


def test_the_program_computes_what_was_trained(text: Text, tmp_path: Path) -> None:
    torch.manual_seed(3)
    student = Student(text, width=16, layers=2, rows=ROWS, vector=8).eval()
    write(student, tmp_path / "small.npz")
    [(words, _)] = text.batches()
    with torch.no_grad():
        trained = student(words).softmax(dim=-1)[..., 1][words > 0].tolist()

    network = PersonCnn(Features(lexicon()), tmp_path / "small.npz")
    computed = [
        chance
        for tokens, _ in SENTENCES
        for chance in network.chances(tokens, [True] * len(tokens))
    ]

    assert sorted(computed) == pytest.approx(sorted(trained), abs=0.01)
    assert max(computed) - min(computed) > 0.05


def test_marked_statements_become_tokens_and_labels_with_other_names(tmp_path: Path) -> None:
    for name in ("germeval14_test", "ler_dev", "ler_test"):
        (tmp_path / "ner").mkdir(exist_ok=True)
        (tmp_path / "ner" / f"{name}.conll").write_text(
            "Ernst\tB-PER\nkommt\tO\n", encoding="utf-8"
        )
    (tmp_path / "train" / "A").mkdir(parents=True)
    (tmp_path / "train" / "A" / "statements.jsonl").write_text(
        '{"text": "Frau [[PERSON:Müller]] aus [[GEMEINDE:Wüstenrode]] wartet."}\n', encoding="utf-8"
    )

    sentences = marked_sentences(tmp_path, 2, random.Random(7))
    own = [one for one in sentences if "LOC" in one[1]]

    assert sentences[0] == (["Ernst", "kommt"], ["PER", "O"])
    assert own[0] == (
        ["Frau", "Müller", "aus", "Wüstenrode", "wartet", "."],
        ["O", "PER", "O", "LOC", "O", "O"],
    )
    assert len({tuple(tokens) for tokens, _ in own}) == 6
