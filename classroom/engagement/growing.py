"""An array that grows at its end without being copied each time."""

from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", bound=np.generic)


class Growing(Generic[Number]):
    """Rows of one shape; `values` taken earlier stay as they were when rows are added."""

    def __init__(self, kind: type[Number], *row: int) -> None:
        self._room: NDArray[Number] = np.empty((0, *row), kind)
        self._count = 0

    @property
    def values(self) -> NDArray[Number]:
        """All rows, (m, ...): a view."""
        return self._room[: self._count]

    def append(self, rows: NDArray[Any]) -> None:
        """Adds rows (n, ...) behind those known."""
        count = self._count + len(rows)
        if count > len(self._room):
            # The first rows get just their room: most sessions are loaded whole and never grow.
            room = count if self._count == 0 else max(count, len(self._room) * 5 // 4 + 64)
            larger = np.empty((room, *self._room.shape[1:]), self._room.dtype)
            larger[: self._count] = self.values
            self._room = larger
        self._room[self._count : count] = rows
        self._count = count

    def cut(self, count: int) -> None:
        """Forgets all rows from `count` on; `values` taken earlier must not be used any more."""
        self._count = min(count, self._count)

    @property
    def nbytes(self) -> int:
        return self._room.nbytes
