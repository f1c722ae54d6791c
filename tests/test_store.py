import json
import stat

import pytest

from pipeline.artefact import json_list, table
from pipeline.errors import RunFolderError
from pipeline.manifest import FORMAT, Manifest, Signature
from pipeline.records import Decision, Failure, Span
from pipeline.store import Store

SPANS = table("spans", "25_spans.parquet", Span)
SPAN = Span(statement_id="S-1", start=0, end=4, kind="PERSON", score=1, detector="rule")


def signed(store, artefact, value, failures=()):
    content, lost = store.save(artefact, value, failures)
    signature = Signature(
        fingerprint="f", content=content, failures=lost, records=1, left={}, means={}, seconds=0
    )
    store.save_manifest(Manifest(version="0", settings={}, steps={artefact.name: signature}))


def test_what_was_saved_is_loaded_with_its_failures(tmp_path):
    store = Store(tmp_path / "lauf", create=True)
    failure = Failure(item_id="S-2", stage="detect", reason="zu lang")

    signed(store, SPANS, [SPAN], [failure])

    assert list(store.load(SPANS)) == [SPAN]
    assert store.failures(SPANS) == [failure]
    assert store.holds(SPANS)


@pytest.mark.parametrize("content", [b"PAR1 and no more", b"", b"junk" * 99])
def test_a_damaged_table_is_named_with_its_remedy(tmp_path, content):
    store = Store(tmp_path / "lauf", create=True)
    signed(store, SPANS, [SPAN])
    (store.folder / SPANS.file).write_bytes(content)

    with pytest.raises(RunFolderError, match=r"25_spans\.parquet lässt sich nicht lesen.*neu"):
        store.load(SPANS)


@pytest.mark.parametrize("content", ['[{"item_id": "of an earlier version"}]', "[", "7"])
def test_a_file_of_another_version_is_named_with_its_remedy(tmp_path, content):
    store = Store(tmp_path / "lauf", create=True)
    told = json_list("told", "70_told.json", Failure)
    signed(store, told, [])
    (store.folder / told.file).write_text(content)
    (store.folder / told.failures_file).write_text(content)

    with pytest.raises(RunFolderError, match=r"70_told\.json lässt sich nicht lesen"):
        store.load(told)
    with pytest.raises(RunFolderError, match=r"70_told\.failures\.jsonl lässt sich nicht lesen"):
        store.failures(told)


def test_a_file_that_may_not_be_read_is_named_with_the_reason(tmp_path):
    store = Store(tmp_path / "lauf", create=True)
    (store.folder / SPANS.file).mkdir()
    (store.folder / "run.json").mkdir()

    with pytest.raises(RunFolderError, match=r"25_spans\.parquet lässt sich nicht lesen \(das ist"):
        store.load(SPANS)
    with pytest.raises(RunFolderError, match=r"run\.json lässt sich nicht lesen \(das ist ein Ord"):
        Store(store.folder)


def test_a_run_that_cannot_be_locked_says_why(tmp_path):
    store = Store(tmp_path / "lauf", create=True)
    (store.folder / ".lock").mkdir()

    with pytest.raises(RunFolderError, match="das ist ein Ordner"), store.locked():
        pass


def test_a_file_changed_behind_our_back_no_longer_counts_as_finished(tmp_path):
    store = Store(tmp_path / "lauf", create=True)
    signed(store, SPANS, [SPAN])

    (store.folder / SPANS.file).write_bytes(b"tampered")

    assert not store.holds(SPANS)


def test_raw_files_are_for_the_owner_alone(tmp_path):
    store = Store(tmp_path / "lauf", create=True)

    store.save(SPANS, [SPAN])

    assert stat.S_IMODE((store.folder / SPANS.file).stat().st_mode) == 0o600


def test_a_write_that_fails_leaves_the_old_file_and_no_rest(tmp_path):
    store = Store(tmp_path / "lauf", create=True)
    store.save(SPANS, [SPAN])
    before = (store.folder / SPANS.file).read_bytes()
    blocked = store.folder / f".{SPANS.file}.neu"
    blocked.mkdir()

    with pytest.raises(RunFolderError, match=f"Schließen Sie {SPANS.file}.*--run"):
        store.save(SPANS, [])

    assert (store.folder / SPANS.file).read_bytes() == before


def test_a_folder_of_a_newer_format_is_refused_with_the_remedy(tmp_path):
    (tmp_path / "run.json").write_text(json.dumps({"format": FORMAT + 1}))

    with pytest.raises(RunFolderError, match=r"neueren Fassung.*Aktualisieren"):
        Store(tmp_path)


def test_a_broken_manifest_is_refused_with_the_remedy(tmp_path):
    (tmp_path / "run.json").write_text("{")

    with pytest.raises(RunFolderError, match=r"beschädigt.*Sicherung"):
        Store(tmp_path)


def test_a_folder_with_other_files_is_not_taken_for_a_run(tmp_path):
    (tmp_path / "brief.docx").touch()

    with pytest.raises(RunFolderError, match="nicht leer"):
        Store(tmp_path, create=True)


def test_a_folder_without_a_run_is_named(tmp_path):
    with pytest.raises(RunFolderError, match="kein Lauf"):
        Store(tmp_path)


def test_two_runs_at_once_in_one_folder_are_refused(tmp_path):
    first = Store(tmp_path / "lauf", create=True)
    second = Store(tmp_path / "lauf", create=True)

    with first.locked(), pytest.raises(RunFolderError, match="anderer Lauf"), second.locked():
        pass


def word(item):
    return Decision(
        checkpoint="muster", item_id=item, candidate_digest="", action="approve", reviewer="A",
        at="2026-01-01T00:00:00", previous_hash="", hash="",
    )  # fmt: skip


def test_decisions_lie_in_the_run_folder(tmp_path):
    store = Store(tmp_path / "lauf", create=True)
    store.save_manifest(Manifest(version="0", settings={}, run_id=store.run_id))

    written = store.log.append(lambda before: [word("a"), word("b")])

    assert Store(tmp_path / "lauf").decisions() == written
    assert (tmp_path / "lauf" / "decisions.sqlite").exists()


def test_decisions_do_not_stay_behind_when_another_place_is_named(tmp_path):
    store = Store(tmp_path / "lauf", create=True)
    store.save_manifest(Manifest(version="0", settings={}, run_id=store.run_id))
    store.log.append(lambda before: [word("a")])

    with pytest.raises(RunFolderError, match="Lassen Sie --decisions weg"):
        Store(tmp_path / "lauf", database=f"sqlite:///{tmp_path}/other.sqlite")
