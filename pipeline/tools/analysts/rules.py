"""The analyst without a language model: the nearest known topics, and what the texts say."""

import hashlib
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import Any

from pipeline.records import Criterion, Lever, PainPoint, Rating, Verdict
from pipeline.tools.analysts import Group, Judgement, Quoted, Summary
from pipeline.tools.analysts.branches import Branches
from pipeline.tools.analysts.levers import (
    ENTRIES,
    KNOWN,
    SHARPNESS,
    Proposal,
    backing,
    before_ai,
    propose,
    without_ai,
)
from pipeline.tools.analysts.reasons import arguments, reason
from pipeline.tools.catalogue import Catalogue, Near
from pipeline.tools.keyphrases import nouns, told_apart

QUOTES = 3
HEART = 5
# What still reads as one sentence among others.
LETTERS = 160
# A title taken from the catalogue must fit more than the group as a whole: this share of its
# members must have the topic among their own five nearest, else it names itself by its keyphrases.
# Held-out topics reach 0.38 with the next best entry; groups thrown together from three topics
# stay below 0.3 in 95 of 100 cases.
FITS = 0.3
OWN = 5

_TIME = re.compile(
    r"\b(?:stunden?|minuten?|tage?n?|wochen?|monate?n?|jahre?|halbe?n? tag|ewig|dauert|dauern|"
    r"warte\w*|zeit\w*|aufwand|aufwendig|mühsam|hand|händisch|einzeln|doppelt|dreimal|zweimal|"
    r"jedes mal|jeden tag|täglich|ständig|dauernd|nochmal|immer wieder|überstunden)\b",
    re.IGNORECASE,
)
_POOR_DATA = re.compile(
    r"\b(?:veraltet\w*|falsch\w*|fehlt|fehlen\w*|lücken\w*|unvollständig\w*|widersprüch\w*|"
    r"handschrift\w*|papier\w*|zettel\w*|doppelt\w*|unleserlich\w*|uneinheitlich\w*)\b",
    re.IGNORECASE,
)
# A clause of some length without a placeholder: "weil [PERSON_1] fehlt" is one case, no cause.
_CAUSE = re.compile(r"\b(weil|da es|aufgrund)\b[^.!?;\[]{20,110}(?=[.!?;]|$)", re.IGNORECASE)
_EFFECT = re.compile(
    r"\b(sodass|so dass|deshalb|deswegen|dadurch)\b[^.!?;\[]{20,110}", re.IGNORECASE
)

_RISKS = {
    "Datenschutz": "Datenschutz: Sozialdaten (§ 35 SGB I, §§ 67 ff. SGB X) nur lokal und mit "
    "Rechtsgrundlage verarbeiten.",
    "Gleichbehandlung": "Gleichbehandlung: Ergebnisse auf Verzerrung zu Lasten einzelner Gruppen "
    "prüfen.",
    "Ermessen": "Ermessen und Vertraulichkeit bleiben bei Menschen; nichts vorwegnehmen.",
    "falsche oder erfundene Angaben": "Falsche oder erfundene Angaben: nur mit Fundstelle und "
    "Prüfung durch eine Fachkraft verwenden.",
}
_AI_ACT = (
    "KI-Verordnung: vor dem Einsatz prüfen, ob das System über den Zugang zu Leistungen "
    "mitbestimmt und damit als Hochrisiko-System gilt (Anhang III Nr. 5)."
)
_PERSON = "Eine Fachkraft prüft jeden Vorschlag, ändert ihn nach Bedarf und entscheidet selbst."


class RuleAnalyst:
    limits = (
        "Namen, Gründe und Einstufungen sind bei den ähnlichsten Themen eines Katalogs geliehen "
        "und so gekennzeichnet, nicht aus den Aussagen verstanden; was gesagt wurde, steht nur in "
        "Stichwörtern und wörtlichen Stellen."
    )

    def __init__(
        self, catalogue: Catalogue, branches: Branches, rules: Path, *, label: str
    ) -> None:
        self._catalogue = catalogue
        self._branches = branches
        self._file = rules
        self.label = label
        digest = hashlib.sha256(rules.read_bytes()).hexdigest()[:12]
        # The label is part of what comes out: patterns and assessments name their analyst.
        self.identity = f"rules-12 {catalogue.digest} {branches.digest} {digest} {label}"

    @cached_property
    def _rules(self) -> dict[str, Any]:
        return tomllib.loads(self._file.read_text(encoding="utf-8"))

    def nearest(self, groups: Sequence[Group]) -> list[list[Near]]:
        return self._catalogue.nearest([[_said(p) for p in g.pain_points] for g in groups])

    def _own(self, groups: Sequence[Group]) -> list[list[list[Near]]]:
        """For each member of each group the topics that it alone lies nearest to."""
        members = [[_said(point)] for group in groups for point in group.pain_points]
        own = iter(self._catalogue.nearest(members, top=OWN))
        return [[next(own) for _ in group.pain_points] for group in groups]

    def _known(self, groups: Sequence[Group]) -> list[Near | None]:
        """The one topic that a group is about, if the catalogue has it and it may lend its name."""
        near = self.nearest(groups)
        lenders = [self._lenders(*pair)[:1] for pair in zip(groups, near, strict=True)]
        return [
            first[0]
            if first and backing(own, first) >= FITS and first[0].similarity >= KNOWN
            else None
            for first, own in zip(lenders, self._own(groups), strict=True)
        ]

    def _lenders(self, group: Group, near: Sequence[Near]) -> list[Near]:
        said = " ".join(_said(point) for point in group.pain_points)
        return self._branches.lenders(near[:ENTRIES], said)

    # names

    def summarise(self, groups: Sequence[Group]) -> list[Summary | str]:
        pairs = zip(groups, self._known(groups), strict=True)
        return [self._summary(group, known) for group, known in pairs]

    def _summary(self, group: Group, known: Near | None) -> Summary:
        words = ", ".join(nouns(group.keyphrases)[:3])
        return Summary(
            title=known.entry.title if known else f"Ohne Namen: {words}" if words else "Ohne Namen",
            summary=" ".join(_sentences(group, known)),
            cause=_named(_CAUSE, group.pain_points),
            effect=_named(_EFFECT, group.pain_points),
            quoted=tuple(
                Quoted(point.pain_point_id, 0, len(point.text))
                for point in group.exemplars[:QUOTES]
            ),
        )

    def name_fields(self, fields: Sequence[Sequence[Group]]) -> list[str]:
        """The field of the catalogue that most of their statements lie near to; each name once."""
        titles: list[str] = []
        for groups in fields:
            votes: Counter[str] = Counter()
            for group, near in zip(groups, self.nearest(groups), strict=True):
                for n in near:
                    votes[n.entry.field] += round(group.statements * n.similarity**SHARPNESS * 1e6)
            title = min(votes, key=lambda name: (-votes[name], name)) if votes else "Weitere"
            phrases = [phrase for group in groups for phrase in group.keyphrases]
            titles.append(told_apart(title, phrases, {t.casefold() for t in titles}))
        return titles

    def alike(
        self, groups: Sequence[Group], summaries: Sequence[Summary | str]
    ) -> list[tuple[int, int]]:
        """Those that are about the same topic of the catalogue."""
        topics = [known and known.entry.entry_id for known in self._known(groups)]
        return [
            (one, other)
            for one, other in combinations(range(len(topics)), 2)
            if topics[one] and topics[one] == topics[other]
        ]

    # judgements

    def assess(
        self, groups: Sequence[Group], summaries: Sequence[Summary]
    ) -> list[Judgement | str]:
        seen = zip(groups, self.nearest(groups), self._own(groups), strict=True)
        return [self._judgement(*each) for each in seen]

    def _judgement(
        self, group: Group, near: Sequence[Near], own: Sequence[Sequence[Near]]
    ) -> Judgement:
        proposal = propose(near, backing(own, near[:ENTRIES]))
        ai = proposal.verdict in (Verdict.KI, Verdict.KI_NACH_VORARBEIT)
        risks = _risks(near) if proposal.lever == Lever.KI else []
        lenders = self._lenders(group, near)
        return Judgement(
            verdict=proposal.verdict,
            lever=proposal.lever,
            reason=reason(proposal, lenders),
            ratings=tuple(self._ratings(group, proposal, near)),
            arguments_for=arguments(group, lenders, own, ai=True),
            arguments_against=arguments(group, lenders, own, ai=False),
            enablers=tuple(self._enablers(proposal, near)),
            solution=self._rules[proposal.lever]["massnahme"] if proposal.lever else "",
            alternative=without_ai(near),
            human_in_the_loop=_PERSON if ai else "",
            risks=(*(_RISKS[risk] for risk in risks), *((_AI_ACT,) if ai else ())),
        )

    def _enablers(self, proposal: Proposal, near: Sequence[Near]) -> Iterable[str]:
        if proposal.lever is None:
            return
        first = before_ai(near) if proposal.verdict == Verdict.KI_NACH_VORARBEIT else []
        for lever in (*first, proposal.lever):
            yield from self._rules[lever]["voraussetzungen"]

    def _ratings(self, group: Group, proposal: Proposal, near: Sequence[Near]) -> Iterable[Rating]:
        total = len(group.pain_points)
        slow = sum(bool(_TIME.search(_said(p))) for p in group.pain_points)
        poor = sum(bool(_POOR_DATA.search(_said(p))) for p in group.pain_points)
        yield Rating(
            criterion=Criterion.NUTZEN,
            value=2 + sum(slow / total >= step for step in (0.25, 0.5, 0.75)),
            reason=f"Bei der Einstufung nannten {slow} von {total} Schmerzpunkten Zeit, Wartezeit "
            "oder Wiederholung.",
        )
        yield Rating(
            criterion=Criterion.DATENLAGE,
            value=4 - sum(poor / total >= step for step in (0.25, 0.5)),
            reason=f"Bei der Einstufung nannten {poor} von {total} Schmerzpunkten fehlende, "
            "falsche oder nur auf Papier vorhandene Angaben.",
        )
        risks = _risks(near)
        yield Rating(
            criterion=Criterion.RECHTLICHE_SENSIBILITAET,
            value=min(5, 2 + len(risks)),
            reason=f"Bei ähnlichen Themen bekannt: {', '.join(risks) or 'keine Risiken'}.",
        )
        if proposal.lever is not None:
            rule = self._rules[proposal.lever]
            for criterion, key in (
                (Criterion.STANDARDISIERBARKEIT, "standardisierbarkeit"),
                (Criterion.UMSETZUNGSAUFWAND, "aufwand"),
            ):
                yield Rating(
                    criterion=criterion,
                    value=rule[key],
                    reason=f"Vorbelegung für den Hebel {proposal.lever.value}.",
                )


def _said(point: PainPoint) -> str:
    return point.text if point.issue == point.text else f"{point.text} {point.issue}"


def _sentences(group: Group, known: Near | None) -> Iterable[str]:
    """What was said, then what is borrowed, and that it is."""
    if phrases := nouns(group.keyphrases)[:5]:
        yield f"Häufige Stichwörter: {', '.join(phrases)}."
    yield f"Eine der Aussagen: „{_typical(group)}“."
    if known:
        yield f"Ähnliches Thema im Katalog, von dem der Name stammt: {known.entry.description}"


def _typical(group: Group) -> str:
    """Of what is quoted the shortest with a keyword in it, if possible about nobody."""
    words = nouns(group.keyphrases)

    def oddity(text: str) -> tuple[bool, bool, int]:
        named = any(word.casefold() in text.casefold() for word in words)
        return "[" in text, not named, len(text)

    said = min((p.text.strip(" .") for p in group.exemplars[:QUOTES]), key=oddity)
    return said if len(said) <= LETTERS else f"{said[:LETTERS].rpartition(' ')[0]} …"


def _named(pattern: re.Pattern[str], points: Sequence[PainPoint]) -> str:
    """What somebody near the heart said, word for word; what one at the rim says is their own."""
    for point in points[: max(HEART, len(points) // 2)]:
        if match := pattern.search(point.text):
            return f"In einer Aussage genannt: „{match.group(0).strip()}“."
    return ""


def _risks(near: Sequence[Near]) -> list[str]:
    """Those of the two nearest topics, in a fixed order."""
    known = {risk for n in near[:2] if n.similarity >= KNOWN for risk in n.entry.risks}
    return [risk for risk in _RISKS if risk in known]
