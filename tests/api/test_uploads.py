"""Handing in files: what is accepted is read from the content, and what is refused is refused with a reason."""

from __future__ import annotations

import io
import struct
import zlib

import httpx
import pytest
from PIL import Image
from pypdf import PdfWriter

from api.settings import settings
from tests.api.conftest import picture

UPLOADS = "/api/v1/draft/uploads"
MATERIAL = "food_layout"


def image(kind: str, size: tuple[int, int] = (120, 80)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "green").save(buffer, kind)
    return buffer.getvalue()


def pdf(*, pages: int = 1, password: str | None = None) -> bytes:
    writer, buffer = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    if password is not None:
        writer.encrypt(password)
    writer.write(buffer)
    return buffer.getvalue()


async def hand_in(browser, content: bytes, name: str = "photo.jpg", material: str = MATERIAL) -> httpx.Response:
    return await browser.post(UPLOADS, data={"material": material}, files={"file": (name, content)})


async def draft_of(browser) -> tuple[int, list[dict]]:
    """The draft's version and the files of the material."""
    body = (await browser.get("/api/v1/draft")).json()
    return body["version"], next(m for m in body["materials"] if m["id"] == MATERIAL)["uploads"]


# Accepted


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (image("JPEG"), "后厨.jpg", "image/jpeg"),
        (image("PNG"), "后厨.png", "image/png"),
        (pdf(pages=3), "后厨.pdf", "application/pdf"),
        (image("PNG"), "后厨.jpg", "image/png"),
        (image("JPEG"), "没有后缀", "image/jpeg"),
    ],
)
async def test_photos_and_pdfs_are_accepted_by_what_is_in_them(browser, content, name, media_type):
    response = await hand_in(browser, content, name)

    assert response.status_code == 201
    upload = response.json()["upload"]
    assert upload["media_type"] == media_type
    assert (upload["name"], upload["size"], upload["material"]) == (name, len(content), MATERIAL)
    assert any(name in message["text"] for message in response.json()["messages"])


async def test_a_file_comes_back_as_it_was_handed_in(browser):
    content = image("PNG", (300, 200))
    upload = (await hand_in(browser, content)).json()["upload"]

    response = await browser.get(f"{UPLOADS}/{upload['id']}")

    assert response.content == content
    assert response.headers["content-type"] == "image/png"
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "kept"),
    [("../../etc/passwd", "passwd"), ("C:\\照片\\后厨.jpg", "后厨.jpg"), ("长" * 300 + ".jpg", "长" * 116 + ".jpg")],
)
async def test_of_a_name_only_its_harmless_end_is_kept(browser, name, kept):
    assert (await hand_in(browser, image("JPEG"), name)).json()["upload"]["name"] == kept


async def test_the_same_file_handed_in_twice_is_stored_once(browser):
    content = picture("red")
    first = (await hand_in(browser, content)).json()["upload"]
    version, files = await draft_of(browser)
    again = (await hand_in(browser, content, "noch einmal.jpg")).json()["upload"]

    assert again["id"] == first["id"]
    assert await draft_of(browser) == (version, files)


async def test_a_file_may_be_taken_back(browser):
    upload = (await hand_in(browser, picture("red"))).json()["upload"]

    assert (await browser.delete(f"{UPLOADS}/{upload['id']}")).status_code == 204

    _, files = await draft_of(browser)
    assert upload["id"] not in [file["id"] for file in files]
    assert (await browser.get(f"{UPLOADS}/{upload['id']}")).status_code == 404


# Refused


TOO_LARGE = picture() + b"\0" * settings().upload_max_bytes


@pytest.mark.parametrize(
    ("content", "name", "status", "code", "sentence"),
    [
        (image("GIF"), "a.gif", 422, "upload_type", "只能传照片（JPG、PNG）或者PDF"),
        (image("WEBP"), "a.webp", 422, "upload_type", "只能传照片（JPG、PNG）或者PDF"),
        ("这是一段文字".encode(), "photo.jpg", 422, "upload_type", "只能传照片（JPG、PNG）或者PDF"),
        (b"<script>alert(1)</script>", "photo.pdf", 422, "upload_type", "只能传照片（JPG、PNG）或者PDF"),
        (b"", "photo.jpg", 422, "upload_empty", "这个文件是空的"),
        (TOO_LARGE, "photo.jpg", 413, "upload_too_large", "最大10MB"),
        (image("JPEG", (2000, 1500))[:4000], "photo.jpg", 422, "upload_broken", "打不开"),
        (image("PNG", (2000, 1500))[:1000], "photo.png", 422, "upload_broken", "打不开"),
        (b"\xff\xd8\xff" + b"not a picture", "photo.jpg", 422, "upload_broken", "打不开"),
        (pdf(password="secret"), "a.pdf", 422, "upload_encrypted", "请去掉密码再传"),
        (pdf(password=""), "a.pdf", 422, "upload_encrypted", "请去掉密码再传"),
        (pdf()[:120], "a.pdf", 422, "upload_broken", "打不开"),
        (b"%PDF-1.7\n" + b"x" * 500, "a.pdf", 422, "upload_broken", "打不开"),
        (pdf(pages=0), "a.pdf", 422, "upload_broken", "打不开"),
    ],
    ids=[
        "gif", "webp", "text-named-jpg", "html-named-pdf", "empty", "too-large", "truncated-jpeg", "truncated-png",
        "only-a-signature", "encrypted-pdf", "pdf-with-owner-password", "truncated-pdf", "broken-pdf", "pdf-without-pages",
    ],
)  # fmt: skip
async def test_what_no_department_could_open_is_refused(browser, content, name, status, code, sentence):
    before = await draft_of(browser)

    response = await hand_in(browser, content, name)

    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (status, code)
    assert sentence in error["message"]
    assert await draft_of(browser) == before


async def test_a_picture_with_more_dots_than_any_phone_takes_is_refused_undecoded(browser):
    """A few hundred bytes that say they are 9000 by 9000: they would fill memory."""
    small = image("PNG")
    header = b"IHDR" + struct.pack(">II", 9000, 9000) + small[24:29]
    bomb = small[:12] + header + struct.pack(">I", zlib.crc32(header)) + small[33:]

    response = await hand_in(browser, bomb, "bomb.png")

    assert response.json()["error"]["code"] == "upload_too_many_pixels"


@pytest.mark.parametrize("material", ["fire_plan", "app_form", "no-such-material", ""])
async def test_a_material_that_nobody_asked_for_is_refused(browser, material):
    before = await draft_of(browser)
    response = await hand_in(browser, picture(), material=material)

    assert response.status_code == 422
    assert response.json()["error"]["code"] in {"upload_not_asked", "bad_request"}
    assert await draft_of(browser) == before


async def test_without_a_draft_nothing_can_be_handed_in(client):
    await client.post("/api/v1/conversation")
    response = await hand_in(client, picture())
    assert (response.status_code, response.json()["error"]["code"]) == (404, "no_open_draft")


# Whose files they are


async def test_another_visitor_cannot_read_a_file_nor_take_it_back(browser, client):
    upload = (await hand_in(browser, picture("red"))).json()["upload"]
    client.cookies.clear()
    await client.post("/api/v1/conversation")

    read = await client.get(f"{UPLOADS}/{upload['id']}")
    removed = await client.delete(f"{UPLOADS}/{upload['id']}")

    assert (read.status_code, read.json()["error"]["code"]) == (404, "no_upload")
    assert removed.status_code == 404


async def test_a_stranger_without_a_cookie_cannot_read_a_file(browser, client):
    upload = (await hand_in(browser, picture("red"))).json()["upload"]
    client.cookies.clear()
    assert (await client.get(f"{UPLOADS}/{upload['id']}")).status_code == 404


async def test_after_submission_a_file_can_be_read_but_not_taken_back(browser, applicant):
    upload = (await hand_in(browser, picture("red"))).json()["upload"]
    await applicant.submit()

    assert (await browser.get(f"{UPLOADS}/{upload['id']}")).status_code == 200
    assert (await browser.delete(f"{UPLOADS}/{upload['id']}")).status_code == 404
