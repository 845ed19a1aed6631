"""Photos of papers, drawn: nobody's data, but laid out as the real ones are."""

from __future__ import annotations

import io
from collections.abc import Sequence
from importlib.resources import files

from PIL import Image, ImageDraw, ImageFilter, ImageFont

ID_NO = "11010519491231002X"
USCC = "91350100M000100Y43"

_BLUE, _INK = (40, 90, 160), (25, 25, 25)


def _font(size: int) -> ImageFont.FreeTypeFont:
    folder = files("manimgx_fonts_cjk")
    path = next(str(each) for each in sorted(folder.iterdir(), key=str) if each.name.endswith((".otf", ".ttf", ".ttc")))
    return ImageFont.truetype(path, size)


def page(rows: Sequence[tuple[int, int, str, int]], size: tuple[int, int], colour: str = "#eef3f6") -> Image.Image:
    """A paper with pieces of text: left, top, the text and its size in pixels."""
    image = Image.new("RGB", size, colour)
    draw = ImageDraw.Draw(image)
    for left, top, text, height in rows:
        draw.text((left, top), text, font=_font(height), fill=_INK if height > 30 else _BLUE)
    return image


def id_card(name: str = "王建国", number: str = ID_NO) -> Image.Image:
    """The side with the photo."""
    labels = [("姓名", 70), ("性别", 150), ("民族", 150), ("出生", 230), ("住址", 310), ("公民身份号码", 540)]
    lefts = {"民族": 300}
    rows = [(lefts.get(text, 60), top, text, 30) for text, top in labels]
    rows += [
        (150, 62, name, 42), (150, 142, "男", 40), (390, 142, "汉", 40), (150, 222, "1949 年 12 月 31 日", 38),
        (150, 302, "山东省新泰市青云街道", 38), (150, 360, "府前街128号3单元201室", 38), (310, 530, number, 44),
    ]  # fmt: skip
    return page(rows, (1000, 630))


def id_card_back(period: str = "2012.05.12-2099.05.12") -> Image.Image:
    """The side with the emblem."""
    rows = [
        (300, 80, "中华人民共和国", 56),
        (330, 180, "居民身份证", 64),
        (250, 430, "签发机关", 30),
        (420, 422, "新泰市公安局", 38),
    ]
    return page([*rows, (250, 510, "有效期限", 30), (420, 502, period, 38)], (1000, 630))


def licence() -> Image.Image:
    """A business licence."""
    rows = [
        (560, 60, "营业执照", 80), (80, 200, "统一社会信用代码", 32), (80, 250, USCC, 38),
        (80, 380, "名 称", 34), (260, 380, "新泰市老王家饭馆", 36), (80, 450, "类 型", 34), (260, 450, "个体工商户", 36),
        (80, 520, "经 营 者", 34), (260, 520, "王建国", 36), (80, 590, "经营范围", 34), (260, 590, "餐饮服务", 36),
        (800, 380, "成立日期", 34), (980, 380, "2020年03月05日", 36),
        (800, 520, "经营场所", 34), (980, 520, "新泰市府前街12号", 36),
    ]  # fmt: skip
    return page(rows, (1500, 900), "#fbf7ea")


def lease(end: str = "2099年12月31日") -> Image.Image:
    """A lease."""
    lines = [
        "房屋租赁合同", "甲方（出租方）：李秀英", "乙方（承租方）：王建国", "一、甲方将坐落于新泰市府前街12号的房屋出租给乙方，",
        "建筑面积80平方米，作餐饮使用。", f"二、租赁期限自2026年1月1日起至{end}止。", "三、年租金36000元，每年1月支付。", "甲方签字：李秀英  乙方签字：王建国",
    ]  # fmt: skip
    return page([(90, 80 + 90 * n, text, 36) for n, text in enumerate(lines)], (1200, 900), "#ffffff")


def photo(
    image: Image.Image, *, turned: float = 0, blur: float = 0, quality: int = 80, upside: int | None = None
) -> bytes:
    """The paper as a phone takes it: on a table, a little turned, perhaps out of focus."""
    table = Image.new("RGB", (image.width + 160, image.height + 160), "#8a7a66")
    table.paste(image, (80, 80))
    table = table.rotate(turned, fillcolor="#8a7a66", resample=Image.Resampling.BICUBIC)
    if blur:
        table = table.filter(ImageFilter.GaussianBlur(blur))
    buffer = io.BytesIO()
    exif = Image.Exif()
    if upside is not None:
        exif[0x0112] = upside
    table.save(buffer, "JPEG", quality=quality, exif=exif)
    return buffer.getvalue()
