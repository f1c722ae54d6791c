import numpy as np
import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st

from pipeline.artefact import clusters_table, embeddings_table, json_list, table
from pipeline.records import Cluster, Embeddings, Failure, Pattern, Span, Statement

text = st.text(max_size=40)
statements = st.builds(
    Statement,
    statement_id=text,
    external_id=st.none() | text,
    source=text,
    locator=text,
    text=text,
    site=st.none() | text,
    channel=text,
)
spans = st.builds(
    Span,
    statement_id=text,
    start=st.integers(0, 1000),
    end=st.integers(1001, 2000),
    kind=text,
    score=st.floats(0, 1),
    detector=text,
)


@given(st.lists(statements))
def test_a_table_of_statements_survives_the_disk(records):
    artefact = table("statements", "10_statements.parquet", Statement)

    assert list(artefact.decode(artefact.encode(records))) == records


@given(st.lists(spans))
def test_a_table_of_spans_survives_the_disk_with_every_digit_of_its_scores(records):
    artefact = table("spans", "25_spans.parquet", Span)

    assert list(artefact.decode(artefact.encode(records))) == records


@given(st.integers(0, 5), st.integers(1, 7))
def test_embeddings_survive_the_disk(count, width):
    artefact = embeddings_table("embeddings", "50_embeddings.parquet")
    matrix = np.random.default_rng(count).random((count, width), dtype=np.float32)
    ids = tuple(f"PP-{n}" for n in range(count))

    back = artefact.decode(artefact.encode(Embeddings(ids, matrix, "fake")))

    assert back.ids == ids
    assert back.encoder == "fake"
    np.testing.assert_array_equal(back.matrix, matrix)


def test_the_columns_of_clusters_are_those_that_other_programs_read(tmp_path):
    artefact = clusters_table("clusters", "60_clusters.parquet")
    clusters = (
        Cluster(
            cluster_id=0,
            field_id=0,
            members=({"pain_point_id": "a", "membership": 1.0},),
            exemplars=("a",),
            stability=0.5,
        ),
        Cluster(cluster_id=-1, field_id=-1, members=()),
    )
    path = tmp_path / "clusters.parquet"

    path.write_bytes(artefact.encode(clusters))

    expected = ["pain_point_id", "cluster_id", "field_id", "membership"]
    assert pq.read_table(path).column_names == expected
    assert artefact.decode(path.read_bytes()) == clusters


def test_the_footer_of_a_table_does_not_repeat_what_somebody_said():
    artefact = table("statements", "10_statements.parquet", Statement)
    record = Statement(statement_id="S", source="s", locator="1", text="Frau Öztürk", channel="c")

    content = artefact.encode([record])

    assert (
        pq.ParquetFile(__import__("io").BytesIO(content)).metadata.row_group(0).column(4).statistics
        is None
    )


def test_clusters_of_an_earlier_version_can_be_read():
    class Earlier(Cluster):
        second_look: tuple[str, ...] = ()

    cluster = Cluster(cluster_id=0, field_id=0, members=())
    earlier = Earlier.model_validate(cluster.model_dump())
    artefact = clusters_table("clusters", "60_clusters.parquet")

    assert artefact.decode(artefact.encode([earlier])) == (cluster,)


def test_json_artefacts_keep_german_letters_readable():
    artefact = json_list("failures", "70_failures.json", Failure)
    failure = Failure(item_id="x", stage="muster", reason="Prüfung")

    content = artefact.encode([failure])

    assert "Prüfung".encode() in content
    assert artefact.decode(content) == (failure,)


def test_only_files_above_the_wall_hold_raw_text():
    above = table("spans", "25_spans.parquet", Span)
    below = json_list("patterns", "75_patterns.json", Pattern)

    assert above.holds_raw_text
    assert not above.removable
    assert not below.holds_raw_text
