"""A language model names the patterns and judges them; rules stand beside it with the catalogue."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations
from typing import TypeVar

from pipeline.tools.analysts import Group, Judgement, Quoted, Summary
from pipeline.tools.analysts.forms import Naming, Opinion, Sameness
from pipeline.tools.analysts.levers import without_ai
from pipeline.tools.analysts.opinions import judgement, opinion_problem, spoken
from pipeline.tools.analysts.rules import RuleAnalyst
from pipeline.tools.analysts.shown import HEART, Shown, listed, shown
from pipeline.tools.catalogue import Near
from pipeline.tools.extractors.llm import fenced
from pipeline.tools.llm import Effort, Form
from pipeline.tools.llm.asking import Asker, Question, Refused
from pipeline.tools.llm.quotes import locate
from pipeline.tools.prompts import Prompt

TITLE_WORDS = 8
# At temperature 0 every seed gives the same answer; the second and third opinion need some chance.
TEMPERATURE = 0.6

F = TypeVar("F", bound=Form)


class LlmAnalyst:
    def __init__(
        self,
        asker: Asker,
        rules: RuleAnalyst,
        naming: Prompt,
        opinion: Prompt,
        sameness: Prompt,
        *,
        votes: int,
        num_predict: int,
        seed: int,
    ) -> None:
        self._asker = asker
        self._rules = rules
        self._naming = naming
        self._opinion = opinion
        self._sameness = sameness
        self._votes = votes
        self._num_predict = num_predict
        self._seed = seed
        self.label = asker.model.label
        self.limits = ""
        shared = f"llm-2 {asker.model.identity} {asker.model.num_ctx} {num_predict} {seed}"
        self.identities = {
            "summarise": f"{shared} {naming.digest} {sameness.digest} {rules.identity}",
            "assess": f"{shared} {opinion.digest} {votes} {rules.identity}",
        }
        self.identity = " | ".join(self.identities.values())

    # names

    def summarise(self, groups: Sequence[Group]) -> list[Summary | str]:
        self._asker.announce([self._name(group, HEART)[0] for group in groups])
        return self._asker.each(self._summary, groups)

    def _summary(self, group: Group) -> Summary | str:
        answer = self._asked(partial(self._name, group))
        return answer if isinstance(answer, str) else _named(*answer)

    def _name(self, group: Group, heart: int) -> tuple[Question[Naming], Shown]:
        points = shown(group, heart)
        near = ["; ".join(phrases[:4]) for phrases in group.neighbours if phrases]
        question = Question(
            task="summarise",
            prompt=self._naming.render(
                keyphrases=", ".join(group.keyphrases) or "keine",
                neighbours=" / ".join(near) or "keine",
                statements=listed(points),
            ),
            form=Naming,
            effort=Effort(num_predict=self._num_predict, seed=self._seed),
            check=partial(_naming_problem, points),
            spoken=lambda a: [a.beschreibung, a.ursache, a.wirkung, a.betroffene, a.titel],
        )
        return question, points

    def name_fields(self, fields: Sequence[Sequence[Group]]) -> list[str]:
        return self._rules.name_fields(fields)

    def alike(
        self, groups: Sequence[Group], summaries: Sequence[Summary | str]
    ) -> list[tuple[int, int]]:
        """Of the pairs with a common topic among their two nearest, those it calls the same."""
        topics = [{n.entry.entry_id for n in near[:2]} for near in self._rules.nearest(groups)]
        pairs = [
            (one, other)
            for one, other in combinations(range(len(groups)), 2)
            if topics[one] & topics[other]
            and not isinstance(summaries[one], str)
            and not isinstance(summaries[other], str)
        ]
        questions = [self._compare(summaries[one], summaries[other]) for one, other in pairs]
        self._asker.announce(questions)
        answers = self._asker.each(self._asker.ask, questions)
        # A refused answer gives no hint; nothing is lost by that.
        return [
            pair
            for pair, answer in zip(pairs, answers, strict=True)
            if isinstance(answer, Sameness) and answer.antwort == "ja"
        ]

    def _compare(self, *summaries: Summary | str) -> Question[Sameness]:
        told = [
            {"titel": s.title, "beschreibung": s.summary}
            for s in summaries
            if isinstance(s, Summary)
        ]
        return Question(
            task="same",
            prompt=self._sameness.render(patterns=fenced(told)),
            form=Sameness,
            effort=Effort(num_predict=200, seed=self._seed),
            check=lambda answer: "",
            spoken=lambda answer: [answer.grund],
        )

    # judgements

    def assess(
        self, groups: Sequence[Group], summaries: Sequence[Summary]
    ) -> list[Judgement | str]:
        near = self._rules.nearest(groups)
        # One vote is one call, so that the votes on one pattern need not wait for each other.
        ballots = [
            partial(self._judge, group, summary, entries, vote)
            for group, summary, entries in zip(groups, summaries, near, strict=True)
            for vote in range(self._votes)
        ]
        self._asker.announce([ballot(HEART)[0] for ballot in ballots])
        opinions = self._asker.each(self._asked, ballots)
        each = self._votes
        judged = [judgement(opinions[n : n + each]) for n in range(0, len(opinions), each)]
        # It is not asked for what would do without it.
        return [
            answer if isinstance(answer, str) else replace(answer, alternative=without_ai(entries))
            for answer, entries in zip(judged, near, strict=True)
        ]

    def _judge(
        self, group: Group, summary: Summary, near: Sequence[Near], vote: int, heart: int
    ) -> tuple[Question[Opinion], Shown]:
        points = shown(group, heart)
        known = [
            {"thema": n.entry.title, "hebel": n.entry.lever.value, "grund": n.entry.reason}
            for n in near
        ]
        question = Question(
            task="assess",
            prompt=self._opinion.render(
                title=summary.title,
                summary=" ".join(filter(None, (summary.summary, summary.cause, summary.effect))),
                catalogue=fenced(known),
                statements=listed(points),
            ),
            form=Opinion,
            effort=Effort(
                num_predict=self._num_predict,
                seed=self._seed + vote,
                temperature=TEMPERATURE if vote else 0.0,
            ),
            check=partial(opinion_problem, points),
            spoken=spoken,
        )
        return question, points

    def _asked(
        self, question_of: Callable[[int], tuple[Question[F], Shown]]
    ) -> tuple[Shown, F] | str:
        """As many statements as fit, then fewer as long as that may help; and those shown."""
        reason, heart = _TOO_LONG, HEART
        while heart:
            question, points = question_of(heart)
            if not self._asker.fits(question.prompt, self._num_predict):
                heart -= 1
                continue
            answer = self._asker.ask(question)
            if not isinstance(answer, Refused):
                return points, answer
            reason = answer.reason
            if not answer.smaller_may_help:
                break
            heart //= 3
        return reason


_TOO_LONG = "Die Aussagen des Musters sind für das Sprachmodell zu lang."


def _naming_problem(points: Shown, answer: Naming) -> str:
    if len(answer.titel.split()) > TITLE_WORDS:
        return f"Der Titel hat mehr als {TITLE_WORDS} Wörter."
    for passage in answer.zitate:
        if passage.id not in points:
            return "Ein Zitat nennt eine id, die es nicht gibt."
        if locate(passage.text, points[passage.id].text) is None:
            return f"Ein Zitat steht nicht wörtlich in {passage.id}."
    return ""


def _named(points: Shown, answer: Naming) -> Summary:
    quoted = []
    for passage in answer.zitate:
        point = points[passage.id]
        if place := locate(passage.text, point.text):
            quoted.append(Quoted(point.pain_point_id, *place))
    sufferers = f" Betroffen: {answer.betroffene.rstrip('.')}." if answer.betroffene else ""
    return Summary(
        title=answer.titel.strip().rstrip("."),
        summary=answer.beschreibung + sufferers,
        cause=answer.ursache,
        effect=answer.wirkung,
        quoted=tuple(dict.fromkeys(quoted)),
    )
