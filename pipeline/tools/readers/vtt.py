"""WebVTT and SRT transcripts: Teams marks voices in tags, Zoom puts names before a colon."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from pipeline.config import Ingest, Transcript
from pipeline.tools.readers.decoding import decode, tidy
from pipeline.tools.readers.reading import Reading, Source
from pipeline.tools.readers.turns import (
    Turn,
    announced,
    carried,
    merged,
    profile_of,
    split_name,
    to_reading,
)

_TIMING = re.compile(r"\s*(?:(\d+):)?(\d{1,2}):(\d{2})[.,]\d{1,3}\s*-->")
_CLOCK = re.compile(r"\d:\d\d")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>")
_TAG = re.compile(r"</?[a-z][^>]*>|<[\d:.]+>", re.IGNORECASE)
_NO_CUE = ("WEBVTT", "NOTE", "STYLE", "REGION")


@dataclass(frozen=True)
class Cue:
    """``start`` as hh:mm:ss, of the cue before where it cannot be read (``timed`` is false then);
    ``lines`` still with their tags.
    """

    start: str
    lines: tuple[str, ...]
    timed: bool = True


def read_transcript(source: Source, settings: Ingest) -> Reading:
    """One utterance per turn; the locator lists the cues by their ordinal in the file, from 1."""
    text, notices = decode(source.path.read_bytes(), settings.encoding, name=source.name)
    cues = _cues(tidy(text))
    if untimed := sum(not cue.timed for cue in cues):
        notices += (
            f"{source.name}: Zeitangaben unlesbar: {untimed}; diese Beiträge tragen die Zeit des "
            "Beitrags davor.",
        )
    voiced = any(_VOICE.search(line) for cue in cues for line in cue.lines)
    profile = profile_of(source, settings)
    turns = merged(_voices(cues) if voiced else carried(_names(cues, profile)))
    locators = [f"Cue {turn.span} · {cues[turn.first - 1].start}" for turn in turns]
    return to_reading(source, turns, locators, settings, channel="Workshop", notices=notices)


def cue_numbers(locator: str) -> range:
    """Ordinals of the cues that a locator such as "Cue 7–8 · 00:00:53" names."""
    first, _, last = locator.removeprefix("Cue ").split(" · ")[0].partition("–")
    return range(int(first), int(last or first) + 1)


def _cues(text: str) -> list[Cue]:
    """A block without a time belongs to the cue before it: some programs leave empty lines in."""
    cues: list[Cue] = []
    for filled, group in groupby(text.split("\n"), key=lambda line: bool(line.strip())):
        block = tuple(group)
        start = cues[-1].start if cues else "00:00:00"
        arrows = (at for at, line in enumerate(block[:2]) if "-->" in line and _CLOCK.search(line))
        arrow = next(arrows, None)
        if arrow is not None:
            clock = _TIMING.match(block[arrow])
            if clock:
                start = f"{int(clock[1] or 0):02}:{int(clock[2]):02}:{clock[3]}"
            cues.append(Cue(start, block[arrow + 1 :], timed=clock is not None))
        elif filled and cues and not block[0].startswith(_NO_CUE):
            cues[-1] = replace(cues[-1], lines=cues[-1].lines + block)
    return cues


def _voices(cues: list[Cue]) -> Iterator[Turn]:
    for number, cue in enumerate(cues, start=1):
        before, *voices = _VOICE.split(" ".join(cue.lines))
        for name, text in zip(["", *voices[::2]], [before, *voices[1::2]], strict=True):
            if _plain(text):
                yield Turn(number, number, _plain(name) or None, _plain(text))


def _names(cues: list[Cue], profile: Transcript | None) -> Iterator[Turn]:
    names = announced([_plain(" ".join(cue.lines)) for cue in cues], profile)
    for number, cue in enumerate(cues, start=1):
        for line in cue.lines:
            name, text = split_name(_plain(line), names)
            if text:
                yield Turn(number, number, name, text)


def _plain(marked: str) -> str:
    return " ".join(tidy(html.unescape(_TAG.sub("", marked))).split())
