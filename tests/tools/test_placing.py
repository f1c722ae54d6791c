import numpy as np

from pipeline.tools.placing import place

KNOWN = np.array([[1, 0], [0.96, 0.28], [0.96, -0.28], [0, 1], [0.28, 0.96], [-0.28, 0.96]])
LABELS = np.array([4, 4, 4, 9, 9, 9])


def test_a_point_is_placed_with_the_nearest_group() -> None:
    placing = place(np.array([[0.99, 0.1], [0.1, 0.99]]), KNOWN, LABELS)

    assert placing.labels.tolist() == [4, 9]
    assert placing.fits.all()
    assert (placing.distance < 0.02).all()


def test_a_point_far_from_every_group_does_not_fit() -> None:
    placing = place(np.array([[-1.0, 0.0], [0.7, 0.7]]), KNOWN, LABELS)

    assert not placing.fits.any()


def test_rows_without_a_group_do_not_count() -> None:
    placing = place(np.array([[-1.0, 0.0]]), np.vstack([KNOWN, [[-1, 0]]]), np.append(LABELS, -1))

    assert placing.labels.tolist() == [9]
    assert not placing.fits[0]


def test_where_there_are_no_groups_nothing_fits() -> None:
    assert place(KNOWN, KNOWN, np.full(6, -1)).labels.tolist() == [-1] * 6
    assert len(place(np.empty((0, 2)), KNOWN, LABELS).labels) == 0


def test_members_are_measured_without_themselves() -> None:
    members = np.eye(3)
    newcomer = np.array([[1.0, 1.0, -1.0]]) / np.sqrt(3)

    # Nearer to the middle than any member is to the others, though not than to all three.
    assert place(newcomer, members, np.zeros(3, dtype=np.int64)).fits.all()
