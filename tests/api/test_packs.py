"""A department's pack: its own open tasks as a table and sheets, with their files, and nothing of others."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from pypdf import PdfReader
from sqlalchemy import select
from typer.testing import CliRunner

from api.audit.models import AuditEntry
from api.cli import app
from api.packs.service import pack, table
from api.settings import settings
from api.staff import accounts

PASSWORD = "a long enough password"


async def packed(database, department: str) -> zipfile.ZipFile:
    async with database.transaction() as session:
        return zipfile.ZipFile(io.BytesIO(await pack(session, department, f"{department}/test")))


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


async def test_the_table_has_a_line_for_each_open_task(applicant, begun_case):
    archive = await packed(applicant.database, "scjg")
    (row,) = rows_of(archive.read("tasks.csv"))
    assert (row["办件号"], row["事项"], row["阶段"]) == (begun_case.case_no, "食品经营许可", "已送出")
    assert row["店名（字号）"] == "老王家饭馆"


async def test_the_sheet_says_what_the_department_needs(applicant, begun_case):
    archive = await packed(applicant.database, "scjg")
    pages = PdfReader(io.BytesIO(archive.read(f"{begun_case.case_no}-food/task.pdf"))).pages
    words = "".join(page.extract_text() for page in pages).replace("\n", "")
    assert [each for each in ("食品经营许可", "老王家饭馆", begun_case.case_no, "营业执照") if each not in words] == []


async def test_the_files_of_its_tasks_are_in_it_and_no_others(applicant, begun_case):
    for department in ("scjg", "zfj"):
        archive = await packed(applicant.database, department)
        own = [t for t in (await applicant.tasks(begun_case)).values() if t.department_id == department and t.payload]
        expected = sum(len(m["files"]) for t in own if t.item_id != "biz-reg" for m in t.payload["materials"])
        assert len([name for name in archive.namelist() if name.endswith(".jpg")]) == expected


async def test_a_department_without_tasks_gets_an_empty_table(applicant, begun_case):
    archive = await packed(applicant.database, "mzj")
    assert archive.namelist() == ["tasks.csv"]
    assert rows_of(archive.read("tasks.csv")) == []


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@x", "\tx"])
async def test_no_cell_is_a_formula(applicant, begun_case, name):
    task = (await applicant.tasks(begun_case))["food"]
    fields = [{**field, "text": name} if field["id"] == "org_name" else field for field in task.payload["fields"]]
    task.payload = {**task.payload, "fields": fields}
    (row,) = rows_of(table([task]))
    assert row["店名（字号）"] == f"'{name}"


async def test_making_a_pack_is_recorded(applicant, begun_case):
    await packed(applicant.database, "scjg")
    async with applicant.database.transaction() as session:
        found = await session.scalars(select(AuditEntry).where(AuditEntry.actor == "scjg/test"))
        assert {(each.action, each.what) for each in found} >= {("read", "tasks"), ("read", "file")}


async def test_a_clerk_downloads_it_and_nobody_else(client, applicant, begun_case):
    assert (await client.get("/console/export.zip")).status_code in {303, 401}
    async with applicant.database.transaction() as session:
        await accounts.save_clerk(session, "王芳", PASSWORD, "scjg")
    await client.post("/console/login", data={"name": "王芳", "password": PASSWORD})
    page = await client.get("/console")
    assert "/console/export.zip" in page.text
    answer = await client.get("/console/export.zip")
    assert answer.headers["content-type"] == "application/zip"
    assert "tasks.csv" in zipfile.ZipFile(io.BytesIO(answer.content)).namelist()


def test_the_command_writes_it(database_url, applicant, begun_case, monkeypatch, tmp_path):
    monkeypatch.setattr(settings(), "database_url", database_url)
    file = tmp_path / "pack.zip"
    done = CliRunner().invoke(app, ["department", "export", "scjg", "--to", str(file)])
    assert done.exit_code == 0, done.output
    with zipfile.ZipFile(file) as archive:
        assert "tasks.csv" in archive.namelist()
