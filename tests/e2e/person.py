"""A citizen outside: knows only the address, reads what is said, and answers."""

from __future__ import annotations

import io
import time
from typing import Any, Self
from uuid import uuid4

import httpx
from PIL import Image

from api.bench.answers import ALL_ANSWERS
from api.bench.site import consent_to_all
from api.simulators.telephone import Telephone, new_number

ANSWERS = {
    "有固定的门店": "有",
    "一共多少平方米": "八十来平",
    "有营业执照了吗": "还没有呢",
    "自己开（个体工商户）": "个体户",
    "都卖什么吃的": "热菜和凉菜都做",
    "对外营业的饭店，还是": "对外营业",
    "连锁店": "不是",
    "小餐饮登记": "办小餐饮登记就行",
    "门口挂招牌": "普通门头招牌",
    "卖烟吗": "不卖",
    "厨房用燃气": "用天然气",
    "市政下水道": "接",
    "楼上住着人家": "没有",
    "烟道": "没有",
    "卡拉OK": "没有",
    "装修大概花多少钱": "二十万",
    "承重墙": "不改",
    "雇几个人": "仨人",
    "叫什么名字？写身份证": "我叫王建国，电话13805381234",
    "身份证号码": "11010519491231002X",
    "手机号": "13805381234",
    "店叫什么": "叫老王家饭馆",
    "统一社会信用代码": "91350100M000100Y43",
    "注册资本": "10万",
    "店在哪里": "新泰市府前街12号",
    "自己的，还是租": "租的",
    "哪一天为止": "2099年底",
    "几层": "1层，一共6层",
    "外卖": "做外卖",
    "后厨（": "25平",
    "坐多少人": "40个座位",
    "打算哪天开业": "2099年3月1日",
    "消防检查有两种": "告知承诺",
    "哪栋楼": "府前商厦，砖混，2008年",
    "安全出口": "2个",
    "招牌多大": "长4米高1.2米，铝塑板，装在门上方",
    "隔油池": "每天2吨水，有隔油池",
    "证办好了怎么给您": "电子证照",
    "证寄到哪里": "新泰市青云路8号3单元201室",
}
"""What someone answers to a question that contains the words on the left."""


def picture() -> bytes:
    """A photo."""
    buffer = io.BytesIO()
    Image.new("RGB", (320, 240), "white").save(buffer, "JPEG")
    return buffer.getvalue()


class Person:
    """A browser's worth of citizen, over plain HTTP."""

    telephone: Telephone
    """Everybody's, set when the installation starts."""

    def __init__(self, url: str, cookies: httpx.Cookies | None = None) -> None:
        self.http = httpx.Client(base_url=url, timeout=30, cookies=cookies)
        self.replies: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def open(self) -> list[dict[str, Any]]:
        """Open the page; returns the history."""
        answer = self.http.post("/api/v1/conversation", json={})
        answer.raise_for_status()
        messages: list[dict[str, Any]] = answer.json()["messages"]
        self.replies = [message for message in messages if message["role"] == "bot"]
        return messages

    def say(self, text: str, client_id: str | None = None) -> str:
        """Say something; returns everything that was replied."""
        answer = self.http.post(
            "/api/v1/conversation/messages", json={"client_id": client_id or str(uuid4()), "text": text}
        )
        answer.raise_for_status()
        self.replies = [message for message in answer.json()["messages"] if message["role"] == "bot"]
        return self.heard

    @property
    def heard(self) -> str:
        """The last replies."""
        return "\n".join(reply["text"] for reply in self.replies)

    @property
    def question(self) -> str:
        """What was said last: the open question."""
        return str(self.replies[-1]["text"]) if self.replies else ""

    @property
    def card(self) -> dict[str, Any]:
        """The last card."""
        return next((reply["card"] for reply in reversed(self.replies) if reply["card"]), {})

    def history(self) -> list[dict[str, Any]]:
        """Everything said so far."""
        found: list[dict[str, Any]] = self.http.get("/api/v1/conversation/messages").json()["messages"]
        return found

    def hand_in(self, material: str) -> None:
        """Hand in a photo."""
        answer = self.http.post(
            "/api/v1/draft/uploads", data={"material": material}, files={"file": ("photo.jpg", picture(), "image/jpeg")}
        )
        answer.raise_for_status()
        self.replies = [message for message in answer.json()["messages"] if message["role"] == "bot"]

    def answer_everything(self, **different: str) -> list[str]:
        """Answer until the review is offered; returns the questions that were asked."""
        answers = {**different, **ANSWERS}
        asked: list[str] = []
        for _ in range(80):
            if self.card.get("type") == "review":
                return asked
            if self.replies[-1]["card"] and self.replies[-1]["card"]["type"] == "upload":
                self.hand_in(self.replies[-1]["card"]["material"]["id"])
                continue
            asked.append(self.question)
            known = next((text for words, text in answers.items() if words in self.question), None)
            assert known is not None, f"no answer prepared for: {self.question}"
            self.say(known)
        raise AssertionError(f"the interview does not end; last asked: {self.question}")

    def fill_in(self) -> dict[str, Any]:
        """Start a restaurant and fill in its form on the review page; returns the review.

        For tests of what comes after; `answer_everything` is for those of the interview.
        """
        self.say("我想开个饭店，府前街上，八十来平")
        self.http.patch("/api/v1/draft", json={"answers": ALL_ANSWERS}).raise_for_status()
        review = self.review()
        rows = [row for group in review["groups"] for row in group["rows"]]
        examples = {row["id"]: row["example"] for row in rows if not row["answered"]}
        self.http.patch("/api/v1/draft", json={"answers": examples}).raise_for_status()
        for material in self.review()["materials"]:
            if material["status"] in {"missing", "later"}:
                self.hand_in(material["id"])
        review = self.review()
        assert review["ready"], review["missing"]
        return review

    def review(self) -> dict[str, Any]:
        """The review page."""
        answer = self.http.get("/api/v1/draft")
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    def prove(self, mobile: str | None = None) -> str:
        """Prove who one is; returns the number."""
        mobile = mobile or new_number()
        self.http.post("/api/v1/identity/codes", json={"mobile": mobile}).raise_for_status()
        answer = self.http.post("/api/v1/identity", json={"code": self.telephone.code_for(mobile)})
        answer.raise_for_status()
        return mobile

    def submit(self, review: dict[str, Any]) -> str:
        """Submit what was reviewed, after proving who one is; returns the case number."""
        if not self.http.get("/api/v1/identity").json()["proved"]:
            self.prove()
        answer = self.http.post("/api/v1/draft/submit", json=consent_to_all(review))
        answer.raise_for_status()
        return str(answer.json()["case_no"])

    def case(self, case_no: str) -> dict[str, Any]:
        """The status of a case."""
        cases = self.http.get("/api/v1/cases").json()["cases"]
        found: dict[str, Any] = next(case for case in cases if case["case_no"] == case_no)
        return found

    def wait_for(self, case_no: str, *, item: str, stage: str, seconds: float = 40) -> dict[str, Any]:
        """Wait until an item of a case has reached a stage; returns the case's status."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            case = self.case(case_no)
            if any(task["item"] == item and task["stage"] == stage for task in case["tasks"]):
                return case
            time.sleep(0.2)
        raise AssertionError(f"{item} did not become {stage}: {self.case(case_no)['tasks']}")

    def wait_until_closed(self, case_no: str, seconds: float = 60) -> dict[str, Any]:
        """Wait until every department has decided."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            case = self.case(case_no)
            if case["stage_text"] == "已办完":
                return case
            time.sleep(0.2)
        raise AssertionError(f"the case is not closed: {self.case(case_no)['tasks']}")
