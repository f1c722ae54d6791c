"""Who names a pattern and judges it: by rule, or by a language model."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.records import Argument, Lever, PainPoint, PainPointId, Rating, Verdict, Vote


@dataclass(frozen=True)
class Group:
    """What an analyst sees of one cluster; never more than anonymised text."""

    pain_points: tuple[PainPoint, ...]
    """From the heart of the cluster to its rim."""
    exemplars: tuple[PainPoint, ...]
    keyphrases: tuple[str, ...]
    sites: int
    """From how many sites the pain points come; of ``all_sites`` in the run."""
    all_sites: int
    all_statements: int
    neighbours: tuple[tuple[str, ...], ...] = ()
    """Keyphrases of the groups that it must not be mistaken for."""

    @property
    def statements(self) -> int:
        return len({point.statement_id for point in self.pain_points})


@dataclass(frozen=True)
class Quoted:
    """``text[start:end]`` of a pain point of the group, word for word."""

    pain_point_id: PainPointId
    start: int
    end: int


@dataclass(frozen=True)
class Summary:
    title: str
    summary: str
    cause: str = ""
    effect: str = ""
    quoted: tuple[Quoted, ...] = ()


@dataclass(frozen=True)
class Judgement:
    verdict: Verdict
    lever: Lever | None
    reason: str
    ratings: tuple[Rating, ...] = ()
    """Without what code can count: Fallzahl and Transferfähigkeit."""
    arguments_for: tuple[Argument, ...] = ()
    arguments_against: tuple[Argument, ...] = ()
    enablers: tuple[str, ...] = ()
    solution: str = ""
    alternative: Lever | None = None
    """What would help best without AI."""
    human_in_the_loop: str = ""
    risks: tuple[str, ...] = ()
    votes: tuple[Vote, ...] = ()


class Analyst(Protocol):
    identity: str
    label: str

    def summarise(self, groups: Sequence[Group]) -> list[Summary | str]:
        """One answer for each group, in order; a string is the reason why there is none."""
        ...

    def name_fields(self, fields: Sequence[Sequence[Group]]) -> list[str]:
        """A title for each field of action, from the groups in it."""
        ...

    def alike(
        self, groups: Sequence[Group], summaries: Sequence[Summary | str]
    ) -> list[tuple[int, int]]:
        """Places of the groups that may be one friction in two, the smaller place first."""
        ...

    def assess(
        self, groups: Sequence[Group], summaries: Sequence[Summary]
    ) -> list[Judgement | str]:
        """Like ``summarise``."""
        ...
