"""The detector's named recipes, as data."""

from dataclasses import dataclass

from classroom.errors import ModelError


@dataclass(frozen=True, slots=True)
class FaceRecipe:
    """Everything that, with data and seed, decides the detector."""

    name: str
    summary: str
    stem: tuple[int, int]  # channels at strides 2 and 4
    widths: tuple[int, int, int]  # channels at strides 8, 16, 32
    depths: tuple[int, int, int]  # residual blocks there
    neck: int  # channels of the pyramid
    epochs: int
    crops: int  # pictures an epoch, drawn anew
    batch: int
    learning_rate: float
    weight_decay: float
    crop_px: int = 320
    precision: str = "float32"


FACE_RECIPES: dict[str, FaceRecipe] = {
    recipe.name: recipe
    for recipe in (
        FaceRecipe(
            "face-1",
            "residual trunk with a feature pyramid: faces, landmarks, head pose and eyes of drawn galleries",
            stem=(16, 32),
            widths=(64, 96, 128),
            depths=(1, 2, 1),
            neck=64,
            epochs=48,
            crops=2400,
            batch=16,
            learning_rate=2e-3,
            weight_decay=0.02,
            precision="mixed_bfloat16",
        ),
        FaceRecipe(
            "face-tiny",
            "a small detector, for tests",
            stem=(8, 8),
            widths=(16, 16, 16),
            depths=(0, 0, 0),
            neck=16,
            epochs=2,
            crops=8,
            batch=4,
            learning_rate=1e-2,
            weight_decay=0.0,
            crop_px=128,
        ),
    )
}


def find_face_recipe(name: str) -> FaceRecipe:
    """The face recipe of that name.

    Raises:
        ModelError: there is none; the message lists them.
    """
    try:
        return FACE_RECIPES[name]
    except KeyError as error:
        raise ModelError(f"recipe {name} does not exist; choose one of {', '.join(FACE_RECIPES)}") from error
