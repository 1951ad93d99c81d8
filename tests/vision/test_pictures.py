import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from classroom.domain import Image
from classroom.errors import CaptureError
from classroom.vision.pictures import PICTURE_SUFFIXES, read_picture

FORMATS = (".png", ".jpg", ".webp", ".bmp")


def draw_scene() -> Image:
    """A smooth coloured picture that every format keeps nearly as it is, (90, 120, 3)."""
    rows, columns = np.mgrid[0:90, 0:120]
    return np.stack([rows * 2, columns * 2, 255 - rows - columns], axis=2).astype(np.uint8)


def encode(suffix: str, pixels: NDArray[np.uint8] | NDArray[np.uint16], *options: int) -> bytes:
    ok, data = cv2.imencode(suffix, pixels, options)
    assert ok
    return data.tobytes()


def save(folder: Path, data: bytes, suffix: str = ".png") -> Path:
    path = folder / f"picture{suffix}"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_picture_is_read_as_8_bit_bgr(tmp_path: Path, suffix: str) -> None:
    image = read_picture(save(tmp_path, encode(suffix, draw_scene()), suffix))

    assert image.dtype == np.uint8
    assert image.flags.c_contiguous
    assert np.abs(image.astype(int) - draw_scene()).mean() < 3


@pytest.mark.parametrize(
    "pixels",
    [
        pytest.param(draw_scene()[:, :, 0], id="grey"),
        pytest.param(np.dstack([draw_scene(), draw_scene()[:, :, 0]]), id="transparent"),
        pytest.param(draw_scene().astype(np.uint16) * 257, id="16 bit"),
    ],
)
def test_other_kinds_of_pixels_are_converted(tmp_path: Path, pixels: NDArray[np.uint8] | NDArray[np.uint16]) -> None:
    image = read_picture(save(tmp_path, encode(".png", pixels)))

    expected = np.dstack([draw_scene()[:, :, 0]] * 3) if pixels.ndim == 2 else draw_scene()
    assert image.dtype == np.uint8
    assert np.array_equal(image, expected)


def test_exif_rotation_is_applied(tmp_path: Path) -> None:
    jpeg = encode(".jpg", draw_scene())
    # Orientation 6 (turn right) as the only entry of a little-endian EXIF block.
    entry = struct.pack("<2sHIHHHIHHI", b"II", 42, 8, 1, 0x0112, 3, 1, 6, 0, 0)
    block = b"Exif\0\0" + entry
    turned = jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + jpeg[2:]

    assert read_picture(save(tmp_path, turned, ".jpg")).shape == (120, 90, 3)


def test_a_name_with_any_letters_is_read(tmp_path: Path) -> None:
    path = tmp_path / "Ünï 教室 – 1.png"
    path.write_bytes(encode(".png", draw_scene()))

    assert read_picture(path).shape == (90, 120, 3)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.9, 0.995])
@pytest.mark.parametrize(
    ("suffix", "options"),
    [*((suffix, ()) for suffix in FORMATS), (".jpg", (cv2.IMWRITE_JPEG_PROGRESSIVE, 1)), (".webp", (64, 80))],
)
def test_a_cut_off_picture_is_refused(tmp_path: Path, suffix: str, options: tuple[int, ...], share: float) -> None:
    data = encode(suffix, draw_scene(), *options)
    path = save(tmp_path, data[: max(16, int(len(data) * share))], suffix)

    with pytest.raises(CaptureError, match=r"is damaged or cut off") as caught:
        read_picture(path)

    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_cut_off_photo_whose_thumbnail_is_whole_is_refused(tmp_path: Path) -> None:
    jpeg, thumbnail = encode(".jpg", draw_scene()), encode(".jpg", draw_scene()[::4, ::4])
    block = b"Exif\0\0" + thumbnail
    photo = jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + jpeg[2:]

    assert read_picture(save(tmp_path, photo, ".jpg")).shape == (90, 120, 3)
    with pytest.raises(CaptureError, match="cut off"):
        read_picture(save(tmp_path, photo[:-200], ".jpg"))


def test_a_png_with_a_damaged_byte_is_refused(tmp_path: Path) -> None:
    data = bytearray(encode(".png", draw_scene()))
    data[len(data) // 2] ^= 0xFF

    with pytest.raises(CaptureError, match="is damaged or cut off"):
        read_picture(save(tmp_path, bytes(data)))


@pytest.mark.parametrize("content", [b"just a text\n" * 20, b"\0" * 500, b"GIF89a" + bytes(100), b"RIFF1234WAVE" * 9])
def test_a_file_that_is_no_picture_is_refused_whatever_its_name(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(CaptureError, match="is not a PNG, JPEG, WebP or BMP picture"):
        read_picture(save(tmp_path, content))


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match=r"is empty \(0 bytes\)"):
        read_picture(save(tmp_path, b""))


def test_a_missing_picture_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match="does not exist"):
        read_picture(tmp_path / "none.png")


def test_a_folder_is_no_picture(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match="is a folder"):
        read_picture(tmp_path)


UNREADABLE = Path("/proc/self/mem")  # a file of which even root cannot read the first byte


@pytest.mark.skipif(not UNREADABLE.is_file(), reason="needs Linux's /proc")
def test_a_picture_that_cannot_be_read_is_refused_with_the_reason() -> None:
    with pytest.raises(CaptureError, match=r"cannot be read \(.+\): check its access rights"):
        read_picture(UNREADABLE)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _huge_png() -> bytes:
    header = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(b"\0")) + _chunk(b"IEND", b"")


def _huge_jpeg() -> bytes:
    data = bytearray(encode(".jpg", draw_scene()))
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", 40_000, 40_000)
    return bytes(data)


def _huge_bmp() -> bytes:
    data = bytearray(encode(".bmp", draw_scene()))
    data[18:26] = struct.pack("<ii", 40_000, 40_000)
    data[30:34] = struct.pack("<I", 1)  # run-length packed: the file's length says nothing
    return bytes(data)


def _huge_webp() -> bytes:
    data = bytearray(encode(".webp", draw_scene(), cv2.IMWRITE_WEBP_QUALITY, 80))
    frame = data.index(b"\x9d\x01\x2a")
    data[frame + 3 : frame + 7] = struct.pack("<HH", 16_000, 16_000)
    return bytes(data)


@pytest.mark.parametrize("build", [_huge_png, _huge_jpeg, _huge_bmp, _huge_webp])
def test_an_absurdly_large_picture_is_refused_before_it_is_decoded(tmp_path: Path, build: object) -> None:
    assert callable(build)
    path = save(tmp_path, build())

    with pytest.raises(CaptureError, match=r"is too large \((40000x40000|16000x16000)\): scale it below 100 mega"):
        read_picture(path)


@pytest.mark.parametrize("suffix", FORMATS)
def test_random_damage_never_ends_in_another_error(tmp_path: Path, suffix: str) -> None:
    whole = encode(suffix, draw_scene())
    random = np.random.default_rng(5)
    for _ in range(150):
        data = bytearray(whole)
        for at in random.integers(2, min(len(data), 300), size=4):
            data[at] = random.integers(0, 256)
        path = save(tmp_path, bytes(data), suffix)
        try:
            assert read_picture(path).ndim == 3
        except CaptureError as error:
            assert "\n" not in str(error)  # noqa: PT017 - either outcome is right, a traceback is not


def test_every_listed_suffix_belongs_to_a_format_that_is_read() -> None:
    assert set(FORMATS) | {".jpeg"} == set(PICTURE_SUFFIXES)
