"""An artefact: what it is called, which record it holds, and how that becomes bytes and back."""

import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar, get_args

import numpy as np

from pipeline.records import Cluster, Embeddings, Member, PainPointId, Record

if TYPE_CHECKING:
    import pyarrow as pa

T = TypeVar("T")
R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Artefact(Generic[T]):
    """``file`` begins with its number in the flow; below 30 it lies above the wall."""

    name: str
    file: str
    record: type[Any]
    encode: Callable[[T], bytes]
    decode: Callable[[bytes], T]

    @property
    def failures_file(self) -> str:
        return f"{self.file.split('.')[0]}.failures.jsonl"

    @property
    def holds_raw_text(self) -> bool:
        """Or points into it, and so tells how long names are."""
        return int(self.file.split("_")[0]) < 30

    @property
    def removable(self) -> bool:
        """Whether ``forget`` deletes it. The reviewed places stay: later files count them."""
        return self.file.startswith(("10_", "20_"))


def table(name: str, file: str, record: type[R]) -> Artefact[Sequence[R]]:
    def encode(records: Sequence[R]) -> bytes:
        import pyarrow as pa

        kinds = {"str": pa.string(), "int": pa.int32(), "float": pa.float64()}
        columns = {
            field: kinds[_plain_type(info.annotation)]
            for field, info in record.model_fields.items()
        }
        rows = [r.model_dump() for r in records]
        return _parquet(pa.Table.from_pylist(rows, schema=pa.schema(columns)))

    def decode(content: bytes) -> Sequence[R]:
        return tuple(record.model_validate(row) for row in _table(content).to_pylist())

    return Artefact(name, file, record, encode, decode)


def _plain_type(annotation: Any) -> str:
    """The name of the plain type behind ``str | None`` or a NewType."""
    first = next((arg for arg in get_args(annotation) if arg is not type(None)), annotation)
    return str(getattr(first, "__supertype__", first).__name__)


def json_list(name: str, file: str, record: type[R]) -> Artefact[Sequence[R]]:
    def encode(records: Sequence[R]) -> bytes:
        return pretty_json([r.model_dump(mode="json") for r in records])

    def decode(content: bytes) -> Sequence[R]:
        return tuple(record.model_validate(item) for item in json.loads(content))

    return Artefact(name, file, record, encode, decode)


def json_object(name: str, file: str, record: type[R]) -> Artefact[R]:
    def encode(value: R) -> bytes:
        return pretty_json(value.model_dump(mode="json"))

    return Artefact(name, file, record, encode, record.model_validate_json)


def embeddings_table(name: str, file: str) -> Artefact[Embeddings]:
    """Columns pain_point_id and vector; the encoder's identity stands in the file's metadata."""

    def encode(embeddings: Embeddings) -> bytes:
        import pyarrow as pa

        matrix = np.ascontiguousarray(embeddings.matrix, dtype=np.float32)
        vectors = pa.FixedSizeListArray.from_arrays(pa.array(matrix.ravel()), matrix.shape[1])
        ids = pa.array(embeddings.ids, type=pa.string())
        columns = pa.table({"pain_point_id": ids, "vector": vectors})
        return _parquet(columns.replace_schema_metadata({"encoder": embeddings.encoder}))

    def decode(content: bytes) -> Embeddings:
        columns = _table(content)
        vectors = columns["vector"].combine_chunks()
        matrix = vectors.flatten().to_numpy(zero_copy_only=False)
        return Embeddings(
            ids=tuple(PainPointId(i) for i in columns["pain_point_id"].to_pylist()),
            matrix=matrix.reshape(len(columns), vectors.type.list_size),
            encoder=columns.schema.metadata[b"encoder"].decode(),
        )

    return Artefact(name, file, Embeddings, encode, decode)


def clusters_table(name: str, file: str) -> Artefact[Sequence[Cluster]]:
    """One row a pain point; what belongs to a whole cluster stands in the file's metadata."""

    def encode(clusters: Sequence[Cluster]) -> bytes:
        import pyarrow as pa

        rows = [
            {"cluster_id": c.cluster_id, "field_id": c.field_id, **member.model_dump()}
            for c in clusters
            for member in c.members
        ]
        schema = pa.schema(
            {
                "pain_point_id": pa.string(),
                "cluster_id": pa.int32(),
                "field_id": pa.int32(),
                "membership": pa.float64(),
            }
        )
        facts = json.dumps([c.model_dump(mode="json", exclude={"members"}) for c in clusters])
        columns = pa.Table.from_pylist(rows, schema=schema)
        return _parquet(columns.replace_schema_metadata({"clusters": facts}))

    def decode(content: bytes) -> Sequence[Cluster]:
        columns = _table(content)
        members: dict[int, list[Member]] = {}
        for row in columns.to_pylist():
            member = Member(pain_point_id=row["pain_point_id"], membership=row["membership"])
            members.setdefault(row["cluster_id"], []).append(member)
        facts = json.loads(columns.schema.metadata[b"clusters"])
        return tuple(
            Cluster.model_validate({**_known(f), "members": members.get(f["cluster_id"], [])})
            for f in facts
        )

    return Artefact(name, file, Cluster, encode, decode)


def _known(facts: dict[str, Any]) -> dict[str, Any]:
    """Earlier versions wrote down more, and a reviewed run is grouped on from what they wrote."""
    return {name: fact for name, fact in facts.items() if name in Cluster.model_fields}


def pretty_json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _parquet(columns: "pa.Table") -> bytes:
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    # Without statistics, which would repeat the smallest and largest text in the footer.
    pq.write_table(columns, buffer, compression="zstd", write_statistics=False)
    return buffer.getvalue()


def _table(content: bytes) -> "pa.Table":
    """Read in this thread alone: one of Arrow's that is still there when Python ends aborts it."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    return pq.ParquetFile(pa.BufferReader(content), pre_buffer=False).read(use_threads=False)
