"""Licences: issued with a decision, downloaded by their holder, verified by anybody who has the code."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path

import psycopg
import pytest
from pypdf import PdfReader

from api import licences
from api.cases.licences import masked, new_code, normal_code
from api.cases.stages import Stage
from api.texts import keys
from tests.api.conftest import USCC

YESTERYEAR = date(2020, 1, 1)


async def code_of(citizen, case, item: str) -> str:
    return (await citizen.tasks(case))[item].licence["code"]


def words_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).replace("\n", "")


async def test_a_holder_downloads_the_licence(browser, applicant, begun_case):
    code = await code_of(applicant, begun_case, "biz-reg")

    response = await browser.get(f"/api/v1/licences/{code}.pdf")

    assert response.headers["content-type"] == "application/pdf"
    words = words_of(response.content)
    assert [word for word in (USCC, code, "营业执照", "老王家饭馆", "王建国") if word not in words] == []


async def test_without_proof_of_who_asks_it_is_not_given_out(browser, applicant, begun_case):
    """The link of a WeChat conversation may have been passed on."""
    code = await code_of(applicant, begun_case, "biz-reg")
    with psycopg.connect(applicant.database.url) as connection:
        connection.execute("UPDATE senders SET proved_at = NULL")
    answer = await browser.get(f"/api/v1/licences/{code}.pdf")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "proof_needed")


async def test_the_status_leads_to_the_licence(browser, applicant, begun_case):
    code = await code_of(applicant, begun_case, "biz-reg")
    (case,) = (await browser.get("/api/v1/cases")).json()["cases"]
    urls = {task["stage"]: task["licence_url"] for task in case["tasks"]}
    assert urls["granted"] == f"/api/v1/licences/{code}.pdf"
    assert urls["dispatched"] is None


async def test_a_stranger_cannot_download_it(client, applicant, begun_case):
    code = await code_of(applicant, begun_case, "biz-reg")
    await client.post("/api/v1/conversation")
    assert (await client.get(f"/api/v1/licences/{code}.pdf")).status_code == 404


async def test_anybody_with_the_code_can_verify_it_but_learns_no_full_name(client, applicant, begun_case):
    code = await code_of(applicant, begun_case, "biz-reg")

    page = (await client.get(f"/verify/{code}")).text

    assert "核验通过" in page
    assert USCC in page
    assert "王**" in page
    assert "王建国" not in page


async def test_the_code_may_be_copied_from_paper_in_any_way(client, applicant, begun_case):
    code = await code_of(applicant, begun_case, "biz-reg")
    written = code.replace("-", " ").lower()

    response = await client.get("/verify", params={"code": written})

    assert response.status_code == 303
    assert response.headers["location"] == f"/verify/{code}"


async def test_a_wrong_code_is_told_as_such(client):
    response = await client.get("/verify/ABCD-EFGH-JKMN")
    assert response.status_code == 404
    assert "没有查到" in response.text
    assert "<script>" not in (await client.get("/verify/%3Cscript%3E")).text


async def test_an_expired_licence_is_genuine_but_expired(client, applicant):
    case = await applicant.submit()
    await applicant.decide(case, "biz-reg", Stage.GRANTED, licence_number=USCC, licence_valid_until=YESTERYEAR)
    page = (await client.get(f"/verify/{await code_of(applicant, case, 'biz-reg')}")).text
    assert "已经过期" in page
    assert "核验通过" not in page


@pytest.mark.parametrize("copied", [str.lower, lambda code: code.replace("-", " "), lambda code: f" {code}。"])
def test_a_code_is_read_however_it_was_copied(copied):
    code = new_code()
    assert normal_code(copied(code)) == code


def test_only_names_of_persons_are_masked():
    assert masked("王建国", "person_name") == "王**"
    assert masked("老王家饭馆", "org_name") == "老王家饭馆"


def test_every_sentence_about_licences_is_said_by_the_sheet_or_the_page():
    folder = Path(licences.__file__).parent
    source = "".join(file.read_text(encoding="utf-8") for file in [*folder.rglob("*.py"), *folder.rglob("*.html")])
    said = set(re.findall(r'"(licence\.[a-z_]+)"', source)) - {"licence.typ"}
    assert said == {key for key in keys() if key.startswith("licence.")}
