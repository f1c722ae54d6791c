from pipeline.evaluation.privacy import Share, Stretch, leak_recall, over_redaction, read_marked


def test_both_ways_of_marking_are_read() -> None:
    expected = ("Frau Gül, 12345", [Stretch(5, 8, "PERSON"), Stretch(10, 15, "AKTENZEICHEN")])

    assert read_marked("Frau [[PERSON:Gül]], [[BG_NUMMER:12345]]") == expected
    assert read_marked("Frau {PER|Gül}, {CASE|12345}") == expected


def test_one_letter_left_is_a_leak_whatever_the_label_says() -> None:
    text, gold = read_marked("Bei [[PERSON:Ali Kaya]] war [[PERSON:Gül]].")

    recall = leak_recall([text], [gold], [[Stretch(4, 11, "?"), Stretch(17, 20, "NUMMER")]])

    assert recall["PERSON"] == Share(1, 2)


def test_a_blank_or_a_full_stop_left_is_no_leak() -> None:
    text, gold = read_marked("[[PERSON:A. Kaya]]")

    assert leak_recall([text], [gold], [[Stretch(0, 1), Stretch(3, 7)]])["PERSON"] == Share(1, 1)


def test_words_outside_the_gold_count_as_masked_for_nothing() -> None:
    text, gold = read_marked("Die gute Frau [[PERSON:Gül]] lacht")

    assert over_redaction([text], [gold], [[Stretch(9, 17)]]) == Share(1, 4)


def test_a_date_that_is_kept_to_the_month_loses_its_day_alone() -> None:
    text = "Der Bescheid vom 15. Mai 2009 fehlt"
    date = (text.index("15"), text.index(" fehlt"))

    assert over_redaction([text], [[]], [[Stretch(*date, "DATUM")]]) == Share(1, 7)
    assert over_redaction([text], [[]], [[Stretch(*date, "GEBURTSDATUM")]]) == Share(3, 7)


def test_the_interval_is_that_of_wilson() -> None:
    low, high = Share(36, 36).interval or (0, 0)

    assert (round(low, 3), round(high, 3)) == (0.904, 1.0)
    assert Share(0, 0).value is None
