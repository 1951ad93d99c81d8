from uuid import RFC_4122

from classroom.storage.ids import new_id

MILLISECOND_NS = 1_000_000


def test_an_id_is_a_version_7_uuid_of_its_millisecond() -> None:
    # The moment of the example in RFC 9562, appendix A.6: its id starts with 017F22E2-79B0-7.
    made = new_id(1_645_557_742_000 * MILLISECOND_NS)

    assert made.version == 7
    assert made.variant == RFC_4122
    assert str(made).startswith("017f22e2-79b0-7000-")


def test_ids_sort_by_the_moment_they_were_made_even_within_a_millisecond() -> None:
    start = 1_700_000_000_000 * MILLISECOND_NS

    made = [new_id(start + step * 1_000) for step in range(2_500)]  # every microsecond of 2.5 ms

    assert made == sorted(made)


def test_ids_of_one_moment_differ() -> None:
    assert len({new_id(0) for _ in range(1_000)}) == 1_000
