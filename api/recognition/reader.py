"""The lines of text on a picture or in a PDF, and how sharp the picture is.

RapidOCR's wheel carries its Chinese models, so nothing is downloaded. One reader serves the process: it is loaded at
the first picture (about a second) and reads one picture at a time, so that reading never takes more than one core from
the conversation.
"""

from __future__ import annotations

import asyncio
import io
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import structlog
from PIL import Image, ImageFilter, ImageOps
from pypdf import PdfReader
from pypdf.errors import PyPdfError

_LONGEST_SIDE = 1600
"""Pixels; a larger picture is read no better and takes longer."""
_SHARPNESS_SIDE = 800
_LEAST_SCORE = 0.6
_SAME_ROW = 0.6
"""Two pieces whose middles differ by less than this share of their height stand on one line."""
_PAGES = 3
_BLURRED = 60.0
"""Variance of the edges below which letters run together."""
_SMALLEST_SIDE = 300

_log = structlog.get_logger()
_reading = ThreadPoolExecutor(1, thread_name_prefix="recognition")
_loading = threading.Lock()


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be read: lines from top to bottom, and whether the picture is good enough to trust them."""

    lines: tuple[str, ...]
    blurred: bool = False
    small: bool = False

    @property
    def text(self) -> str:
        """All lines."""
        return "\n".join(self.lines)


NOTHING = Reading(())


async def read(content: bytes, media_type: str) -> Reading:
    """Read an accepted file, without holding up others; what cannot be read gives no lines and no error."""
    return await asyncio.get_running_loop().run_in_executor(_reading, _read, content, media_type)


def _read(content: bytes, media_type: str) -> Reading:
    try:
        if media_type == "application/pdf":
            return _read_pdf(content)
        with Image.open(io.BytesIO(content)) as image:
            return _read_image(image)
    except Exception as error:  # noqa: BLE001 - a paper that cannot be read must never cost the citizen the upload
        _log.warning("paper_not_read", media_type=media_type, error=type(error).__name__)
        return NOTHING


def _read_pdf(content: bytes) -> Reading:
    """The text of the first pages, or of the pictures that they consist of."""
    pages = PdfReader(io.BytesIO(content)).pages[:_PAGES]
    lines = [line.strip() for page in pages for line in (page.extract_text() or "").splitlines() if line.strip()]
    if lines:
        return Reading(tuple(lines))
    found: list[Reading] = []
    for page in pages:
        try:
            pictures = [each.image for each in page.images if each.image is not None]
        except (PyPdfError, ValueError, KeyError, OSError, NotImplementedError):
            continue
        found += [_read_image(picture) for picture in pictures[:1]]
    return Reading(tuple(line for each in found for line in each.lines), blurred=any(each.blurred for each in found))


def _read_image(image: Image.Image) -> Reading:
    upright = ImageOps.exif_transpose(image).convert("RGB")
    small = max(upright.size) < _SMALLEST_SIDE
    blurred = sharpness(upright) < _BLURRED
    upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    result = _engine()(np.asarray(upright)[:, :, ::-1])
    if result.boxes is None:
        return Reading((), blurred=blurred, small=small)
    pieces = [
        _Piece(str(text), np.asarray(box))
        for box, text, score in zip(result.boxes, result.txts, result.scores, strict=True)
        if score >= _LEAST_SCORE
    ]
    return Reading(tuple(_in_rows(pieces)), blurred=blurred, small=small)


def sharpness(image: Image.Image) -> float:
    """Variance of the edges of a picture brought to one size; letters of a sharp photo give several hundred."""
    grey = image.convert("L")
    grey.thumbnail((_SHARPNESS_SIDE, _SHARPNESS_SIDE))
    edges = np.asarray(grey.filter(ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)))
    return float(np.var(edges[1:-1, 1:-1].astype(np.float64))) if min(edges.shape) > 2 else 0.0  # noqa: PLR2004


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of text with its corners."""

    text: str
    corners: Any

    @property
    def left(self) -> float:
        return float(self.corners[:, 0].min())

    @property
    def middle(self) -> float:
        return float(self.corners[:, 1].mean())

    @property
    def height(self) -> float:
        return float(self.corners[:, 1].max() - self.corners[:, 1].min())


def _in_rows(pieces: list[_Piece]) -> list[str]:
    """The pieces as lines: what stands beside each other is one line."""
    rows: list[list[_Piece]] = []
    for piece in sorted(pieces, key=lambda p: p.middle):
        row = rows[-1] if rows else []
        if row and piece.middle - row[0].middle < _SAME_ROW * min(piece.height, row[0].height):
            row.append(piece)
        else:
            rows.append([piece])
    return [" ".join(p.text for p in sorted(row, key=lambda p: p.left)) for row in rows]


def _engine() -> Any:
    with _loading:
        return _loaded_engine()


@cache
def _loaded_engine() -> Any:
    from rapidocr import RapidOCR  # noqa: PLC0415 - a second and 150 MB, only where a picture is read

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR(
        params={
            "Global.log_level": "error",
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
