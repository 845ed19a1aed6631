"""好差评: asked once when everything is done, and listened to."""

from __future__ import annotations

import psycopg
import pytest

from api.cases import service as cases
from api.cases.stages import Stage
from api.dialogue.rating import level_of


@pytest.fixture
async def closed(applicant, begun_case):
    """A case that has just been closed."""
    for item in ("food", "sign", "drain", "tax", "si"):
        await applicant.decide(begun_case, item, Stage.GRANTED)
    return applicant


async def rating_of(applicant, case) -> dict | None:
    async with applicant.database.transaction() as session:
        return (await cases.case_by_id(session, case.id)).rating


async def test_when_everything_is_done_the_citizen_is_asked_once_how_it_went(closed, begun_case):
    assert [m.text for m in await closed.history() if "办得怎么样" in m.text] != []
    await closed.say("answer", "挺好")

    assert "谢谢" in closed.heard
    assert (await rating_of(closed, begun_case))["level"] == 4
    assert len([m for m in await closed.history() if "办得怎么样" in m.text]) == 1


async def test_who_is_not_satisfied_is_asked_why_and_a_person_gets_to_see_it(closed, begun_case, database):
    await closed.say("answer", "不满意")
    assert "哪里没做好" in closed.heard

    await closed.say("answer", "消防的人约了三次没来")

    assert (await rating_of(closed, begun_case))["comment"] == "消防的人约了三次没来"
    with psycopg.connect(database.url) as connection:
        assert connection.execute("SELECT reason FROM flags").fetchall() == [("bad_rating",)]


async def test_who_asks_something_else_first_can_still_tap_a_level(closed):
    await closed.say("status", "我的申请到哪了")
    assert closed.replies[-1].buttons[0]["text"] == "非常满意"


async def test_another_wish_is_not_held_up_by_the_rating(closed, begun_case):
    await closed.say("apply", "我想开个理发店", id="open-barber")
    assert "理发" in closed.heard
    assert await rating_of(closed, begun_case) is None


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ("非常不满意", 1), ("不满意", 2), ("基本满意", 3), ("满意", 4), ("非常满意", 5), ("5", 5), ("三星", 3), ("一般般吧", 3),
        ("不咋样", 2), ("我明天再来", None),
    ],
)  # fmt: skip
def test_a_level_is_understood_by_name_word_or_stars(said, level):
    assert level_of(said) == level
