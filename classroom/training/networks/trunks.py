"""What the trunk of each recipe is made of, as data; the builders beside it make Keras layers of it."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class PlainTrunk:
    """3x3 convolutions in blocks, each with normalisation and ReLU, then fully connected layers."""

    blocks: tuple[tuple[int, ...], ...]  # channels of the convolutions, block by block
    dense: tuple[int, ...]  # units of the fully connected layers before the heads
    dropout: float  # before each fully connected layer
    pools: tuple[int, ...] | None = None  # blocks (0, 1, ...) that end in 2x2 max pooling; None = all but the last
    block_dropout: float = 0.0  # after each pooling
    flat: bool = False  # False: global mean, any picture size; True: all cells, 48 px only
    l2: float = 0.0  # penalty of the convolutions' and dense weights


@dataclass(frozen=True, slots=True)
class XceptionTrunk:
    """Depthwise separable convolutions beside strided short cuts (mini-Xception, Arriaga et al. 2017)."""

    stem: tuple[int, int]
    widths: tuple[int, ...]  # channels of the residual modules
    dropout: float
    l2: float = 0.01


@dataclass(frozen=True, slots=True)
class DexpressionTrunk:
    """A convolution and parallel feature extraction blocks (DeXpression, Burkert et al. 2015)."""

    stem: int = 64
    squeeze: tuple[int, int] = (96, 96)  # channels before the 3x3 convolution, in the two blocks
    width: tuple[int, int] = (208, 208)  # channels of the 3x3 convolution
    pooled: tuple[int, int] = (64, 64)  # channels after the pooling branch
    dropout: float = 0.3


@dataclass(frozen=True, slots=True)
class ResidualTrunk:
    """Basic residual blocks (ResNet, He et al. 2016)."""

    depths: tuple[int, ...]  # blocks at each size
    widths: tuple[int, ...]
    dropout: float


@dataclass(frozen=True, slots=True)
class TransferTrunk:
    """A network of `keras.applications`, with ImageNet weights where they are to be had."""

    application: Literal["ResNet50", "MobileNet"]
    px: int  # the faces are enlarged to it
    contrast: float  # standard deviation of the pictures its weights were made on, in that network's own units
    dense: tuple[int, ...]
    dropout: float
    last_trained: int = 0  # layers trained in the run's first part; 0 = all from the start
    frozen_share: float = 0.0  # of the epochs: the first part


# Where the weights of a borrowed trunk come from, other than a file.
IMAGENET, NONE = "imagenet", "none"

Trunk = PlainTrunk | XceptionTrunk | DexpressionTrunk | ResidualTrunk | TransferTrunk
