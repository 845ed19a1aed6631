"""Names of people and of firms, and free text."""

from __future__ import annotations

import re

from forms.values.numerals import half_width
from forms.values.refusal import Unusable

_REMARK = re.compile(r"^(?:不对|不是|错了|[写说打]错了|改成|改为|你好|您好)[，,。！!\s]*(?=.)")
_PERSON_LEAD = re.compile(
    r"^.*?(?:(?:大名|大号|全名|本名|真名)(?:叫|是)?|我叫|俺叫|名字叫|名叫|名字是|姓名(?:应该)?(?:是|叫|改成|改为|[:：])?|叫做|叫|我是|俺是|本人(?=[\u3400-\u9fff]{2})|(?:经营者|老板|法人|负责人|管理员|责任人)(?:是|叫|[:：])?)\s*"
    r"|^(?:就|还|应该)?(?:是|写|让|由|填)\s*|^(?:就|应该|改成|改为)(?=[\u3400-\u9fff]{2})"
)
_SPACED = re.compile(r"(?<=^[\u3400-\u9fff])\s+(?=[\u3400-\u9fff]{1,2}$)")
"""王 建国, as some keyboards write it."""
_PERSON_TAIL = re.compile(r"[，,。.；;！!\s、(].*$|(?:这个人|负责|来管|管着|管|当|吧|呀|啊|哈|呢|的)+$")
_PERSON = re.compile(r"[\u3400-\u9fff]{2,}(?:·[\u3400-\u9fff]+)*|[\u3400-\u9fff]+(?:·[\u3400-\u9fff]+)+")
_NOT_A_NAME = re.compile(
    r"不知道|没想好|随便|什么|自己|本人|老板|同一|不告诉|为什么|一样|没有|先生|女士|怎么|多少|可以|算了|不办|[我俺你您他她它咱了吗谁啥哪这那没]"
    r"|^[老小大]?[\u3400-\u9fff](?:师傅|老板|大爷|大娘|大哥|大姐|经理|总)$|^[老小][\u3400-\u9fff]$"
    r"|门面|店面|店铺|铺子|楼[上下]|^[零一二两三四五六七八九十]+[间个层张口]|[鸡鸭鱼虾肉汤饼菜串粥饭酒茶锅包]子?$(?<!^[\u3400-\u9fff]{2})"
    r"|(.)不\1|^姓|平米?$|[一二三四五六七八九十\d]级$|低保户?|残疾|平方|^[零一二三四五六七八九十百千万亿]+.$|饭[店馆]|身份证|手机|电话|面积|执照|公司|个体|开店|办理|热菜|凉菜|招牌"
)
_NO_WORDS = re.compile(
    r"不对|错了|好的?|是的?|对的?|行|中|嗯+|有|无|没有|可以|谢谢|跳过|略过|先跳过|退出|取消|人工|帮助|在吗|等等|稍等|等一下|返回|重来|继续|下一[个步]|上一[个步]"
    r"|付款|方便|于是|对外|马上|立刻|赶紧|快点|慢点|等会儿?|等下|等我|稍后|回头|一会儿?|刚才|以前|以后|现在|租房|自己|电子|邮寄|窗口|开业|装修|面食|燃气|天然气|煤气|用电|路边|沿街|平房|包间|桌子|承诺|普通|食品|餐饮|个体户?|营业|行吗|行不|中不|咋办|咋弄|明天|后天|今天|明白|知道|清楚|再见|租赁|自有|暂无|待定|食堂|外卖|材料|进度|同上|保密|多少钱|要多久"
)
"""Whole messages that are no name of anybody or anything."""
_ORG_LEAD = re.compile(
    r"^(?:店名|字号|名字|名称)\s*(?=[\w“])(?!就|叫|是|为|还|没|要|怎|不)|^(?:.*?(?:店名|字号|名字|名称|饭店|饭馆|店)(?:就)?(?:叫做|叫|是|为|[:：])|(?:就)?叫做?|就用|想叫|(?:店名|名字)?想[用叫]|起名叫?|取名叫?)\s*"
)
_ORG_TAIL = re.compile(
    r"(?<=\w\w)[\s，,]*(?:你|您|恁)[看说觉].*$|(?:就|开)*在(?=[^，,]*(?:路|街|巷|村|镇|小区|广场|\d号)).*$|[，,。；;！!].*$|(?:(?<![酒网书茶水氧迪陶话咖])吧|呀|啊|哈|呢)$"
)
_NOT_A_FIRM = re.compile(
    r"没想|不知道|不清楚|随便|什么名|没起|没定|没取|没名|还没|再说|自己的|租的|[?？]|怎么|吗$|^我|^俺"
    r"|^\d+(?:\.\d+)?\s*[个平万元块人号]|(.)不\1(?:啊|呀|呢)?$|帮[我俺]|给[我俺](?:起|取|想|看)|^你(?:帮|给|们|说|看|是|能|问|先|觉|听)|等(?:我|俺|一下|会)|^(?:没|没有|不用|不要)[^，,]*(?:吗|呢|行)|[行中]不$"
)
_NOT_DECIDED = re.compile(r"先(?:别|不)[填写记]|怕重名|没定下|拿不定|还在想")
_UNKNOWN = re.compile(
    r"(?:我|俺)?(?:也)?(?:不知道|不清楚|不晓得|不懂|不会填|没有?|跳过|等一下|等下|等等|稍等|等会儿?|等我一下|好的?|随便|怎么填)(?:呢|啊|呀|了)?|\W*"
)
_ORG_LENGTH = range(2, 61)
_PERSON_LENGTH = range(2, 51)
_HAN_NAME_LENGTH = 6
"""Without a · a longer run of characters is a sentence."""
_TEXT_LENGTH = range(1, 301)


def parse_person_name(text: str) -> str:
    """A person's name, 2 to 50 Chinese characters, with · where it has one."""
    name = half_width(text).replace("•", "·").replace("・", "·").strip()
    if re.search(r"姓(?!名)", name):
        raise Unusable("person_name.form")
    name = _SPACED.sub("", _REMARK.sub("", name))
    for _ in range(2):
        name = _PERSON_LEAD.sub("", name)
    name = _PERSON_TAIL.sub("", name).strip()
    too_long = "·" not in name and len(name) > _HAN_NAME_LENGTH
    no_name = _NOT_A_NAME.search(name) or _NO_WORDS.fullmatch(name)
    if not _PERSON.fullmatch(name) or len(name) not in _PERSON_LENGTH or too_long or no_name:
        raise Unusable("person_name.form")
    return name


def parse_org_name(text: str) -> str:
    """The name of a shop or firm, 2 to 60 characters."""
    unquoted = _REMARK.sub("", re.sub(r"[“”\"「」]", "", text.strip()))
    if _NOT_DECIDED.search(unquoted):
        raise Unusable("org_name.form")
    name = _ORG_LEAD.sub("", unquoted)
    for _ in range(2):  # 就叫胖婶家常菜吧，招牌…: the rest of the sentence first, then 吧
        name = _ORG_TAIL.sub("", name)
    name = name.strip()
    no_name = _NOT_A_FIRM.search(name) or _NO_WORDS.fullmatch(name)
    if len(name) not in _ORG_LENGTH or re.fullmatch(r"[\d\W]+", name) or no_name:
        raise Unusable("org_name.form")
    return name


def parse_text(text: str) -> str:
    """Free text, at most 300 characters; it has to say something."""
    stripped = " ".join(text.split())
    if len(stripped) not in _TEXT_LENGTH:
        raise Unusable("text.length")
    if _UNKNOWN.fullmatch(stripped):
        raise Unusable("text.nothing")
    return stripped
