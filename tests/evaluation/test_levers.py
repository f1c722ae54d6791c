from pipeline.evaluation.gold import GoldLever
from pipeline.evaluation.levers import score_levers
from pipeline.records import Lever

KI, RECHT, PROZESS = Lever.KI, Lever.RECHT, Lever.PROZESS


def gold(lever: Lever, *acceptable: Lever) -> GoldLever:
    return GoldLever(lever, frozenset({lever, *acceptable}))


def test_an_acceptable_lever_counts_as_right():
    score = score_levers([gold(KI, PROZESS), gold(RECHT)], [PROZESS, RECHT])

    assert (score.accuracy, score.macro_f1, score.ai_balanced_accuracy) == (1, 1, 1)
    assert score.ai_balanced_accuracy_strict == 0.5


def test_always_the_same_lever_scores_badly_whatever_is_frequent():
    score = score_levers([gold(KI)] * 8 + [gold(RECHT), gold(PROZESS)], [KI] * 10)

    assert score.accuracy == 0.8
    assert score.macro_f1 < 0.3
    assert score.ai_balanced_accuracy == 0.5


def test_no_lever_is_wrong_for_ai_and_for_everything_else():
    score = score_levers([gold(KI), gold(RECHT)], [None, None])

    assert (score.undecided, score.macro_f1, score.ai_balanced_accuracy) == (2, 0, 0)


def test_a_wrong_lever_hurts_both_levers():
    score = score_levers([gold(KI), gold(RECHT), gold(RECHT)], [KI, KI, RECHT])

    assert score.macro_f1 == (2 / 3 + 2 / 3) / 2
