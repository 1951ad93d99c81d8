"""What is worth knowing of a data set before it is learned from: counts and duplicates."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from classroom.datasets.fer2013 import FaceSet
from classroom.domain import EMOTIONS


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a picture is."""

    split: str
    index: int  # 0, 1, ... in its split


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Pictures with the very same pixels."""

    repeats: Mapping[str, int]  # by split: pictures that repeat an earlier one of it
    torn: Mapping[str, int]  # by split: different pictures that have more than one label there
    shared: Mapping[tuple[str, str], int]  # by two splits: different pictures that are in both


def hash_pictures(images: NDArray[np.uint8]) -> list[bytes]:
    """One digest for each of (n, 48, 48) pictures; equal pixels, equal digests."""
    return [hashlib.blake2b(image.tobytes(), digest_size=16).digest() for image in images]


def count_things(count: int, noun: str = "picture") -> str:
    """`1 picture`, `1,224 pictures`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def note_split(name: str, faces: FaceSet) -> str:
    """One line: how many pictures of each emotion."""
    counts = np.bincount(faces.fer2013, minlength=len(EMOTIONS))
    shares = ", ".join(f"{emotion} {count}" for emotion, count in zip(EMOTIONS, counts, strict=True))
    votes = "with" if faces.votes is not None else "without"
    return f"{name}: {count_things(len(faces))} ({shares}), {votes} votes"


def find_duplicates(splits: Mapping[str, FaceSet]) -> tuple[tuple[Place, ...], ...]:
    """Groups of two and more pictures with the very same pixels, each in the order of splits and indices."""
    groups: dict[bytes, list[Place]] = {}
    for name, faces in splits.items():
        for index, digest in enumerate(hash_pictures(faces.images)):
            groups.setdefault(digest, []).append(Place(name, index))
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)


def count_duplicates(splits: Mapping[str, FaceSet]) -> Duplicates:
    """How often pictures are there more than once, in one split or in two."""
    repeats: Counter[str] = Counter()
    torn: Counter[str] = Counter()
    shared: Counter[tuple[str, str]] = Counter()
    for group in find_duplicates(splits):
        members = {name: [place.index for place in group if place.split == name] for name in splits}
        there = [name for name, indices in members.items() if indices]
        for name in there:
            repeats[name] += len(members[name]) - 1
            torn[name] += len({int(splits[name].fer2013[index]) for index in members[name]}) > 1
        shared.update(combinations(there, 2))
    return Duplicates(dict(repeats), dict(torn), dict(shared))


def note_duplicates(splits: Mapping[str, FaceSet]) -> list[str]:
    """Lines about pictures that are there more than once, in one split or in two."""
    found = count_duplicates(splits)
    notes = []
    for name, count in found.repeats.items():
        if count:
            torn = found.torn[name]
            other = f"{torn or 'none'} {'has' if torn == 1 else 'have'} more than one label"
            notes.append(f"{name}: {count_things(count)} repeat{'s' if count == 1 else ''} another; {other}")
    for (one, other), count in found.shared.items():
        notes.append(f"{count_things(count)} {'is' if count == 1 else 'are'} both in {one} and in {other}")
    return notes


def drop_known(faces: FaceSet, known: FaceSet) -> FaceSet:
    """The faces without those whose very pixels are among the known."""
    seen = set(hash_pictures(known.images))
    keep = np.array([digest not in seen for digest in hash_pictures(faces.images)], bool)
    return pick_faces(faces, keep)


def pick_faces(faces: FaceSet, rows: NDArray[np.bool_] | NDArray[np.intp]) -> FaceSet:
    """These rows of a set."""
    votes = None if faces.votes is None else faces.votes[rows]
    files = None if faces.files is None else tuple(faces.files[row] for row in np.arange(len(faces))[rows])
    return FaceSet(faces.images[rows], faces.fer2013[rows], votes, files)
