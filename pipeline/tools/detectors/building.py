"""settings -> the detector that a run works with."""

from pipeline.config import Detect
from pipeline.tools.detectors import Detector
from pipeline.tools.detectors.context import Context
from pipeline.tools.detectors.names import Names
from pipeline.tools.detectors.patterns import Patterns
from pipeline.tools.detectors.second_pass import SecondPass
from pipeline.tools.detectors.union import Union


def build_detector(settings: Detect) -> Detector:
    """Every member only adds; none loads its lists or its model before its first text."""
    members: list[Detector] = [Patterns(), Context(), Names()]
    return SecondPass(Union(members))
