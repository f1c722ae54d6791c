import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from pipeline.errors import PipelineError, RunFolderError
from pipeline.records import Decision
from pipeline.review.log import Log, chain, first_broken, without_password


def word(item: str, reviewer: str = "A") -> Decision:
    return Decision(
        checkpoint="muster", item_id=item, candidate_digest="d", action="approve",
        reviewer=reviewer, at="2026-01-01T00:00:00+00:00", previous_hash="", hash="",
    )  # fmt: skip


words = st.lists(st.builds(word, st.text(max_size=3), st.text(max_size=3)), min_size=1, max_size=6)


@given(words, words)
def test_a_log_that_only_grew_is_whole(first, second):
    log = chain(first, after=[])
    log += chain(second, after=log)

    assert first_broken(log) is None


@given(words, st.data())
def test_a_changed_word_breaks_the_chain_where_it_stands(spoken, data):
    log = chain(spoken, after=[])
    position = data.draw(st.integers(0, len(log) - 1))
    log[position] = log[position].model_copy(update={"reason": "never said"})

    assert first_broken(log) == position


@given(words, words)
def test_a_missing_decision_breaks_the_chain(first, second):
    log = chain(first, after=[])
    log += chain(second, after=log)

    assert first_broken(log[1:]) == 0


def test_what_was_appended_comes_back_in_order(new_log):
    log = new_log()
    written = log.append(lambda before: [word("1"), word("2")])
    written += log.append(lambda before: [word("3")])

    assert new_log().decisions() == written
    assert [d.item_id for d in written] == ["1", "2", "3"]
    assert first_broken(new_log().read_anew()) is None


def test_an_empty_log_can_be_read(new_log):
    assert new_log().decisions() == []
    assert new_log().read_anew() == []


def test_a_word_that_is_refused_leaves_nothing(new_log):
    def refused(before):
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - ours, and without a message
        new_log().append(refused)

    assert new_log().decisions() == []


def test_who_reads_again_sees_what_others_wrote_meanwhile(new_log):
    one, other = new_log(), new_log()
    one.append(lambda before: [word("1")])
    other.append(lambda before: [word("2")])
    one.append(lambda before: [word(str(len(before) + 1))])

    assert [d.item_id for d in one.decisions()] == ["1", "2", "3"]


def test_two_runs_in_one_database_are_two_chains(postgres):
    first, second = (Log(postgres, f"run {n} {time.time_ns()}", where="") for n in (1, 2))
    first.append(lambda before: [word("1")])
    second.append(lambda before: [word("2")])

    assert [d.item_id for d in first.decisions()] == ["1"]
    assert first_broken(second.read_anew()) is None


@pytest.mark.parametrize("sql", ["DELETE FROM decisions", "UPDATE decisions SET reviewer = 'B'"])
def test_the_log_refuses_to_forget_or_to_change(new_log, sql):
    log = new_log()
    log.append(lambda before: [word("1")])
    engine = create_engine(log._engine.url)

    with pytest.raises(SQLAlchemyError, match="append only"), engine.begin() as connection:
        connection.execute(text(sql))
    engine.dispose()


def test_many_writers_at_once_keep_the_chain_whole(new_log):
    def write(client):
        log = new_log()
        for n in range(10):
            log.append(lambda before, n=n: [word(f"{client}/{n}")])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))

    decisions = new_log().read_anew()
    assert first_broken(decisions) is None
    assert sorted(d.item_id for d in decisions) == sorted(
        f"{client}/{n}" for client in range(8) for n in range(10)
    )


def test_a_changed_byte_is_found_or_changes_no_decision(tmp_path):
    place = tmp_path / "decisions.sqlite"
    log = Log(f"sqlite:///{place}", "r", where="the log")
    written = log.append(lambda before: [word("one", "Anna"), word("two", "Bernd")])
    whole = place.read_bytes()
    start = whole.index(b"Bernd") - 200
    inside = [*range(0, len(whole), 97), *range(start, start + 330)]

    unfound = []
    for place_of_byte in inside:
        changed = bytearray(whole)
        changed[place_of_byte] ^= 1
        place.write_bytes(changed)
        try:
            read = Log(f"sqlite:///{place}", "r", where="the log").read_anew()
        except PipelineError:
            continue
        if first_broken(read) is None and read != written:
            unfound.append(place_of_byte)

    assert unfound == []


def test_a_log_without_its_guards_is_found(tmp_path):
    place = tmp_path / "decisions.sqlite"
    log = Log(f"sqlite:///{place}", "r", where="the log")
    log.append(lambda before: [word("1")])
    connection = sqlite3.connect(place)
    connection.execute("DROP TRIGGER decisions_hold")
    connection.close()

    with pytest.raises(RunFolderError, match="Sicherung"):
        log.read_anew()


def test_why_a_log_cannot_be_written_is_told_in_german(tmp_path):
    log = Log(f"sqlite:///{tmp_path}/fehlt/decisions.sqlite", "r", where="the log")

    with pytest.raises(RunFolderError, match=r"beschreiben \(keine Berechtigung\)"):
        log.append(lambda before: [word("1")])


def test_a_log_that_may_only_be_read_is_read():
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "decisions.sqlite")
        Log(f"sqlite:///{place}", "r", where="the log").append(lambda before: [word("1")])
        place.chmod(0o444)
        place.parent.chmod(0o555)
        read, child = [], os.fork()
        if not child:
            if not os.getuid():
                os.setuid(65534)
            try:
                read = Log(f"sqlite:///{place}", "r", where="the log").read_anew()
            finally:
                os._exit(0 if [d.item_id for d in read] == ["1"] else 1)
        _, status = os.waitpid(child, 0)
        place.parent.chmod(0o755)

    assert os.waitstatus_to_exitcode(status) == 0


def test_a_killed_writer_loses_at_most_the_word_it_was_writing(tmp_path):
    url = f"sqlite:///{tmp_path}/decisions.sqlite"
    script = (
        "import sys; sys.path.insert(0, sys.argv[2])\n"
        "from test_log import word\n"
        "from pipeline.review.log import Log\n"
        "log = Log(sys.argv[1], 'r', where='')\n"
        "for n in range(10_000):\n"
        "    log.append(lambda before: [word(str(n))])\n"
        "    print(n, flush=True)\n"
    )
    here = __file__.rsplit("/", 1)[0]
    writer = subprocess.Popen(
        [sys.executable, "-c", script, url, here], stdout=subprocess.PIPE, text=True
    )
    acknowledged = [next(iter(writer.stdout)) for _ in range(25)]
    writer.kill()
    acknowledged += writer.stdout.readlines()
    writer.wait()
    writer.stdout.close()

    kept = Log(url, "r", where="").read_anew()
    assert first_broken(kept) is None
    assert len(acknowledged) <= len(kept) <= len(acknowledged) + 1
    Log(url, "r", where="").append(lambda before: [word("after")])
    assert first_broken(Log(url, "r", where="").read_anew()) is None


@pytest.mark.parametrize("url", ["mysql://rechner/db", "nichts", "oracle://rechner"])
def test_an_address_that_is_none_is_refused_with_an_example(url):
    with pytest.raises(RunFolderError, match="--decisions postgresql://"):
        Log(url, "r", where=url).decisions()


def test_a_server_that_does_not_answer_is_named_without_its_password():
    url = "postgresql://review:geheim@127.0.0.1:9/db"

    with pytest.raises(RunFolderError) as refused:
        Log(url, "r", where=without_password(url)).decisions()

    assert "review@127.0.0.1" in str(refused.value)
    assert "geheim" not in str(refused.value)
