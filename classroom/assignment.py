"""The cheapest way to pair rows with columns: the assignment problem."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def assign(costs: ArrayLike) -> NDArray[np.intp]:
    """The column paired with each row so that the costs' sum is least; -1 = a row left over.

    Shortest augmenting paths with potentials (Kuhn 1955, Jonker and Volgenant 1987): n x n x m steps, m of
    them at a time.

    Args:
        costs: (n, m) finite numbers.
    """
    table = np.atleast_2d(np.asarray(costs, np.float64))
    rows, columns = table.shape
    if rows == 0 or columns == 0:
        return np.full(rows, -1, np.intp)
    if rows <= columns:
        return _assign_rows(table)
    paired = np.full(rows, -1, np.intp)
    paired[_assign_rows(table.T)] = np.arange(columns)
    return paired


def _assign_rows(table: NDArray[np.float64]) -> NDArray[np.intp]:
    """The column of each row; there are at least as many columns as rows."""
    rows, columns = table.shape
    of_row, of_column = np.zeros(rows), np.zeros(columns + 1)  # potentials
    row_at = np.full(columns + 1, -1, np.intp)  # the row of each column; the last column starts each path
    for row in range(rows):
        row_at[columns] = row
        column, way = columns, np.full(columns + 1, columns, np.intp)
        shortest = np.full(columns, np.inf)
        done = np.zeros(columns + 1, bool)
        while row_at[column] >= 0:
            done[column] = True
            at = row_at[column]
            reduced = table[at] - of_row[at] - of_column[:columns]
            shorter = ~done[:columns] & (reduced < shortest)
            shortest[shorter], way[:columns][shorter] = reduced[shorter], column
            column = int(np.where(done[:columns], np.inf, shortest).argmin())
            step = shortest[column]
            of_row[row_at[done]] += step
            of_column[done] -= step
            shortest[~done[:columns]] -= step
        while column != columns:
            row_at[column] = row_at[way[column]]
            column = int(way[column])
    paired = np.full(rows, -1, np.intp)
    taken = np.flatnonzero(row_at[:columns] >= 0)
    paired[row_at[taken]] = taken
    return paired
