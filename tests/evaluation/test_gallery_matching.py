"""Found boxes against true ones."""

from hypothesis import given
from hypothesis import strategies as some

from classroom.domain import Box, Face, Image
from classroom.evaluation.gallery_matching import FaceWatch, list_found, match_faces, pair_boxes
from tests.evaluation.truths import see_face, see_tile
from tests.vision.galleries import KnownFaces, grey_screen

boxes = some.lists(
    some.builds(Box, some.integers(0, 60), some.integers(0, 60), some.integers(1, 50), some.integers(1, 50)), max_size=7
)


@given(boxes, boxes, some.sampled_from([0.1, 0.5, 0.8]))
def test_each_box_is_in_one_pair_at_most_and_none_could_be_added(
    true: list[Box], found: list[Box], least: float
) -> None:
    pairs = pair_boxes(true, found, least)

    rows, columns = {pair.true for pair in pairs}, {pair.found for pair in pairs}
    assert len(rows) == len(columns) == len(pairs)
    assert all(pair.iou == true[pair.true].iou(found[pair.found]) >= least for pair in pairs)
    left = [
        (one, other)
        for row, one in enumerate(true)
        for column, other in enumerate(found)
        if row not in rows and column not in columns
    ]
    assert all(one.iou(other) < least for one, other in left)


@given(boxes, boxes, boxes, boxes)
def test_every_wanted_face_is_right_or_missed_and_no_find_is_two_things(
    wanted: list[Box], allowed: list[Box], ignore: list[Box], found: list[Box]
) -> None:
    match = match_faces(wanted, allowed, ignore, found)

    assert sorted([*(pair.true for pair in match.right), *match.missed]) == list(range(len(wanted)))
    told = [*(pair.found for pair in match.right), *match.wrong]
    assert len(told) == len(set(told)) <= len(found)


@given(boxes)
def test_what_is_found_exactly_is_right_even_where_it_may_be_ignored(wanted: list[Box]) -> None:
    match = match_faces(wanted, wanted, wanted, wanted)

    assert match.missed == match.wrong == ()


def test_the_better_of_two_finds_of_one_face_is_right_and_the_other_wrong() -> None:
    near, exact = Box(12, 10, 40, 50), Box(10, 10, 40, 50)

    match = match_faces([Box(10, 10, 40, 50)], [], [], [near, exact])

    assert [pair.found for pair in match.right] == [1]
    assert match.wrong == (0,)


class _Detector(KnownFaces):
    def look_closer(self, image: Image, tile: Box) -> tuple[Face, ...]:
        return (see_face(1),)


def test_a_watch_hands_on_what_is_found_and_tells_it_once() -> None:
    watch = FaceWatch(_Detector([see_face(0)]))
    image = grey_screen()

    found = watch.detect(image)
    closer = watch.look_closer(image, Box(0, 0, 10, 10))

    assert [face.box for face in (*found, *closer)] == [see_face(0).box, see_face(1).box]
    assert [face.box for face in watch.take()] == [see_face(0).box, see_face(1).box]
    assert watch.take() == ()


def test_of_further_faces_in_a_tile_the_best_count_as_many_as_were_told() -> None:
    own, better, worse = see_face(), see_face(shift=55, score=0.8), see_face(shift=-45, score=0.5)
    again = see_face(shift=3, score=0.7)

    found = list_found([see_tile(extra_faces=1, face=own)], [own, worse, again, better])

    assert [face.score for face in found] == [0.9, 0.8]
