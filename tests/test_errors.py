import errno
import os

import pytest

from pipeline.errors import reason


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.EROFS, "schreibgeschützt"), (errno.EADDRINUSE, "belegt"), (errno.EISDIR, "ein Ordner")],
)
def test_what_the_system_refuses_is_told_in_german(number, words):
    assert words in reason(OSError(number, os.strerror(number)))


def test_a_reason_without_german_words_keeps_those_of_the_system():
    assert reason(OSError(errno.EIO, "Input/output error")) == "Input/output error"
