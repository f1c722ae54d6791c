"""Who speaks: names before a colon, turns, and the person who leads the conversation."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.config import Ingest, Transcript
from pipeline.errors import InputError, SettingsError
from pipeline.tools.readers.reading import MODERATION, Reading, Source, Utterance, folded

_PREFIX = re.compile(r"[-–•*>\s]*(?:\[[\d:.,]+\]\s*)?([^\W\d_][^:\n]{0,48}?)[*\s]*:[*]*\s+(?=\S)")
_PARTICLES = {"von", "van", "vom", "zu", "zur", "de", "den", "der", "da", "di", "del", "el", "al"}
# Words that stand before a colon in minutes and are nobody's name.
_LABELS = (
    "anwesend anlass antwort beispiel beschluss bemerkung datum ergebnis fazit folge frage "
    "hinweis idee lösung ort problem protokoll teilnehmende teilnehmer termin thema titel todo "
    "top uhr ursache vorschlag wunsch ziel"
)
_LEADERS = {"moderation", "moderator", "moderatorin"}


@dataclass(frozen=True)
class Turn:
    """``first`` and ``last``: ordinals of the cues or lines it covers, from 1."""

    first: int
    last: int
    speaker: str | None
    text: str
    question: str | None = None

    @property
    def span(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


def announced(lines: Sequence[str], profile: Transcript | None = None) -> frozenset[str]:
    """The names that stand before a colon, if that is how this text marks its speakers.

    Topics stand before colons too ("Drucker: geht nie"), but hardly twice; speakers come back.
    Whom the profile names speaks in any case. Lines above the first name are titles.
    """
    known = profile or Transcript()
    given = {*(known.moderators or ()), *known.areas, *known.roles}
    found = [_candidate(line) for line in lines]
    names = Counter(name for name in found if name)
    titles = next((at for at, name in enumerate(found[:6]) if name), 0)
    share = names.total() / max(len(lines) - titles, 1)
    regulars = {name for name, count in names.items() if count > 1}
    full = {name for name in names if len(name.split()) > 1}
    marked = regulars or full == set(names) or (full and share >= 0.9)
    if share < 0.2 or (share < 0.5 and len(regulars) < 2) or not marked:
        return frozenset(given & set(names))
    return frozenset(names) if share >= 0.9 else frozenset(regulars | full | given & set(names))


def split_name(line: str, names: frozenset[str]) -> tuple[str | None, str]:
    """The speaker whom the line announces, and what is left of it."""
    name = _candidate(line)
    if name not in names:
        return None, line
    prefix = _PREFIX.match(line)
    return name, line[prefix.end() :] if prefix else line


def merged(turns: Iterable[Turn]) -> list[Turn]:
    """One turn per speaker until another one speaks; without speakers, one per sentence end."""
    result: list[Turn] = []
    for turn in turns:
        before = result[-1] if result else None
        same = before and (before.speaker, before.question) == (turn.speaker, turn.question)
        if before and same and not _ends(before):
            text = f"{before.text} {turn.text}".strip()
            result[-1] = replace(before, last=turn.last, text=text)
        else:
            result.append(turn)
    return result


def carried(turns: Iterable[Turn]) -> Iterator[Turn]:
    """Whoever was announced last goes on speaking."""
    speaker: str | None = None
    for turn in turns:
        speaker = turn.speaker or speaker
        yield replace(turn, speaker=speaker)


def profile_of(source: Source, settings: Ingest) -> Transcript | None:
    """By the name in the run, else by the bare file name."""
    return settings.transcripts.get(source.name) or settings.transcripts.get(source.path.name)


def to_reading(
    source: Source,
    turns: Sequence[Turn],
    locators: Sequence[str],
    settings: Ingest,
    *,
    channel: str,
    notices: tuple[str, ...] = (),
) -> Reading:
    """Add what the profile knows about the speakers; the moderator's turns get that as role."""
    if not any(turn.text.strip() for turn in turns):
        raise InputError(f"{source.name} enthält keine Redebeiträge. Prüfen Sie den Export.")
    known = profile_of(source, settings)
    moderators, notice = _moderators(turns, known, source.name)
    return Reading(
        source=source.name,
        channel=channel,
        utterances=tuple(
            _utterance(turn, locator, known or Transcript(), moderators)
            for turn, locator in zip(turns, locators, strict=True)
        ),
        notices=(*notices, *notice, *_silent(turns, known or Transcript(), source.name)),
    )


def _candidate(line: str) -> str | None:
    prefix = _PREFIX.match(line)
    if not prefix:
        return None
    name = prefix[1].strip(" *")
    words = re.sub(r"[,()]", " ", name).split()
    named = all(word[0].isupper() or word[0].isdigit() or word in _PARTICLES for word in words)
    if (
        not named
        or len(words) > 5
        or re.search(r"[;!?\"„“]", name)
        or folded(name) in _LABELS.split()
    ):
        return None
    return name


def _ends(turn: Turn) -> bool:
    return turn.speaker is None and turn.text.rstrip("\"“»' ").endswith((".", "!", "?", "…"))


def _moderators(
    turns: Sequence[Turn], known: Transcript | None, name: str
) -> tuple[set[str], tuple[str, ...]]:
    speakers = {turn.speaker for turn in turns if turn.speaker}
    where = f'[ingest.transcripts."{name}"]'
    if known and known.moderators is not None:
        if not set(known.moderators) <= speakers:
            raise SettingsError(
                f"Im Profil steht unter {where} eine Moderation, die in {name} nicht spricht. "
                "Schreiben Sie den Namen so, wie er in der Datei steht."
            )
        return set(known.moderators), ()
    if leaders := {speaker for speaker in speakers if folded(speaker).split(" ")[0] in _LEADERS}:
        return leaders, ()
    if not speakers:
        return set(), (f"{name}: Es ist nicht vermerkt, wer spricht; alle Beiträge zählen.",)
    if guess := _guess(turns):
        return {guess}, (
            f"{name}: Als Moderation gilt die Person, die zuerst spricht; ihre Beiträge zählen "
            f"nicht als Aussagen. Anders im Profil unter {where} mit moderators.",
        )
    return set(), (
        f"{name}: Keine Moderation erkannt, alle Beiträge zählen. Wer moderiert, "
        f"steht im Profil unter {where} mit moderators.",
    )


def _silent(turns: Sequence[Turn], known: Transcript, name: str) -> Iterator[str]:
    """How many of those whose area or role the profile gives never speak; not who they are."""
    # Written down in run.json, so without the names.
    given = {*known.areas, *known.roles}
    silent = given - {turn.speaker for turn in turns}
    if silent:
        yield (
            f'{name}: Unter [ingest.transcripts."{name}"] nennt das Profil auch Personen, die dort '
            f"nicht sprechen: {len(silent)} von {len(given)}. Schreiben Sie die Namen so, wie sie "
            "in der Datei stehen."
        )


def _guess(turns: Sequence[Turn]) -> str | None:
    """Who opens the session and asks twice as often as anybody else, at least three times.

    Conservative on purpose: a moderator taken for staff adds a few questions, which the next
    steps see through; staff taken for the moderator loses all that they said.
    """
    opener = next((turn.speaker for turn in turns if turn.speaker), None)
    asked = Counter(turn.speaker for turn in turns if turn.speaker and "?" in turn.text)
    spoken = Counter(turn.speaker for turn in turns if turn.speaker)
    rival = max((count for speaker, count in asked.items() if speaker != opener), default=0)
    if opener is None or len(spoken) < 3 or asked[opener] < max(3, 2 * rival):
        return None
    return opener if 3 * asked[opener] >= spoken[opener] else None


def _utterance(turn: Turn, locator: str, known: Transcript, moderators: set[str]) -> Utterance:
    speaker = turn.speaker or ""
    return Utterance(
        locator=locator,
        text=turn.text,
        site=known.site,
        area=known.areas.get(speaker),
        role=MODERATION if speaker in moderators else known.roles.get(speaker),
        question=turn.question,
        speaker=turn.speaker,
    )
