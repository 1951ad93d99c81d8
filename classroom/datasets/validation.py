"""What is worth knowing of a data set before it is learned from: counts and duplicates."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from classroom.datasets.fer2013 import FaceSet
from classroom.domain import EMOTIONS


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


def note_duplicates(splits: Mapping[str, FaceSet]) -> list[str]:
    """Lines about pictures that are there more than once, in one split or in two."""
    hashes = {name: hash_pictures(faces.images) for name, faces in splits.items()}
    notes = []
    for name, digests in hashes.items():
        labels: dict[bytes, set[int]] = {}
        for digest, label in zip(digests, splits[name].fer2013, strict=True):
            labels.setdefault(digest, set()).add(int(label))
        repeated = sum(count - 1 for count in Counter(digests).values())
        torn = sum(len(different) > 1 for different in labels.values())
        if repeated:
            verb = "repeats" if repeated == 1 else "repeat"
            have = "has" if torn == 1 else "have"
            notes.append(
                f"{name}: {count_things(repeated)} {verb} another; {torn or 'none'} {have} more than one label"
            )
    for one, other in combinations(hashes, 2):
        shared = len(set(hashes[one]) & set(hashes[other]))
        if shared:
            notes.append(f"{count_things(shared)} {'is' if shared == 1 else 'are'} both in {one} and in {other}")
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
