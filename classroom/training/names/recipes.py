"""The name recogniser's named recipes, as data."""

from dataclasses import dataclass

from classroom.errors import ModelError


@dataclass(frozen=True, slots=True)
class NameRecipe:
    """Everything that, with fonts, backgrounds and seed, decides the recogniser."""

    name: str
    summary: str
    widths: tuple[int, int, int, int]  # channels of the trunk's convolutions
    channels: int  # of the convolutions along the line
    dilations: tuple[int, ...]  # one such convolution each
    epochs: int
    lines: int  # an epoch, drawn anew
    batch: int
    learning_rate: float
    weight_decay: float
    validation: int = 400  # lines, and three quarters as many in fonts kept apart
    precision: str = "float32"


NAME_RECIPES: dict[str, NameRecipe] = {
    recipe.name: recipe
    for recipe in (
        NameRecipe(
            "name-1",
            "a convolutional line reader with CTC: Latin with its accents, Cyrillic, Greek, of drawn labels",
            widths=(24, 48, 64, 96),
            channels=192,
            dilations=(1, 2, 4),
            epochs=72,
            lines=4096,
            batch=32,
            learning_rate=1.4e-3,
            weight_decay=0.02,
            precision="mixed_bfloat16",
        ),
        NameRecipe(
            "name-tiny",
            "a small line reader, for tests",
            widths=(4, 8, 8, 8),
            channels=16,
            dilations=(1,),
            epochs=2,
            lines=16,
            batch=4,
            learning_rate=1e-2,
            weight_decay=0.0,
            validation=16,
        ),
    )
}


def find_name_recipe(name: str) -> NameRecipe:
    """The name recipe of that name.

    Raises:
        ModelError: there is none; the message lists them.
    """
    try:
        return NAME_RECIPES[name]
    except KeyError as error:
        raise ModelError(f"recipe {name} does not exist; choose one of {', '.join(NAME_RECIPES)}") from error
