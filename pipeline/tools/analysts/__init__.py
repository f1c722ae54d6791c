"""Who names a pattern and judges it: by rule, or by a language model."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.records import Argument, Lever, PainPoint, PainPointId, Rating, Verdict, Vote


@dataclass(frozen=True)
class Group:
    """What an analyst sees of one cluster; never more than anonymised text."""

    pain_points: tuple[PainPoint, ...]
    exemplars: tuple[PainPoint, ...]
    keyphrases: tuple[str, ...]
    sites: int
    """From how many sites the pain points come; of ``all_sites`` in the run."""
    all_sites: int
    all_statements: int


@dataclass(frozen=True)
class Summary:
    """What an analyst says of a group; ``quoted`` are pain points whose text is quoted in full."""

    title: str
    summary: str
    cause: str
    effect: str
    quoted: tuple[PainPointId, ...]


@dataclass(frozen=True)
class Judgement:
    verdict: Verdict
    lever: Lever | None
    reason: str
    ratings: tuple[Rating, ...]
    arguments_for: tuple[Argument, ...] = ()
    arguments_against: tuple[Argument, ...] = ()
    enablers: tuple[str, ...] = ()
    solution: str = ""
    human_in_the_loop: str = ""
    risks: tuple[str, ...] = ()
    votes: tuple[Vote, ...] = ()


class Analyst(Protocol):
    identity: str
    label: str

    def summarise(self, groups: Sequence[Group]) -> list[Summary | str]:
        """One answer for each group, in order; a string is the reason why there is none."""
        ...

    def assess(
        self, groups: Sequence[Group], summaries: Sequence[Summary]
    ) -> list[Judgement | str]:
        """Likewise."""
        ...
