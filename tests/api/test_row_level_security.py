"""Row-level security: whatever SQL a department's connection runs, it sees its own tasks and their files, and nothing else."""

from __future__ import annotations

from uuid import UUID

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import text

from api.cases import service as cases
from api.database.roles import acting_for, role_of
from api.errors import NotFoundError
from api.migrations.tables import TABLES
from forms.loader import default_catalogue

DEPARTMENTS = tuple(default_catalogue().departments)
READABLE = {"tasks", "task_events", "task_files", "uploads"}
each_department = pytest.mark.parametrize("department", DEPARTMENTS)


@pytest.fixture
def connected(database, applicant, begun_case):
    """Runs SQL on a connection of a department, which is all that this connection can ever be."""

    def run(department: str, statement: str) -> list[tuple]:
        role = sql.Identifier(role_of(department))
        with psycopg.connect(database.url) as server:
            server.execute(sql.SQL("SET ROLE {}").format(role))
            return server.execute(statement.encode()).fetchall()

    return run


@each_department
async def test_a_department_sees_its_own_released_tasks_only(connected, applicant, begun_case, department):
    tasks = (await applicant.tasks(begun_case)).values()
    own = {task.id for task in tasks if task.department_id == department and task.payload}
    assert {row[0] for row in connected(department, "SELECT id FROM tasks")} == own


@each_department
async def test_a_department_sees_the_history_of_its_own_tasks_only(connected, applicant, begun_case, department):
    own = {row[0] for row in connected(department, "SELECT id FROM tasks")}
    assert {row[0] for row in connected(department, "SELECT DISTINCT task_id FROM task_events")} == own


@each_department
async def test_a_department_sees_the_files_of_its_own_tasks_only(connected, applicant, begun_case, department):
    tasks = (await applicant.tasks(begun_case)).values()
    own = {
        file["id"]
        for task in tasks
        if task.department_id == department and task.payload
        for material in task.payload["materials"]
        for file in material["files"]
    }
    assert {str(row[0]) for row in connected(department, "SELECT id FROM uploads WHERE content IS NOT NULL")} == own


@pytest.mark.parametrize("table", sorted({table.__tablename__ for table in TABLES} - READABLE))
def test_every_other_table_is_closed_to_departments(connected, table):
    with pytest.raises(InsufficientPrivilege):
        connected("scjg", f"SELECT * FROM {table}")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tasks SET stage = 'granted' RETURNING id",
        "DELETE FROM task_events RETURNING id",
        "INSERT INTO task_files SELECT id, id FROM tasks RETURNING task_id",
        "DELETE FROM uploads RETURNING id",
    ],
)
def test_a_department_writes_nothing(connected, statement):
    with pytest.raises(InsufficientPrivilege):
        connected("scjg", statement)


async def test_there_is_something_to_see(connected):
    assert connected("scjg", "SELECT id FROM tasks")
    assert connected("scjg", "SELECT id FROM uploads")


async def test_a_task_that_waits_is_not_seen_by_its_department(connected, database, applicant, begun_case):
    """As it is before it is released: without a payload."""
    food = (await applicant.tasks(begun_case))["food"]
    assert connected("scjg", f"SELECT id FROM tasks WHERE id = '{food.id}'")
    async with database.transaction() as session:
        await session.execute(text("UPDATE tasks SET payload = NULL WHERE item_id = 'food'"))
    assert connected("scjg", f"SELECT id FROM tasks WHERE id = '{food.id}'") == []


async def test_our_own_code_reads_for_a_department_with_its_role(database, applicant, begun_case):
    async with database.transaction() as session, acting_for(session, "scjg"):
        assert (await session.scalar(text("SELECT current_user"))) == "yichuang_scjg"
    async with database.transaction() as session:
        async with acting_for(session, "scjg"):
            pass
        assert (await session.scalar(text("SELECT count(*) FROM conversations"))) > 0


async def test_another_departments_file_is_not_found_even_with_its_id(database, applicant, begun_case):
    tasks = {task.item_id: task for task in (await applicant.tasks(begun_case)).values()}
    food, sign = tasks["food"], tasks["sign"]
    file = next(UUID(file["id"]) for material in sign.payload["materials"] for file in material["files"])
    async with database.transaction() as session:
        own = await cases.department_file(session, sign.department_id, sign.id, file, reader="test")
        assert own.id == file
        with pytest.raises(NotFoundError):
            await cases.department_file(session, food.department_id, food.id, file, reader="test")
        with pytest.raises(NotFoundError):
            await cases.department_file(session, food.department_id, sign.id, file, reader="test")


@pytest.mark.parametrize("department", ["", "scjg; DROP TABLE tasks", 'scjg"', "Scjg", "a-b"])
def test_no_other_name_becomes_a_role(department):
    with pytest.raises(ValueError, match="role"):
        role_of(department)
