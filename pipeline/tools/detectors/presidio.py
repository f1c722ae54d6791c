"""Presidio's German recognisers on a blank pipeline, without its calls to the network."""

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from pipeline.tools.detectors import Mark
from pipeline.tools.detectors.kinds import Kind
from pipeline.tools.detectors.local_folder import package

_KINDS = {
    "PERSON": Kind.PERSON,
    "EMAIL_ADDRESS": Kind.EMAIL,
    "PHONE_NUMBER": Kind.TELEFON,
    "IBAN_CODE": Kind.IBAN,
    "DE_TAX_ID": Kind.STEUER_ID,
    "DE_TAX_NUMBER": Kind.STEUER_ID,
    "DE_SOCIAL_SECURITY": Kind.SV_NUMMER,
    "DE_HEALTH_INSURANCE": Kind.KV_NUMMER,
    "DE_KFZ": Kind.KENNZEICHEN,
}


class Presidio:
    def __init__(self) -> None:
        try:
            installed = version("presidio-analyzer")
        except PackageNotFoundError:
            installed = "fehlt"
        self.identity = f"presidio-{installed}"
        self._analyser: Any = None

    def detect(self, texts: Sequence[str]) -> list[list[Mark]]:
        if self._analyser is None:
            self._analyser = _analyser()
        return [
            [
                Mark(
                    one.start,
                    one.end,
                    _KINDS.get(one.entity_type, Kind.NUMMER),
                    one.score,
                    "presidio",
                )
                for one in self._analyser.analyze(text, language="de")
            ]
            for text in texts
        ]


def _kind(entity: str) -> Kind:
    return _KINDS.get(entity, Kind.NUMMER)


def _analyser() -> Any:
    analyser = package("presidio_analyzer", setting="presidio")
    engine = package("presidio_analyzer.nlp_engine", setting="presidio")
    recognisers = package("presidio_analyzer.predefined_recognizers", setting="presidio")
    spacy = package("spacy", setting="presidio")
    _stay_offline()

    class Blank(engine.SpacyNlpEngine):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.nlp = {"de": spacy.blank("de")}

    registry = analyser.RecognizerRegistry(supported_languages=["de"])
    names = [
        name for name in dir(recognisers) if name.startswith("De") and name.endswith("Recognizer")
    ]
    for name in [*names, "EmailRecognizer", "IbanRecognizer"]:
        registry.add_recognizer(getattr(recognisers, name)(supported_language="de"))
    registry.add_recognizer(
        recognisers.PhoneRecognizer(supported_language="de", supported_regions=["DE"])
    )
    return analyser.AnalyzerEngine(
        registry=registry, nlp_engine=Blank(), supported_languages=["de"]
    )


def _stay_offline() -> None:
    """tldextract would fetch the list of public suffixes; the one that it ships must do."""
    tldextract: Any = package("tldextract", setting="presidio")
    offline = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    tldextract.extract = tldextract.tldextract.TLD_EXTRACTOR = offline
