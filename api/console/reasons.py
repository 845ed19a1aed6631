"""Why a person should look at a conversation, in words."""

from __future__ import annotations

REASONS_TO_LOOK = {
    "urgent": "紧急", "human": "要找人", "submission_failed": "没交上", "complaint": "投诉", "abuse": "生气",
    "not_understood": "没听懂", "unsure": "拿不准", "bad_rating": "差评", "sample": "抽查",
}  # fmt: skip
