"""What staff writes often: answers to citizens, with what is known filled in, and opinions on tasks."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter

CANNED = (
    "您好，我是工作人员，正在看您的情况，请稍等。",
    "您好，我是工作人员，您办的“{path}”我接着给您看。",
    "您的办件 {case_no}，我查一下到哪一步了，马上告诉您。",
    "请您说一下办件号，或者办的是哪件事。",
    "这件事要带上原件到{city}政务服务大厅一窗来办，周一到周五都可以。",
    "已经帮您催办，有结果马上告诉您。",
    "对不起，让您久等了。您反映的问题我已经记下，会有人跟进。",
    "也可以拨打{hotline}，说明情况。",
)
"""{city} and {hotline} are the installation's; {path} and {case_no} those of the conversation."""

REASONS = (
    "符合条件，准予许可",
    "材料齐全，符合法定形式",
    "照片看不清，请重新拍一张清楚的",
    "材料缺页，请补全",
    "材料过期了，请换有效的",
    "填写的内容和材料不一致，请核对后改正",
    "现场与申请不符",
    "不属于本部门职权范围",
)


def filled_in(known: Mapping[str, str | None]) -> list[str]:
    """The answers that can be given with what is known; those that would need more are left out."""
    found = {name: value for name, value in known.items() if value}
    return [each.format(**found) for each in CANNED if all(name is None or name in found for name in _names(each))]


def _names(answer: str) -> list[str | None]:
    return [name for _text, name, _spec, _conversion in Formatter().parse(answer)]
