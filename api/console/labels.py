"""What a message can mean, in words for reviewers."""

from __future__ import annotations

from api.catalogues.current import current_catalogue

INTENTS = {
    "status": "查进度", "human": "找人工", "complaint": "投诉", "urgent": "紧急求助", "ask": "笼统地问",
    "why": "问为什么要",
    "correct": "改前面的", "inform": "在回答", "affirm": "是的", "deny": "不是", "back": "回上一步", "skip": "先跳过",
    "repeat": "再说一遍", "restart": "重新填", "resume": "接着办", "cancel": "不办了", "review": "看填的内容",
    "submit": "提交", "help": "能办什么", "greet": "打招呼", "thanks_bye": "道谢、再见", "smalltalk": "闲聊",
    "abuse": "骂人",
    "other_government": "别的政务", "not_government": "不是政务",
}  # fmt: skip
RULES = {
    **INTENTS, "apply": "开始办", "clarify": "列出来让人选", "answer": "填答案", "restart_draft": "重新填",
    "voice": "换说法", "seen": "谁看过信息", "bind": "换手机号", "unclear": "没听懂，请再说",
}  # fmt: skip
"""By which rule a message was answered."""
DECISIONS = {"act": "照办", "clarify": "让人选", "reject": "没把握"}
FACTS = {
    "person_name": "姓名", "org_name": "单位名", "id_no": "身份证号", "uscc": "信用代码", "mobile": "电话",
    "address": "地址", "area": "面积", "money": "钱", "date": "日期", "count": "数量",
}  # fmt: skip
ASPECTS = {
    "": "要办", "how": "怎么办", "materials": "要什么材料", "time": "多久", "fee": "多少钱", "place": "在哪办",
    "who": "谁能办", "online": "能不能网上办",
}  # fmt: skip


def topics() -> list[tuple[str, list[tuple[str, str]]]]:
    """Paths and everything else, for a list to choose from."""
    paths = [(path.id, path.name) for path in current_catalogue().paths.values()]
    return [("办事", sorted(paths, key=lambda each: each[1])), ("其他", list(INTENTS.items()))]


def name_of(label: str) -> str:
    """A label in words."""
    topic, _, aspect = label.partition("+")
    path = current_catalogue().paths.get(topic)
    name = path.name if path is not None else INTENTS.get(topic, topic)
    if path is not None and not aspect:
        return f"要办：{name}"
    return f"{name}：{ASPECTS.get(aspect, aspect)}" if aspect else name
