"""Keys and sealing: what is stored cannot be read without the keys, and keys can be changed while the system runs."""

from __future__ import annotations

import stat
import subprocess
import sys

import psycopg
import pytest
from alembic import command
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from api import keys
from api.conversations.models import Message
from api.database import Database
from api.database.rotation import count_older, rewrap
from api.database.sealing import HEAD, SEALED, SealedError, SealedJSON, UnstorableError, rewrapped, seal, unseal
from api.departments import service as departments
from api.drafts import service as drafts
from api.migrations import alembic_config
from api.migrations.tables import TABLES
from api.settings import settings
from tests.api.conftest import RESTAURANT

OLD, NEW = "11" * 32, "22" * 32


@pytest.fixture
def key_folder(tmp_path, monkeypatch):
    """An installation without any keys yet."""
    monkeypatch.setattr(settings(), "var_folder", tmp_path)
    return tmp_path / "keys"


@pytest.fixture
def use_keys(monkeypatch):
    """Take the data keys from the environment."""

    def use(*given: str) -> None:
        monkeypatch.setenv("YICHUANG_DATA_KEY", ",".join(given))

    return use


def test_a_key_is_made_once_and_for_its_owner_alone(key_folder):
    made = keys.secret_key("audit")
    assert stat.S_IMODE((key_folder / "audit").stat().st_mode) == 0o600
    assert keys.secret_key("audit") == made


def test_a_new_key_comes_first_and_the_old_ones_stay(key_folder):
    old = keys.secret_key("data")
    new = keys.add_key("data")
    assert keys.secret_keys("data") == (new, old)
    assert stat.S_IMODE((key_folder / "data").stat().st_mode) == 0o600


def test_a_running_process_seals_with_a_key_that_another_has_made(key_folder):
    before = keys.secret_key("data")
    program = (
        "import sys; from pathlib import Path; from api import keys; from api.settings import settings;"
        "settings().var_folder = Path(sys.argv[1]); print(keys.add_key('data').hex())"
    )
    made = subprocess.run(  # a process of its own, as `yichuang keys rotate` is
        [sys.executable, "-c", program, str(key_folder.parent)], capture_output=True, text=True, check=True
    )
    assert keys.secret_keys("data") == (bytes.fromhex(made.stdout.strip()), before)


def test_keys_may_come_from_the_environment(use_keys):
    use_keys(NEW, OLD)
    assert keys.secret_keys("data") == (bytes.fromhex(NEW), bytes.fromhex(OLD))
    with pytest.raises(keys.UnusableKeyError, match="YICHUANG_DATA_KEY"):
        keys.add_key("data")


@pytest.mark.parametrize("given", ["ab", "no hexadecimal number, but long enough for one", f"{OLD},ab"])
def test_a_key_that_cannot_be_used_says_so(use_keys, given):
    use_keys(given)
    with pytest.raises(keys.UnusableKeyError, match="YICHUANG_DATA_KEY"):
        keys.secret_keys("data")


@given(content=st.binary(max_size=2000))
def test_what_is_sealed_is_opened_again_and_looks_different_each_time(content):
    one, other = seal(content, "cases.answers"), seal(content, "cases.answers")
    assert unseal(one, "cases.answers") == unseal(other, "cases.answers") == content
    assert one != other
    assert len(content) < 4 or content not in one


@given(position=st.integers(0, 120), flip=st.integers(1, 255))
def test_no_byte_can_be_changed_unseen(position, flip):
    value = bytearray(seal("王建国，13805381234，新泰市府前街12号".encode(), "cases.answers"))
    value[position % len(value)] ^= flip
    with pytest.raises(SealedError):
        unseal(bytes(value), "cases.answers")


@pytest.mark.parametrize("written", [{"a": "x\0y"}, {"a": "\ud83d"}, ["\\\0"]])
def test_what_postgresql_would_refuse_is_refused(written):
    with pytest.raises(UnstorableError):
        SealedJSON("cases.answers").written(written)


@pytest.mark.parametrize("written", [{"a": "\\u0000"}, {"a": "C:\\u0000\\x"}, {}, None])
def test_what_only_looks_like_it_is_taken(written):
    sealed = SealedJSON("cases.answers")
    assert sealed.read(sealed.written(written)) == written


def test_a_value_belongs_to_its_column():
    with pytest.raises(SealedError, match="another column"):
        unseal(seal(b"x", "cases.answers"), "drafts.answers")


def test_without_its_key_nothing_is_opened(use_keys):
    use_keys(OLD)
    value = seal(b"x", "cases.answers")
    use_keys(NEW)
    with pytest.raises(SealedError, match="not among the keys"):
        unseal(value, "cases.answers")


def test_a_new_master_key_leaves_the_content_as_it_is(use_keys):
    use_keys(OLD)
    value = seal(b"content", "cases.answers")
    use_keys(NEW, OLD)
    head = rewrapped(value[:HEAD])
    assert head is not None
    use_keys(NEW)
    assert unseal(head + value[HEAD:], "cases.answers") == b"content"
    assert rewrapped(head) is None


def test_every_sealed_column_is_listed_for_rotation():
    sealed = {
        (table.__tablename__, column.name)
        for table in TABLES
        for column in table.__table__.columns
        if type(column.type).__name__.startswith("Sealed")
    }
    assert sealed == {(table, column) for table, columns in SEALED.items() for column in columns}


async def test_nothing_that_the_citizen_said_stands_readable_in_the_database(applicant, begun_case):
    secrets = [RESTAURANT[name] for name in ("legal_rep", "id_no", "mobile", "org_name")]
    async with applicant.database.transaction() as session:
        rows = []
        for name in {table.__tablename__ for table in TABLES} - {"catalogue_versions"}:  # which has such examples
            found = await session.execute(text(f"SELECT {name}::text AS row FROM {name}"))
            rows += [(name, row) for (row,) in found]
    leaks = {(name, secret) for name, row in rows for secret in secrets if secret in row}
    assert leaks == set()


async def test_everything_is_wrapped_anew_while_it_stays_readable(applicant, begun_case, use_keys):
    first = keys.secret_key("data").hex()
    use_keys(NEW, first)
    async with applicant.database.transaction() as session:
        assert await count_older(session) > 0
    assert sum([done async for done in rewrap(applicant.database)]) > 0
    use_keys(NEW)
    async with applicant.database.transaction() as session:
        assert await count_older(session) == 0
        current = await drafts.find_latest(session, applicant.conversation_id)
        assert current is not None
        assert current.draft.answers["legal_rep"].value == "王建国"
        for upload in await drafts.uploads_of(session, current.row.id):
            assert (await drafts.upload_content(session, upload.id)).content


async def test_what_was_stored_before_is_sealed_by_the_migration(shelf):
    url = shelf.take("template0")
    command.upgrade(alembic_config(url), "0009")
    with psycopg.connect(url) as server:
        server.execute(
            "INSERT INTO conversations (id, channel, sender, last_seq, failures, created_at, last_message_at, confirming)"
            " VALUES (gen_random_uuid(), 'test', 'x', 1, 0, now(), now(), NULL)"
        )
        server.execute(
            "INSERT INTO messages (conversation_id, seq, role, text, buttons, card, created_at)"
            """ SELECT id, 1, 'citizen', '我叫王建国', '[{"label": "是"}]', NULL, now() FROM conversations"""
        )
        server.execute(
            "INSERT INTO department_connections (department_id, kind, url, key_id, secret, changed_at)"
            " VALUES ('scjg', 'push', 'http://x', 'scjg-1', 'a shared secret', now())"
        )
    command.upgrade(alembic_config(url), "head")
    database = Database(url, pool_size=1)
    async with database.transaction() as session:
        message = await session.scalar(select(Message))
        assert (message.text, message.buttons, message.card) == ("我叫王建国", [{"label": "是"}], None)
        connection = await departments.push_target(session, "scjg")
        assert connection is not None
        assert connection.secret == "a shared secret"
    await database.close()
    with psycopg.connect(url) as server:
        for table, said in (("messages", "王建国"), ("department_connections", "a shared secret")):
            assert said not in str(server.execute(f"SELECT {table}::text FROM {table}".encode()).fetchall())
    command.downgrade(alembic_config(url), "0009")
    with psycopg.connect(url) as server:
        found = server.execute("SELECT text, buttons, card FROM messages").fetchall()
        secrets = server.execute("SELECT secret FROM department_connections").fetchall()
    assert found == [("我叫王建国", [{"label": "是"}], None)]
    assert secrets == [("a shared secret",)]
    shelf.drop(url)
