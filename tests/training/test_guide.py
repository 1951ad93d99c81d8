"""docs/training.md and the code say the same."""

from pathlib import Path

import click
import pytest

from classroom.cli.train_command import command
from classroom.training.recipes import RECIPES
from classroom.training.schedules import Cosine, OneCycle, Plateau
from tests.training.parameters import PARAMETERS

GUIDE = Path(__file__).parents[2] / "docs" / "training.md"
SCHEDULES = {Cosine: "cosine", OneCycle: "one-cycle", Plateau: "plateau"}


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_the_guide_has_each_recipes_row(name: str) -> None:
    recipe = RECIPES[name]
    rows = [line for line in GUIDE.read_text(encoding="utf-8").splitlines() if line.startswith(f"| `{name}` |")]

    cells = [cell.strip() for cell in rows[0].strip("|").split("|")]

    assert len(rows) == 1
    assert cells[2:4] == [f"{PARAMETERS[name]:,}", str(recipe.batch)]
    assert float(cells[4]) == recipe.learning_rate
    assert cells[5:7] == [SCHEDULES[type(recipe.schedule)], str(recipe.epochs)]
    assert cells[7] == ("-" if recipe.patience is None else str(recipe.patience))
    assert cells[8] == (recipe.published or cells[8])


def test_the_guide_names_every_option() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    options = [one.opts[0] for one in command.params if isinstance(one, click.Option)]

    assert [option for option in options if option not in text and option != "--config"] == []
