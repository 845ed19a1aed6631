"""The catalogue is changed in the console: written by one editor, published by another, and never under anybody's feet."""

from __future__ import annotations

import asyncio
import re

import httpx
import pytest

from api.catalogues import current, proposals
from api.catalogues.current import current_catalogue, follow
from api.catalogues.models import CatalogueVersion, Publication
from api.catalogues.path_form import read_form
from api.drafts import service as drafts
from api.editor.writing import Choices
from api.errors import AppError, ConflictError
from api.staff import accounts
from forms.loader import default_catalogue, read_sources
from tests.api.test_accounts import post
from tests.api.test_console import PASSWORD, cheap_hashes, log_in

__all__ = ["cheap_hashes"]
HOME = "/console/catalogue"
BARBER = "paths/open-barber.yml"
ANSWER = "执照和卫生许可证，这里一次办好。"
OLD_ANSWER = "营业执照和公共场所卫生许可证，这里一次办。招牌按规范挂就行。"


@pytest.fixture(autouse=True)
def nothing_published(monkeypatch):
    """What one test publishes is not the next one's catalogue."""
    monkeypatch.setattr(current._Held, "published", None)
    monkeypatch.setattr(current._Held, "refused", None)


@pytest.fixture
async def li(database, client):
    """An editor's browser; a second editor is Wang."""
    async with database.transaction() as session:
        await accounts.save_editor(session, "li", PASSWORD)
        await accounts.save_editor(session, "wang", PASSWORD)
    await log_in(client, "li")
    return client


@pytest.fixture
async def wang(li):
    """The second editor's browser."""
    async with httpx.AsyncClient(transport=li._transport, base_url=li.base_url) as browser:
        await log_in(browser, "wang")
        yield browser


async def begin(editor: httpx.AsyncClient, title: str = "说法改短", **more: str) -> str:
    """Begin a proposal; returns its address."""
    answer = await post(editor, HOME, f"{HOME}/proposals", title=title, why="窗口说太长", **more)
    assert answer.status_code == 200, answer.text
    return answer.url.path


async def write_form(editor: httpx.AsyncClient, proposal: str, **blanks: str) -> httpx.Response:
    """Fill in the form of the barber's shop and save it."""
    page = (await editor.get(f"{proposal}/form", params={"name": BARBER, "section": "faq"})).text
    return await editor.post(f"{proposal}/form", data={**hidden_fields(page, "form"), **blanks})


def hidden_fields(page: str, form: str) -> dict[str, str]:
    """The hidden fields of a form by its id."""
    part = re.search(rf'<form[^>]*id="{form}".*?</form>', page, re.DOTALL)
    assert part, "the page has no such form"
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', part[0]))


async def write_file(editor: httpx.AsyncClient, proposal: str, old: str, new: str, name: str = BARBER) -> str:
    """Change a file as it is written; returns the page that answers."""
    page = (await editor.get(f"{proposal}/file", params={"name": name})).text
    text = read_sources()[name]
    assert old in text
    return (
        await editor.post(f"{proposal}/file", data={**hidden_fields(page, "source"), "text": text.replace(old, new, 1)})
    ).text


async def published(li, wang, **blanks: str) -> str:
    """A change of the barber's form, written by Li and published by Wang; returns the proposal's address."""
    proposal = await begin(li)
    await write_form(li, proposal, **(blanks or {"faq.0.answer": ANSWER}))
    await post(li, proposal, f"{proposal}/hand-in")
    answer = await post(wang, proposal, f"{proposal}/publish")
    assert "已发布" in answer.text, answer.text
    return proposal


async def taken_up(database) -> bool:
    async with database.transaction() as session:
        return await follow(session)


# From a blank of a form to what citizens read


async def test_what_one_editor_writes_and_another_publishes_is_what_citizens_read(li, wang, database, client):
    assert OLD_ANSWER in (await client.get("/guide/open-barber")).text

    await published(li, wang)
    await taken_up(database)

    guide = (await client.get("/guide/open-barber")).text
    assert ANSWER in guide
    assert OLD_ANSWER not in guide
    assert current_catalogue().version != default_catalogue().version


async def test_what_is_under_way_stays_on_its_version_and_what_begins_is_on_the_new_one(li, wang, database, citizen):
    await citizen.begin()
    async with database.transaction() as session:
        before = await drafts.require_open(session, citizen.conversation_id)

    await published(li, wang)
    await taken_up(database)

    async with database.transaction() as session:
        after = await drafts.require_open(session, citizen.conversation_id)
    assert after.catalogue.version == before.catalogue.version == default_catalogue().version
    await citizen.say("cancel", "不办了")
    await citizen.say("affirm", "是")
    await citizen.begin()
    async with database.transaction() as session:
        fresh = await drafts.require_open(session, citizen.conversation_id)
    assert fresh.catalogue.version == current_catalogue().version != before.catalogue.version


async def test_every_process_finds_a_publication_by_itself_and_only_once(li, wang, database, monkeypatch):
    await published(li, wang)
    monkeypatch.setattr(current._Held, "published", None)  # as in another process

    assert await taken_up(database)
    assert not await taken_up(database)


async def test_the_way_back_is_a_proposal_like_any_other(li, wang, database, client):
    await published(li, wang)
    await taken_up(database)

    back = await begin(li, "退回", like=default_catalogue().version)
    await post(li, back, f"{back}/hand-in")
    await post(wang, back, f"{back}/publish")
    await taken_up(database)

    assert current_catalogue().version == default_catalogue().version
    assert OLD_ANSWER in (await client.get("/guide/open-barber")).text


async def test_a_published_version_that_this_code_cannot_read_changes_nothing(database, li):
    async with database.transaction() as session:
        proposal = await proposals.begin(session, "坏", "试", "li")
        session.add(CatalogueVersion(version="broken", sources={"items.yml": "- nothing"}))
        await session.flush()
        session.add(Publication(version="broken", proposal_id=proposal.id, by="wang"))

    assert not await taken_up(database)
    assert current_catalogue() is default_catalogue()


async def test_a_version_that_cannot_be_read_does_not_keep_the_next_from_being_published(li, wang, database, client):
    async with database.transaction() as session:
        broken = await proposals.begin(session, "坏", "试", "li")
        session.add(CatalogueVersion(version="broken", sources={"items.yml": "- nothing"}))
        await session.flush()
        session.add(Publication(version="broken", proposal_id=broken.id, by="wang"))

    await published(li, wang)
    await taken_up(database)

    assert ANSWER in (await client.get("/guide/open-barber")).text


# The second person


async def test_who_wrote_it_cannot_publish_it(li, wang):
    proposal = await begin(li)
    await write_form(li, proposal, **{"faq.0.answer": ANSWER})
    await write_form(wang, proposal, **{"faq.1.answer": "要有。"})
    await post(li, proposal, f"{proposal}/hand-in")

    for writer in (li, wang):
        answer = await post(writer, proposal, f"{proposal}/publish")
        assert "要请另一个人来发布" in answer.text
    assert current_catalogue() is default_catalogue()


async def test_nothing_is_published_that_was_not_handed_in(li, wang):
    proposal = await begin(li)
    await write_form(li, proposal, **{"faq.0.answer": ANSWER})
    assert "不在等人审" in (await post(wang, proposal, f"{proposal}/publish")).text


async def test_what_is_sent_back_says_what_is_to_be_changed(li, wang):
    proposal = await begin(li)
    await write_form(li, proposal, **{"faq.0.answer": ANSWER})
    await post(li, proposal, f"{proposal}/hand-in")

    assert "请写明要改哪里" in (await post(wang, proposal, f"{proposal}/send-back", remark=" ")).text
    await post(wang, proposal, f"{proposal}/send-back", remark="补上招牌")

    page = (await li.get(proposal)).text
    assert "补上招牌" in page
    assert "在改" in page


async def test_while_it_waits_nobody_writes_in_it(li, wang):
    proposal = await begin(li)
    await write_form(li, proposal, **{"faq.0.answer": ANSWER})
    await post(li, proposal, f"{proposal}/hand-in")

    answer = await write_form(li, proposal, **{"faq.0.answer": "别的"})

    assert "现在不能再写" in answer.text
    assert ANSWER in (await wang.get(proposal)).text


# Nothing wrong is published, nothing written is lost


async def test_what_the_linter_finds_keeps_it_from_being_handed_in(li):
    proposal = await begin(li)
    page = await write_file(li, proposal, "after: [biz-reg, biz-reg-company, biz-verify]", "after: [biz-rg]")

    assert "要等的&#39;biz-rg&#39;不在这件事里" in page
    assert "检查出1处不对" in (await post(li, proposal, f"{proposal}/hand-in")).text


async def test_findings_come_while_one_writes_and_nothing_is_stored(li):
    proposal = await begin(li)
    page = (await li.get(f"{proposal}/file", params={"name": BARBER})).text
    text = read_sources()[BARBER].replace("kind: choices", "kind: choises", 1)

    answer = await li.post(f"{proposal}/check", data={**hidden_fields(page, "source"), "text": text})

    (finding,) = answer.json()["findings"]
    assert finding["file"] == BARBER
    assert text.splitlines()[finding["line"] - 1].strip() == "kind: choises"
    assert "这里只能写" in finding["what"]
    assert "还没改" in (await li.get(proposal)).text


async def test_two_who_write_in_the_same_file_do_not_overwrite_each_other(li, wang):
    proposal = await begin(li)
    seen_by_wang = (await wang.get(f"{proposal}/file", params={"name": BARBER})).text
    await write_form(li, proposal, **{"faq.0.answer": ANSWER})

    mine = read_sources()[BARBER].replace("开办理发美容店", "开理发美容店", 1)
    answer = await wang.post(f"{proposal}/file", data={**hidden_fields(seen_by_wang, "source"), "text": mine})

    assert "别人改过这个文件" in answer.text
    assert "name: 开理发美容店" in answer.text, "what was written is still there"
    again = await wang.post(f"{proposal}/file", data={**hidden_fields(answer.text, "source"), "text": mine})
    assert "别人改过这个文件" in again.text, "sending it again does not overwrite it either"
    assert ANSWER in (await li.get(proposal)).text


async def test_what_was_written_in_a_form_is_still_there_when_somebody_was_quicker(li, wang):
    proposal = await begin(li)
    seen_by_wang = (await wang.get(f"{proposal}/form", params={"name": BARBER, "section": "faq"})).text
    await write_form(li, proposal, **{"faq.0.answer": ANSWER})

    answer = await wang.post(
        f"{proposal}/form", data={**hidden_fields(seen_by_wang, "form"), "faq.1.answer": "没有健康证不行。"}
    )

    assert "别人改过这个文件" in answer.text
    assert "没有健康证不行。" in answer.text
    again = await wang.post(
        f"{proposal}/form", data={**hidden_fields(answer.text, "form"), "faq.1.answer": "没有健康证不行。"}
    )
    assert "别人改过这个文件" in again.text, "sending it again does not overwrite it either"


async def test_the_longest_section_of_all_paths_is_saved_as_a_form(li):
    """Forms with more than a thousand blanks are refused before anybody reads them."""
    name, section, _ = max(
        ((name, key, len(rows)) for name, text in read_sources().items() if name.startswith("paths/")
         for key, rows in read_form(text).items()),
        key=lambda each: each[2] * (7 if each[1] == "fields" else 4),
    )  # fmt: skip
    proposal = await begin(li)
    page = (await li.get(f"{proposal}/form", params={"name": name, "section": section})).text
    blanks = {
        f"{section}.{number}.{key}": value
        for number, row in enumerate(read_form(read_sources()[name])[section])
        for key, value in row.items()
    }

    saved = await li.post(f"{proposal}/form", data={**hidden_fields(page, "form"), **blanks})

    assert "存好了" in saved.text, (name, section, len(blanks))
    assert "还没改" in (await li.get(proposal)).text


async def test_a_publication_in_between_is_caught_up_with_file_by_file(li, wang, database):
    late = await begin(li)
    await write_form(li, late, **{"faq.1.answer": "都要有健康证。"})
    await published(li, wang)
    await taken_up(database)

    page = (await post(li, late, f"{late}/hand-in")).text
    assert "跟上现行版本" in page

    await post(li, late, f"{late}/catch-up", keep=BARBER)
    kept = (await li.get(late)).text
    assert "都要有健康证。" in kept
    assert "跟上现行版本" not in kept
    await post(li, late, f"{late}/hand-in")
    assert "已发布" in (await post(wang, late, f"{late}/publish")).text


async def test_of_two_that_are_published_at_once_one_is_told_to_catch_up(li, wang, database):
    waiting = []
    for number in (0, 1):
        proposal = await begin(li)
        await write_form(li, proposal, **{f"faq.{number}.answer": ANSWER})
        await post(li, proposal, f"{proposal}/hand-in")
        waiting.append(proposal.rsplit("/", 1)[1])

    async def publish(proposal_id: str) -> str:
        try:
            async with database.transaction() as session:
                return await proposals.publish(session, proposal_id, "wang")
        except ConflictError as refusal:
            return refusal.code

    outcomes = await asyncio.gather(*map(publish, waiting))

    assert outcomes.count("proposal_behind") == 1


async def test_a_department_that_is_there_stays(database):
    """Its tasks, clerks and connection outlive every version."""
    before = read_sources()["departments.yml"]
    added = before + "odd: {name: 临时办公室, name_en: Temporary Office, formerly: 没有}\n"
    async with database.transaction() as session:
        proposal = await proposals.begin(session, "加一个", "试", "li")
        await proposals.write(session, proposal.id, "departments.yml", added, proposals.mark_of(before), "li")
        await proposals.hand_in(session, proposal.id)
        await proposals.publish(session, proposal.id, "wang")
    await taken_up(database)

    async with database.transaction() as session:
        proposal = await proposals.begin(session, "去掉它", "试", "li")
        await proposals.write(session, proposal.id, "departments.yml", before, proposals.mark_of(added), "li")
        with pytest.raises(ConflictError, match="departments_gone"):
            await proposals.hand_in(session, proposal.id)


# Trying it


async def test_a_change_can_be_tried_before_anybody_else_sees_it(li, client):
    proposal = await begin(li)
    await write_file(li, proposal, "一共放几张理发椅？", "摆了几张理发椅？")

    page = (await li.get(f"{proposal}/preview/open-barber")).text

    assert "摆了几张理发椅？" in page
    assert "公共场所卫生许可" in page
    assert "摆了几张理发椅？" not in (await client.get("/api/v1/paths/open-barber")).text


async def test_what_is_answered_in_the_trial_decides_what_is_planned_and_asked(li):
    proposal = await begin(li)
    address = f"{proposal}/preview/open-barber"
    csrf = re.search(r'name="csrf" value="([^"]+)"', (await li.get(address)).text)
    assert csrf

    page = (await li.post(address, data={"csrf": csrf[1], "beauty_services": "bath", "has_licence": "yes"})).text

    assert "营业前消防安全检查" in page
    assert "没看懂" not in page
    assert "理发椅" not in page, "nobody cuts hair there"


# Reading


async def test_words_are_found_with_file_and_line(li):
    page = (await li.get(HOME, params={"q": "理发椅 几张"})).text
    line = next(n for n, text in enumerate(read_sources()[BARBER].splitlines(), 1) if "一共放几张理发椅" in text)
    assert f"#L{line}" in page
    assert "开办理发美容店" in page


async def test_two_versions_are_compared_in_words_and_line_by_line(li, wang, database):
    await published(li, wang, **{"faq.0.answer": ANSWER})
    await taken_up(database)
    new = current_catalogue().version

    page = (await li.get(f"{HOME}/compare", params={"old": default_catalogue().version, "new": new})).text

    assert re.search(rf'class="came">.*{ANSWER}', page)
    assert re.search(rf'class="went">.*{OLD_ANSWER}', page)


@pytest.mark.parametrize("address", ["/versions/nothing", "/compare?old=a&new=b", "/proposals/7"])
async def test_what_there_is_not_is_said(li, address):
    assert (await li.get(f"{HOME}{address}")).status_code in {404, 422}


@pytest.mark.parametrize("name", ["../../etc/passwd", "paths/A.yml", "paths/x.txt", "new.yml"])
async def test_only_files_of_a_catalogue_can_be_written(database, li, name):
    async with database.transaction() as session:
        proposal = await proposals.begin(session, "试", "试", "li")
        with pytest.raises(AppError, match="no_catalogue_file"):
            await proposals.write(session, proposal.id, name, "id: x", proposals.mark_of(None), "li")


async def test_a_path_taken_away_can_be_applied_for_no_more(li, wang, database, citizen):
    proposal = await begin(li)
    await post(li, proposal, f"{proposal}/take-away", name="paths/veteran.yml")
    await post(li, proposal, f"{proposal}/hand-in")
    await post(wang, proposal, f"{proposal}/publish")
    await taken_up(database)

    await citizen.say("apply", "退役军人报到", id="veteran")

    assert "veteran" not in current_catalogue().paths
    assert await citizen.asked() is None


def test_a_list_to_choose_from_marks_what_is_chosen_and_what_is_missing():
    choices = Choices([("scjg", "市场<监管>局"), ("xfj", "消防队")])
    assert choices.with_chosen("xfj").count(" selected") == 1
    assert '<option value="xfj" selected>消防队（xfj）</option>' in choices.with_chosen("xfj")
    assert '<option value="gone" selected>gone（目录里没有）' in choices.with_chosen("gone")
    assert " selected" not in choices.with_chosen("")
    assert "市场&lt;监管&gt;局" in choices.with_chosen("")
