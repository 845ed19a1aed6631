"""Accepting a file: the type is read from the content, not from the name; broken files are refused with the reason."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from api.errors import TooLargeError, UnprocessableError

_SIGNATURES = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"%PDF-", "application/pdf"))
_FORMATS = {"image/jpeg": ("JPEG",), "image/png": ("PNG",)}
_MAX_PIXELS = 80_000_000
"""Larger pictures are refused before they are decoded; a phone's camera makes at most 50 million."""
_MAX_NAME = 120


@dataclass(frozen=True, slots=True)
class AcceptedFile:
    """A file that can be opened by whoever decides on it."""

    name: str
    media_type: str
    content: bytes


def accept(name: str, content: bytes, max_bytes: int) -> AcceptedFile:
    """Check a file; raises TooLargeError or UnprocessableError with the reason."""
    if not content:
        raise UnprocessableError("upload_empty")
    if len(content) > max_bytes:
        raise TooLargeError("upload_too_large", limit=str(max_bytes // 1024 // 1024))
    media_type = next((kind for signature, kind in _SIGNATURES if content.startswith(signature)), None)
    if media_type is None:
        raise UnprocessableError("upload_type")
    (_open_pdf if media_type == "application/pdf" else _open_image)(content, media_type)
    return AcceptedFile(_clean(name), media_type, content)


def _open_image(content: bytes, media_type: str) -> None:
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS[media_type]) as image:
            if image.width * image.height > _MAX_PIXELS:
                raise UnprocessableError("upload_too_many_pixels")
            image.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise UnprocessableError("upload_broken") from error


def _open_pdf(content: bytes, _media_type: str) -> None:
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise UnprocessableError("upload_encrypted")
        pages = len(reader.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError, AttributeError) as error:
        raise UnprocessableError("upload_broken") from error
    if pages == 0:
        raise UnprocessableError("upload_broken")


def _clean(name: str) -> str:
    """The last part of the name, without control characters."""
    base = re.split(r"[\\/]", name)[-1]
    return re.sub(r"[\x00-\x1f\x7f]", "", base)[-_MAX_NAME:] or "file"
