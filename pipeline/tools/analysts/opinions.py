"""What a language model thinks of a pattern: whether an opinion holds, and the vote of several."""

from collections.abc import Sequence

from pipeline.records import Argument, Lever, Rating, Verdict, Vote
from pipeline.tools.analysts import Judgement
from pipeline.tools.analysts.forms import Opinion, Reason
from pipeline.tools.analysts.shown import Shown


def opinion_problem(points: Shown, answer: Opinion) -> str:
    cited = {i for reason in (*answer.dafuer, *answer.dagegen) for i in reason.belege}
    if not cited and answer.urteil != "unklar":
        return "Es fehlt ein Grund mit der id einer Aussage, die ihn stützt."
    if not cited <= points.keys():
        return "Ein Beleg nennt eine id, die es nicht gibt."
    ai = answer.urteil in ("KI", "KI nach Vorarbeit")
    if answer.urteil != "unklar" and (answer.hebel == "KI") != ai:
        return "Urteil und Hebel passen nicht zusammen."
    if answer.urteil == "Nicht-KI" and answer.hebel == "unklar":
        return "Zum Urteil Nicht-KI fehlt der Hebel."
    return ""


def spoken(answer: Opinion) -> list[str]:
    reasons = [reason.text for reason in (*answer.dafuer, *answer.dagegen)]
    graded = [grade.grund for grade in answer.grades().values()]
    return [*reasons, answer.begruendung, answer.loesung, answer.mensch, *graded]


def judgement(opinions: Sequence[tuple[Shown, Opinion] | str]) -> Judgement | str:
    """The first opinion of the majority; without one of its own, nobody can tell yet.

    A call that failed is a vote for nothing: one opinion of three is no majority.
    """
    given = [opinion for opinion in opinions if not isinstance(opinion, str)]
    if not given:
        return next(opinion for opinion in opinions if isinstance(opinion, str))
    counts: dict[str, int] = {}
    for _, opinion in given:
        counts[opinion.urteil] = counts.get(opinion.urteil, 0) + 1
    votes = tuple(
        Vote(verdict=Verdict(name), share=round(counts[name] / len(opinions), 4))
        for name in sorted(counts, key=lambda name: (-counts[name], name))
    )
    most = max(counts.values())
    if most * 2 <= len(opinions):
        return Judgement(
            verdict=Verdict.UNKLAR,
            lever=None,
            reason="Das Sprachmodell kam bei mehreren Anläufen zu keinem mehrheitlichen Urteil.",
            votes=votes,
        )
    points, chosen = next((p, o) for p, o in given if counts[o.urteil] == most)
    return Judgement(
        verdict=Verdict(chosen.urteil),
        lever=None if chosen.hebel == "unklar" else Lever(chosen.hebel),
        reason=chosen.begruendung,
        ratings=tuple(
            Rating(criterion=criterion, value=grade.wert or None, reason=grade.grund)
            for criterion, grade in chosen.grades().items()
        ),
        arguments_for=_arguments(points, chosen.dafuer),
        arguments_against=_arguments(points, chosen.dagegen),
        enablers=chosen.voraussetzungen,
        solution=chosen.loesung,
        human_in_the_loop=chosen.mensch,
        risks=chosen.risiken,
        votes=votes,
    )


def _arguments(points: Shown, reasons: Sequence[Reason]) -> tuple[Argument, ...]:
    return tuple(
        Argument(
            text=reason.text,
            evidence=tuple(dict.fromkeys(points[i].statement_id for i in reason.belege)),
        )
        for reason in reasons
    )
