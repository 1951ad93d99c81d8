"""Pictures that came over the network: everything about them is checked before a pixel is decoded."""

from classroom.domain import Image
from classroom.errors import CaptureError, NoPictureError, PictureSizeError
from classroom.vision.pictures import decode_picture, measure_picture

MAX_PIXELS = 36_000_000  # an 8K screen; 108 MB once decoded
MAX_SIDE_PX = 12_000  # the detector's work grows with very long, thin pictures
MAX_SCANS = 24  # a progressive JPEG has about 10; each is a pass over all pixels

_WHAT = "the picture"
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_JPEG_SCAN = b"\xff\xda"
_WEBP_ANIMATION = 0x02  # flag of the VP8X chunk


def decode_upload(data: bytes) -> Image:
    """The still picture in a PNG, JPEG or WebP file as (h, w, 3) uint8 BGR.

    Grey, 16-bit, transparent and CMYK pictures are converted; EXIF rotation is applied.

    Raises:
        NoPictureError: empty, of another kind, or animated.
        PictureSizeError: it would take too much memory or time.
        CaptureError: damaged or cut off.
    """
    _refuse_other_kinds(data)
    width, height = measure_picture(data, _WHAT)
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE_PX:
        raise PictureSizeError(
            f"{_WHAT} is too large ({width}x{height}): scale it to at most {MAX_PIXELS // 1_000_000} megapixels "
            f"and {MAX_SIDE_PX} pixels a side"
        )
    if _is_animated(data):
        raise NoPictureError(f"{_WHAT} is animated: choose a still one")
    # Among compressed pixels FF is followed by 00 or a restart mark, so that no scan is counted that is none.
    if data.startswith(_JPEG) and data.count(_JPEG_SCAN) > MAX_SCANS:
        raise CaptureError(f"{_WHAT} is packed in a way that takes too long: save it again as PNG or JPEG")
    return decode_picture(data, _WHAT)


def _refuse_other_kinds(data: bytes) -> None:
    if not data:
        raise NoPictureError(f"{_WHAT} is empty (0 bytes): choose another file")
    if not data.startswith((_PNG, _JPEG)) and not (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        raise NoPictureError("this file is no PNG, JPEG or WebP picture: choose one, or save yours as one of these")


def _is_animated(data: bytes) -> bool:
    """Whether a whole picture file holds several pictures."""
    if data.startswith(_PNG):
        return b"acTL" in data[: data.find(b"IDAT")]
    return data[8:16] == b"WEBPVP8X" and bool(data[20] & _WEBP_ANIMATION)
