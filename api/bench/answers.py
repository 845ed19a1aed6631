"""A citizen's answers: a small restaurant that six departments' items are needed for."""

from __future__ import annotations

import io

from PIL import Image

BEGIN = "我想开个饭店"

FIRST_ANSWERS = {
    "has_shop": "有",
    "biz_area": "60平方米",
    "has_licence": "没有",
    "entity_type": "个体工商户",
    "food_items": "热菜和凉菜",
    "main_format": "对外营业",
    "special_supply": "不是",
    "sign_kind": "普通门头招牌",
    "sells_tobacco": "不卖",
    "kitchen_heat": "燃气",
    "drains_to_sewer": "是",
    "homes_above": "没有",
    "own_flue": "有",
    "has_karaoke": "没有",
    "fitout_cost": "20万",
    "changes_structure": "不改",
    "staff_no": "3个人",
}
"""About half of an interview; the name is asked next."""

ALL_ANSWERS = {
    **FIRST_ANSWERS,
    "legal_rep": "王建国",
    "id_no": "11010519491231002X",
    "mobile": "13805381234",
    "org_name": "新泰市老王家饭馆",
    "biz_addr": "新泰市府前街12号",
    "premise_right": "自有",
    "is_online": "做",
    "kitchen_area": "25平方米",
    "seats": "40个座位",
    "sign_spec": "长4米高1.2米，铝塑板，装在门上方",
    "drain_spec": "每天2吨水，有隔油池",
    "deliver": "电子证照",
}


def small_picture() -> bytes:
    """A PNG file such as a citizen hands in, only smaller."""
    file = io.BytesIO()
    Image.new("RGB", (320, 240), (230, 230, 225)).save(file, "PNG")
    return file.getvalue()
