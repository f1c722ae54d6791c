"""Files to utterances: one reader per family of formats, chosen by the suffix."""

from pipeline.config import Ingest
from pipeline.tools.readers import minutes, table, vtt, workbook
from pipeline.tools.readers.reading import MODERATION, Reading, Source, Utterance, folded
from pipeline.tools.readers.sources import find_sources, skipped_files

__all__ = [
    "MODERATION",
    "Reading",
    "Source",
    "Utterance",
    "find_sources",
    "folded",
    "read",
    "skipped_files",
]

_READERS = {
    ".csv": table.read_delimited,
    ".tsv": table.read_delimited,
    ".xlsx": workbook.read_workbook,
    ".xlsm": workbook.read_workbook,
    ".ods": workbook.read_workbook,
    ".vtt": vtt.read_transcript,
    ".srt": vtt.read_transcript,
    ".txt": minutes.read_minutes,
    ".md": minutes.read_minutes,
}


def read(source: Source, settings: Ingest) -> Reading:
    """Raise ``InputError`` if the file as a whole is unreadable; single rows become failures."""
    return _READERS[source.path.suffix.lower()](source, settings)
