import shlex

import pytest

from pipeline.command import command


@pytest.mark.parametrize("folder", ["lauf", "mein lauf", "läufe/1", "a'b", "$HOME"])
def test_a_call_can_be_typed_as_it_stands(folder):
    call = command("review-export", "x.xlsx", run=folder)

    assert shlex.split(call) == ["schmerzpunkt", "review-export", "x.xlsx", "--run", folder]
