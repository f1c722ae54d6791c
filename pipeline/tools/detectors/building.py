"""settings -> the detector that a run works with."""

from collections.abc import Iterator, Sequence
from functools import cache

from pipeline.config import Detect
from pipeline.errors import ModelError
from pipeline.tools.detectors import Detector, Mark, hanta
from pipeline.tools.detectors.context import Context
from pipeline.tools.detectors.names import Names
from pipeline.tools.detectors.organisations import Organisations
from pipeline.tools.detectors.own_lists import OwnNames, OwnTerms
from pipeline.tools.detectors.patterns import Patterns
from pipeline.tools.detectors.person_model import PersonModel
from pipeline.tools.detectors.places import Places
from pipeline.tools.detectors.second_pass import SecondPass
from pipeline.tools.detectors.union import Union

# A worker takes a second to start and load; below this many texts it does not pay.
_WORTH_A_WORKER = 1500


def build_detector(settings: Detect) -> SecondPass:
    """Every member only adds; none loads its lists or its model before its first text."""
    detector: Detector = _once(settings) if settings.workers == 1 else Shared(settings)
    if settings.own_terms:
        detector = OwnTerms(detector, settings.own_terms)
    return SecondPass(detector, whole_run=settings.whole_run, label=_label(settings))


def _label(settings: Detect) -> str:
    """Who looks for personal data, in words; the identity says what exactly."""
    further = {
        "HanTa": settings.hanta is not False and hanta.installed(),
        "eigene Namen": settings.own_names,
        "eigene Begriffe": settings.own_terms,
        "spaCy": settings.spacy,
        "GLiNER": settings.gliner,
        "Presidio": settings.presidio,
    }
    members = ("Regeln", "Namenslisten", "Personenmodell", *(n for n, on in further.items() if on))
    return " + ".join(members)


@cache
def _once(settings: Detect) -> Union:
    return Union(list(_members(settings)))


def _members(settings: Detect) -> Iterator[Detector]:
    yield Patterns()
    yield Context()
    yield Names()
    yield Places()
    yield Organisations()
    if settings.hanta and not hanta.installed():
        raise ModelError(
            "HanTa ist in den Einstellungen verlangt, aber nicht installiert. "
            "Installieren Sie es mit „pip install HanTa“ oder setzen Sie detect.hanta auf false."
        )
    yield PersonModel(on_tags=settings.hanta is not False and hanta.installed() is not None)
    if settings.own_names:
        yield OwnNames(settings.own_names)
    if settings.spacy:
        from pipeline.tools.detectors.spacy_pipeline import SpacyPipeline

        yield SpacyPipeline(settings.spacy)
    if settings.gliner:
        from pipeline.tools.detectors.gliner_model import GlinerModel

        yield GlinerModel(settings.gliner)
    if settings.presidio:
        from pipeline.tools.detectors.presidio import Presidio

        yield Presidio()


class Shared:
    """The same members in several processes; the result does not depend on how many."""

    def __init__(self, settings: Detect) -> None:
        self._settings = settings
        self.identity = _once(settings).identity

    def detect(self, texts: Sequence[str]) -> list[list[Mark]]:
        if len(texts) < 2 * _WORTH_A_WORKER:
            return _once(self._settings).detect(texts)
        from joblib import Parallel, delayed

        parts = [texts[i : i + _WORTH_A_WORKER] for i in range(0, len(texts), _WORTH_A_WORKER)]
        work = Parallel(n_jobs=self._settings.workers)
        return [
            marks
            for part in work(delayed(_detect)(self._settings, p) for p in parts)
            for marks in part
        ]


def _detect(settings: Detect, texts: Sequence[str]) -> list[list[Mark]]:
    return _once(settings).detect(texts)
