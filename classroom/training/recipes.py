"""The named recipes: a trunk and the way it is trained, as data; the network itself in Keras 3.

Only `keras.ops` and layers: nothing here belongs to one backend.
"""

from dataclasses import dataclass
from typing import Any

from classroom.errors import ModelError
from classroom.training.faces.recipes import FACE_RECIPES
from classroom.training.names.recipes import NAME_RECIPES
from classroom.training.networks.trunks import (
    DexpressionTrunk,
    PlainTrunk,
    ResidualTrunk,
    TransferTrunk,
    Trunk,
    XceptionTrunk,
)
from classroom.training.schedules import Cosine, OneCycle, Plateau, Schedule

# The seven emotions first; the votes head also learns contempt, unknown and not-a-face.
HEAD_UNITS = {"votes": 10, "fer2013": 7}


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the run at one picture size: small pictures first cost half the time."""

    share: float  # of all epochs
    px: int


SMALL_FIRST = (Stage(0.6, 36), Stage(0.25, 40), Stage(0.15, 48))
FULL_SIZE = (Stage(1.0, 48),)
COSINE = Cosine()

# Contrast of ImageNet's pictures: in grey levels, and where 0-255 was scaled to -1 to 1.
IMAGENET_GREY, IMAGENET_UNIT = 57.0, 57.0 / 127.5


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that, with data and seed, decides the network."""

    name: str
    summary: str  # one line: what it is, and where it departs from the system it is named after
    trunk: Trunk
    epochs: int
    batch: int
    learning_rate: float  # the schedule's peak
    weight_decay: float  # decoupled
    smoothing: float  # of the original labels; the votes are soft by themselves
    schedule: Schedule = COSINE
    patience: int | None = None  # epochs without a better one after which the run stops; None = never
    stages: tuple[Stage, ...] = FULL_SIZE
    norm_memory: float = 0.97  # of batch normalisation's running means, per step
    precision: str = "float32"  # of the computation; weights are always float32
    published: str = ""  # what the system it is named after reports
    imagenet: bool = False  # whether that system started from ImageNet's weights


def _own(name: str, summary: str, trunk: PlainTrunk, epochs: int) -> Recipe:
    """A recipe of this project's: one way of training, networks of several widths."""
    return Recipe(
        name,
        summary,
        trunk,
        epochs,
        batch=128,
        learning_rate=2e-3,
        weight_decay=0.05,
        smoothing=0.1,
        stages=SMALL_FIRST,
        precision="mixed_bfloat16",
    )


RECIPES: dict[str, Recipe] = {
    recipe.name: recipe
    for recipe in (
        _own(
            "classroom-1",
            "eight convolutions, the first network that was shipped",
            PlainTrunk(((32,), (64, 64), (128, 128), (256, 256)), (256,), 0.15),
            epochs=22,
        ),
        _own(
            "classroom-2",
            "nine wider convolutions, trained for longer",
            PlainTrunk(((32,), (64, 64), (160, 160), (320, 320, 320)), (256,), 0.15),
            epochs=70,
        ),
        Recipe(
            "cnn-4",
            "four convolution blocks and two dense layers, early stopping, rate reduced on a plateau",
            PlainTrunk(((64,), (128,), (256,), (256,)), (256, 512), 0.25, (0, 1, 2, 3), block_dropout=0.25, flat=True),
            epochs=40,
            batch=128,
            learning_rate=1e-3,
            weight_decay=0.0,
            smoothing=0.0,
            schedule=Plateau(),
            patience=8,
            precision="mixed_bfloat16",
            published="66 % validation; 69.2 % after 150 epochs",
        ),
        Recipe(
            "cnn-4x5",
            "four convolution blocks and five dense layers with dropout 0.5",
            PlainTrunk(((32,), (64,), (128,), (256,)), (512, 256, 256, 128, 128), 0.5, (0, 1, 2, 3), flat=True),
            epochs=100,
            batch=64,
            learning_rate=1e-3,
            weight_decay=0.0,
            smoothing=0.0,
            schedule=Plateau(),
            patience=15,
            precision="mixed_bfloat16",
            published="61 % validation, 90 % training",
        ),
        Recipe(
            "dcnn-6",
            "six convolutions, two poolings, two dense layers, L2, stops after four flat epochs",
            PlainTrunk(((64, 64, 64), (128, 128, 128)), (128, 64), 0.5, (0, 1), flat=True, l2=1e-3),
            epochs=60,
            batch=64,
            learning_rate=1e-3,
            weight_decay=0.0,
            smoothing=0.0,
            schedule=Plateau(patience=2),
            patience=4,
            precision="mixed_bfloat16",
            published="70 %",
        ),
        Recipe(
            "xception",
            "mini-Xception: separable convolutions beside short cuts",
            XceptionTrunk((32, 32), (64, 128, 256, 512), 0.3, l2=1e-4),
            epochs=50,
            batch=64,
            learning_rate=1e-3,
            weight_decay=0.0,
            smoothing=0.0,
            schedule=Plateau(),
            patience=10,
            precision="mixed_bfloat16",
            published="68 %",
        ),
        Recipe(
            "dexpression",
            "DeXpression: parallel feature extraction blocks; normalised by batch instead of local response",
            DexpressionTrunk(),
            epochs=50,
            batch=64,
            learning_rate=1e-3,
            weight_decay=0.0,
            smoothing=0.0,
            schedule=Plateau(),
            patience=10,
            precision="mixed_bfloat16",
            published="63 %",
        ),
        Recipe(
            "resnet34",
            "ResNet-34 at half its widths on 48 px faces, from scratch, one-cycle rate; Keras has no weights for it",
            ResidualTrunk((3, 4, 6, 3), (32, 64, 128, 256), 0.3),
            epochs=30,
            batch=64,
            learning_rate=3e-3,
            weight_decay=0.01,
            smoothing=0.1,
            schedule=OneCycle(),
            precision="mixed_bfloat16",
            published="75.7 %, cleaned data, own split, ImageNet weights",
            imagenet=True,
        ),
        Recipe(
            "resnet50",
            "ResNet-50 with ImageNet weights on faces enlarged to 64 px: the last four layers first, then all",
            TransferTrunk("ResNet50", 64, IMAGENET_GREY, (256,), 0.4, last_trained=4, frozen_share=0.3),
            epochs=30,
            batch=64,
            learning_rate=3e-4,
            weight_decay=0.01,
            smoothing=0.1,
            schedule=Plateau(),
            patience=8,
            precision="float32",
            published="40 % (last layers), 60-65.6 % (all)",
            imagenet=True,
        ),
        Recipe(
            "mobilenet",
            "MobileNet with ImageNet weights on faces enlarged to 96 px",
            TransferTrunk("MobileNet", 96, IMAGENET_UNIT, (128,), 0.4),
            epochs=30,
            batch=64,
            learning_rate=5e-4,
            weight_decay=0.01,
            smoothing=0.1,
            schedule=Plateau(),
            patience=8,
            precision="float32",
            published="78 % (training accuracy)",
            imagenet=True,
        ),
        Recipe(
            "tiny",
            "two small convolutions, for tests",
            PlainTrunk(((8,), (16,)), (16,), 0.0),
            epochs=2,
            batch=8,
            learning_rate=1e-2,
            weight_decay=0.0,
            smoothing=0.0,
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
        raise ModelError(
            f"recipe {name} does not exist; choose one of {', '.join([*RECIPES, *FACE_RECIPES, *NAME_RECIPES])}"
        ) from error


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

    A trunk that ends in a global mean takes pictures of any size, a flat or borrowed one 48 px alone.
    """
    import keras

    from classroom.training.layers import ChipScaling
    from classroom.training.networks.builders import build_trunk
    from classroom.training.networks.layers import Style
    from classroom.vision.preprocess import CHIP_PX

    any_size = not isinstance(recipe.trunk, TransferTrunk) and not getattr(recipe.trunk, "flat", False)
    side = None if any_size else CHIP_PX
    inputs = keras.Input((side, side, 1), dtype="float32", name="chip")
    x = ChipScaling(dtype="float32", name="scaling")(inputs)
    style = Style(keras.DTypePolicy(precision or recipe.precision), recipe.norm_memory)
    x = build_trunk(recipe.trunk, x, style)
    heads = {name: keras.layers.Dense(units, dtype="float32", name=name)(x) for name, units in HEAD_UNITS.items()}
    return keras.Model(inputs, heads, name=recipe.name.replace("-", "_"))
