"""Trunks as Keras layers: standardised grey pictures (n, h, w, 1) -> features (n, k); imported only with keras."""

from dataclasses import replace
from typing import Any

import keras

from classroom.training.layers import Enlarging
from classroom.training.networks.layers import Style, connect, convolve, separate
from classroom.training.networks.trunks import (
    DexpressionTrunk,
    PlainTrunk,
    ResidualTrunk,
    TransferTrunk,
    Trunk,
    XceptionTrunk,
)

TRANSFER = "transfer"  # name of the layer that holds the network of keras.applications


def build_trunk(trunk: Trunk, x: Any, style: Style) -> Any:
    """The features that the heads read, float32."""
    match trunk:
        case PlainTrunk():
            return _plain(trunk, x, style)
        case XceptionTrunk():
            return _xception(trunk, x, style)
        case DexpressionTrunk():
            return _dexpression(trunk, x, style)
        case ResidualTrunk():
            return _residual(trunk, x, style)
        case TransferTrunk():
            return _transfer(trunk, x, style)


def _plain(trunk: PlainTrunk, x: Any, style: Style) -> Any:
    style = replace(style, l2=trunk.l2)
    pools = range(len(trunk.blocks) - 1) if trunk.pools is None else trunk.pools
    for number, channels in enumerate(trunk.blocks):
        for width in channels:
            x = convolve(x, width, style)
        if number in pools:
            x = keras.layers.MaxPooling2D(dtype=style.policy)(x)
            if trunk.block_dropout:
                x = keras.layers.Dropout(trunk.block_dropout, dtype=style.policy)(x)
    gather = keras.layers.Flatten if trunk.flat else keras.layers.GlobalAveragePooling2D
    return connect(gather(dtype="float32")(x), trunk.dense, trunk.dropout, style)


def _xception(trunk: XceptionTrunk, x: Any, style: Style) -> Any:
    style = replace(style, l2=trunk.l2)
    for width in trunk.stem:
        x = convolve(x, width, style)
    for width in trunk.widths:
        short = convolve(x, width, style, kernel=1, stride=2, relu=False)
        x = separate(separate(x, width, style, relu=True), width, style, relu=False)
        x = keras.layers.MaxPooling2D(3, 2, padding="same", dtype=style.policy)(x)
        x = keras.layers.Add(dtype=style.policy)([x, short])
    x = keras.layers.GlobalAveragePooling2D(dtype="float32")(x)
    return keras.layers.Dropout(trunk.dropout, dtype="float32")(x)


def _dexpression(trunk: DexpressionTrunk, x: Any, style: Style) -> Any:
    x = convolve(x, trunk.stem, style, kernel=7, stride=2)
    x = keras.layers.MaxPooling2D(3, 2, padding="same", dtype=style.policy)(x)
    for squeeze, width, pooled in zip(trunk.squeeze, trunk.width, trunk.pooled, strict=True):
        through = convolve(convolve(x, squeeze, style, kernel=1), width, style)
        beside = keras.layers.MaxPooling2D(3, 1, padding="same", dtype=style.policy)(x)
        beside = convolve(beside, pooled, style, kernel=1)
        x = keras.layers.Concatenate(dtype=style.policy)([through, beside])
        x = keras.layers.MaxPooling2D(3, 2, padding="same", dtype=style.policy)(x)
    x = keras.layers.GlobalAveragePooling2D(dtype="float32")(x)
    return keras.layers.Dropout(trunk.dropout, dtype="float32")(x)


def _residual(trunk: ResidualTrunk, x: Any, style: Style) -> Any:
    x = convolve(x, trunk.widths[0], style)
    for place, (depth, width) in enumerate(zip(trunk.depths, trunk.widths, strict=True)):
        for block in range(depth):
            x = _basic_block(x, width, style, stride=2 if place and not block else 1, first=not block and place > 0)
    x = keras.layers.GlobalAveragePooling2D(dtype="float32")(x)
    return keras.layers.Dropout(trunk.dropout, dtype="float32")(x)


def _basic_block(x: Any, width: int, style: Style, *, stride: int, first: bool) -> Any:
    short = convolve(x, width, style, kernel=1, stride=stride, relu=False) if first else x
    inside = convolve(convolve(x, width, style, stride=stride), width, style, relu=False)
    return keras.layers.Activation("relu", dtype=style.policy)(keras.layers.Add(dtype=style.policy)([short, inside]))


def _transfer(trunk: TransferTrunk, x: Any, style: Style) -> Any:
    x = Enlarging(trunk.px, dtype="float32")(x)
    x = keras.layers.Rescaling(trunk.contrast, dtype="float32")(x)
    x = keras.layers.Concatenate(dtype="float32")([x, x, x])
    network = getattr(keras.applications, trunk.application)(
        include_top=False, weights=None, input_shape=(trunk.px, trunk.px, 3), pooling="avg", name=TRANSFER
    )
    return connect(network(x), trunk.dense, trunk.dropout, style)
