"""The named recipes: a network and the way it is trained, as data; the network itself in Keras 3.

Only `keras.ops` and layers: nothing here belongs to one backend.
"""

from dataclasses import dataclass
from typing import Any

from classroom.errors import ModelError

# The seven emotions first; the votes head also learns contempt, unknown and not-a-face.
HEAD_UNITS = {"votes": 10, "fer2013": 7}


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the run at one picture size: small pictures first cost half the time."""

    share: float  # of all epochs
    px: int


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that, with data and seed, decides the network."""

    name: str
    blocks: tuple[tuple[int, ...], ...]  # channels of the 3x3 convolutions, block by block
    dense: tuple[int, ...]  # units of the fully connected layers before the heads
    dropout: float  # before each fully connected layer
    epochs: int
    batch: int
    learning_rate: float  # peak of the cosine
    weight_decay: float  # decoupled
    smoothing: float  # of the original labels; the votes are soft by themselves
    stages: tuple[Stage, ...]
    norm_memory: float = 0.97  # of batch normalisation's running means, per step
    precision: str = "float32"  # of the computation; weights are always float32


RECIPES: dict[str, Recipe] = {
    recipe.name: recipe
    for recipe in (
        Recipe(
            name="cnn-4",
            blocks=((32,), (64,), (128,), (256,)),
            dense=(256, 128),
            dropout=0.3,
            epochs=40,
            batch=128,
            learning_rate=2e-3,
            weight_decay=0.03,
            smoothing=0.1,
            stages=(Stage(1.0, 48),),
            precision="mixed_bfloat16",
        ),
        Recipe(
            name="classroom-1",
            blocks=((32,), (64, 64), (128, 128), (256, 256)),
            dense=(256,),
            dropout=0.15,
            epochs=22,
            batch=128,
            learning_rate=2e-3,
            weight_decay=0.05,
            smoothing=0.1,
            stages=(Stage(0.6, 36), Stage(0.25, 40), Stage(0.15, 48)),
            precision="mixed_bfloat16",
        ),
        Recipe(
            name="classroom-2",
            blocks=((32,), (64, 64), (160, 160), (320, 320, 320)),
            dense=(256,),
            dropout=0.15,
            epochs=70,
            batch=128,
            learning_rate=2e-3,
            weight_decay=0.05,
            smoothing=0.1,
            stages=(Stage(0.6, 36), Stage(0.25, 40), Stage(0.15, 48)),
            precision="mixed_bfloat16",
        ),
        Recipe(
            name="tiny",
            blocks=((8,), (16,)),
            dense=(16,),
            dropout=0.0,
            epochs=2,
            batch=8,
            learning_rate=1e-2,
            weight_decay=0.0,
            smoothing=0.0,
            stages=(Stage(1.0, 48),),
            norm_memory=0.8,  # a run of a few dozen steps
        ),
    )
}


def find_recipe(name: str) -> Recipe:
    """The recipe of that name.

    Raises:
        ModelError: there is none; the message lists them.
    """
    try:
        return RECIPES[name]
    except KeyError as error:
        raise ModelError(f"recipe {name} does not exist; choose one of {', '.join(RECIPES)}") from error


def stage_px(recipe: Recipe, epoch: int, epochs: int) -> int:
    """Side of the training pictures (px) in epoch 0, 1, ... of `epochs`."""
    done = 0.0
    for stage in recipe.stages:
        done += stage.share
        if epoch < round(done * epochs):
            return stage.px
    return recipe.stages[-1].px


def build_network(recipe: Recipe, *, precision: str | None = None) -> Any:  # keras has no types
    """An untrained Keras model: grey 0-255 (n, h, w, 1) -> logits `votes` (n, 10) and `fer2013` (n, 7).

    Any picture size of at least 2 to the power of the blocks works: the trunk ends in a global mean.
    """
    import keras

    from classroom.training.layers import ChipScaling

    policy = keras.DTypePolicy(precision or recipe.precision)
    inputs = keras.Input((None, None, 1), dtype="float32", name="chip")
    x = ChipScaling(dtype="float32", name="scaling")(inputs)
    for number, channels in enumerate(recipe.blocks):
        for width in channels:
            x = keras.layers.Conv2D(
                width, 3, padding="same", use_bias=False, kernel_initializer="he_normal", dtype=policy
            )(x)
            x = keras.layers.BatchNormalization(momentum=recipe.norm_memory, dtype=policy)(x)
            x = keras.layers.Activation("relu", dtype=policy)(x)
        if number < len(recipe.blocks) - 1:
            x = keras.layers.MaxPooling2D(dtype=policy)(x)
    x = keras.layers.GlobalAveragePooling2D(dtype="float32")(x)
    for units in recipe.dense:
        x = keras.layers.Dropout(recipe.dropout, dtype="float32")(x)
        x = keras.layers.Dense(units, use_bias=False, kernel_initializer="he_normal", dtype="float32")(x)
        x = keras.layers.BatchNormalization(momentum=recipe.norm_memory, dtype="float32")(x)
        x = keras.layers.Activation("relu", dtype="float32")(x)
    x = keras.layers.Dropout(recipe.dropout, dtype="float32")(x)
    heads = {name: keras.layers.Dense(units, dtype="float32", name=name)(x) for name, units in HEAD_UNITS.items()}
    return keras.Model(inputs, heads, name=recipe.name.replace("-", "_"))
