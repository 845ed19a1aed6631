"""The custom actions of the plain bot, as a tutorial writes them: state in slots and in memory, no database."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

_ITEMS = (
    ("个体工商户设立登记", "市场监督管理局"),
    ("食品经营许可", "市场监督管理局"),
    ("招牌设置规范指导", "综合行政执法局"),
    ("污水排入排水管网许可", "住房和城乡建设局"),
    ("税务信息确认和发票申领", "税务局"),
    ("社会保险单位登记", "人力资源和社会保障局"),
)
_case_numbers: dict[str, str] = {}


class ValidateApplicationForm(FormValidationAction):
    """Checks what the form has taken from a message."""

    def name(self) -> str:
        """The form's name after `validate_`."""
        return "validate_application_form"

    def validate_biz_area(
        self, value: object, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        """The number in the message, in square metres."""
        del tracker, domain
        found = re.search(r"\d+(?:\.\d+)?", str(value))
        if found is None or not 1 <= float(found[0]) <= 100_000:  # noqa: PLR2004 - the limits of the field
            return {"biz_area": None}
        dispatcher.utter_message(text=f"记下了：使用面积：{found[0]}平方米。")
        return {"biz_area": float(found[0])}


class ActionStatus(Action):
    """Tells where the sender's case is."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_status"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        """One line for each department."""
        del domain
        number = _case_numbers.setdefault(tracker.sender_id, f"{len(_case_numbers) + 1:06d}")
        lines = [f"{item}（{department}）：已送出" for item, department in _ITEMS]
        dispatcher.utter_message(text="\n".join([f"“开办餐饮店”（{number}）：6项里办好了0项。", *lines]))
        return []
