from collections.abc import Sequence

import numpy as np
import pytest

from pipeline.evaluation.extraction import score_extraction


def letters(texts: Sequence[str]) -> np.ndarray:
    rows = np.array([[text.count(c) for c in "abc"] for text in texts], dtype=np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_a_perfect_reader_scores_full_marks():
    issues = [["aa"], [], ["ab", "c"]]
    score = score_extraction([False, True, False], issues, issues, encode=letters)

    assert (score.noise_precision, score.noise_recall, score.complaints_lost) == (1, 1, 0)
    assert (score.same_number, score.issue_cosine) == (1, pytest.approx(1))


def test_who_takes_everything_for_silent_loses_every_complaint():
    score = score_extraction([False, True], [["a"], []], [[], []], encode=letters)

    assert (score.noise_precision, score.noise_recall, score.complaints_lost) == (0.5, 1, 1)
    assert score.issue_cosine is None


def test_a_failed_statement_is_no_silent_one():
    score = score_extraction([True, False], [[], ["a"]], [None, ["a"]], encode=letters)

    assert (score.failed, score.noise_recall, score.noise_precision) == (1, 0, None)


def test_each_issue_is_compared_with_the_nearest_that_was_found():
    score = score_extraction([False], [["a", "b"]], [["b"]], encode=letters)

    assert score.issue_cosine == pytest.approx(0.5)
    assert score.same_number == 0
