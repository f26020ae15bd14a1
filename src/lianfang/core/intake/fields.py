"""What a column of a list can hold, and the headings that say so (registers A, B, F, G, I, J, K and synonyms)."""

import re
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from lianfang.core.identity.cells import plain


class Field(StrEnum):
    """What the cells of a column are."""

    SEQUENCE = "sequence"
    NAME = "name"
    SEX = "sex"
    AGE = "age"
    BORN = "born"
    ID_NUMBER = "id_number"
    ID_KIND = "id_kind"
    PHONE = "phone"
    ADDRESS = "address"
    TOWN = "town"
    VILLAGE = "village"
    HOUSEHOLD_ADDRESS = "household_address"
    POLICE_STATION = "police_station"
    FROM_PLACE = "from_place"
    LEFT_ON = "left_on"
    ARRIVED_ON = "arrived_on"
    TRANSPORT = "transport"
    VEHICLE = "vehicle"
    CATEGORY = "category"
    SOURCE = "source"
    PUSHED_ON = "pushed_on"
    ASSIGNED_TOWN = "assigned_town"
    ASSIGNED_VILLAGE = "assigned_village"
    RECEIVED_ON = "received_on"
    VERIFIER = "verifier"
    VERIFIED_ON = "verified_on"
    VERIFY_STATE = "verify_state"
    VERIFY_RESULT = "verify_result"
    MEASURE = "measure"
    MEASURE_FROM = "measure_from"
    MEASURE_TO = "measure_to"
    RELEASED_ON = "released_on"
    TESTED_ON = "tested_on"
    TEST_RESULT = "test_result"
    TRANSFERRED_TO = "transferred_to"
    HEALTH_CODE = "health_code"
    TRAVEL_CODE = "travel_code"
    VACCINATION = "vaccination"
    TEMPERATURE = "temperature"
    SITE = "site"
    ROOM = "room"
    INDEX_CASE = "index_case"
    RELATION = "relation"
    CONTACT_ON = "contact_on"
    RESPONSIBLE = "responsible"
    RESPONSIBLE_PHONE = "responsible_phone"
    REPORTED_ON = "reported_on"
    WORKPLACE = "workplace"
    POST = "post"
    NOTE = "note"
    IGNORED = "ignored"


class Heading(NamedTuple):
    """The field that a heading stands for and how surely: of two headings for one field the surer one has it."""

    field: Field
    strength: int


_EXACT: Final[dict[Field, str]] = {
    Field.SEQUENCE: "序号 编号 序 序列 序列号 行号 顺序号 号 no num seq # 排序",
    Field.NAME: (
        "姓名 名字 人员姓名 被推送人 被推送人姓名 人员 被推送人员 被排查人 返乡人员 当事人 "
        "对象 排查对象 name 旅客姓名 乘客姓名 群众姓名 居民姓名 本人姓名 申报人 申报人姓名 "
        "返乡人姓名 密接姓名 密接者姓名 姓名/name 人名 中文姓名 真实姓名 来返人员 涉疫人员 "
        "推送人员 购药人 推送对象 核查对象 被核查人 管控对象 隔离人员 重点人员 "
        "旅客 乘客 人员名单 来返人员姓名 返回人员"
    ),
    Field.SEX: "性别 sex gender 男/女 性別",
    Field.AGE: "年龄 岁数 age 周岁 年齡",
    Field.BORN: "出生日期 出生年月 出生年月日 生日",
    Field.ID_NUMBER: (
        "身份证 身份证号 身份证号码 身份证件号 身份证件号码 公民身份号码 公民身份证号 "
        "公民身份证号码 居民身份证号 居民身份证号码 身份号码 证件号 证件号码 证号 证件编号 "
        "有效证件号码 身份证明号码 护照号 护照号码 身份证/护照号 身份证(护照)号 idno idnumber "
        "身份証号码 身份标识 通行证号码"
    ),
    Field.ID_KIND: "证件类型 证件类别 证件种类 证件名称 身份证件类型 身份证件种类 idtype",
    Field.PHONE: (
        "电话 手机 手机号 手机号码 联系电话 联系方式 联系号码 电话号码 本人电话 本人手机 "
        "本人手机号 移动电话 手机号码/联系方式 电话/手机 手机/电话 联系电话/手机 固定电话 "
        "座机 联系手机 通讯方式 联络方式 联络电话 phone mobile tel telephone"
    ),
    Field.ADDRESS: (
        "地址 住址 现住址 现居住地址 现居住地 现住地址 现住地 居住地址 居住地 详细地址 目的地 "
        "目的地址 居住住址 目的地详细地址 家庭住址 家庭地址 现住址详细地址 现居地 现居地址 "
        "常住地址 居住详址 返乡地址 返乡地 来晋地址 住所 现住址_工作单位 现地址 隔离地址 "
        "到达地址 到达地 到达街道 来返地址 落脚点 落脚地 村居 村居住址 address 详址 现住详址 "
        "在温居住地址 居家地址 拟返地址 返回地址 返回地 抵达地 抵达地址 目的地住址 居住小区"
    ),
    Field.TOWN: (
        "乡镇 乡(镇) 镇 街道 街镇 乡镇街道 乡镇/街道 镇街 乡镇(街道) 所属乡镇 所在乡镇 "
        "现住乡镇 责任街道 去往街镇 所属街道 所在街道 现住街道 居住乡镇 居住街道 现住乡 现住乡(镇) 现居乡镇"
    ),
    Field.VILLAGE: (
        "村 村社区 村/社区 村(社区) 社区 所属村 所属村(社区) 所在村 所在村(社区) 村居委会 "
        "村(居)委会 村委会 村别 行政村 村名 所属村社区 所在村社区 村(居) 小区 社区/村 "
        "居住村 居住社区 居住村社区 现住村 现住社区 现住村社区 现居村 所在社区 所在小区"
    ),
    Field.HOUSEHOLD_ADDRESS: (
        "户籍地址 户籍地 户籍住址 户籍所在地 户籍地详址 户籍地详细地址 户口所在地 "
        "户籍家庭住址 户籍(家庭)住址 户籍 户口地址 籍贯 户籍详址"
    ),
    Field.POLICE_STATION: "户籍地派出所 派出所 辖区派出所",
    Field.FROM_PLACE: (
        "出发地 途经中高风险地区 旅居史 来源地 来源省市 来自 来自地址 来自何地 从何地来 "
        "何地返回 从何处返回 返回情况 涉疫地区 涉疫地区/事由 涉疫地 风险地区 中高风险地区 "
        "途经地 途经地区 途径地区 途径地 始发地 起点 旅居地 出发地址 来源地区 何处来 何地来 "
        "来晋前居住地 14天旅居史 省市 从何地返回 外出地 外出地点 返回地区 旅居地址 来地"
    ),
    Field.LEFT_ON: (
        "离开时间 离开日期 出发时间 出发日期 离开风险区时间 离开中高风险区时间 "
        "离开风险地区时间 离返时间 启程时间"
    ),
    Field.ARRIVED_ON: (
        "入晋时间 抵达日期 抵达时间 返乡时间 返乡日期 返回时间 返回日期 到达时间 到达日期 "
        "来返时间 返临时间 抵晋时间 抵兴时间 返兴时间 返晋时间 来晋时间 入县时间 到兴时间 "
        "回乡时间 到家时间 到本地时间 来兴时间 返县时间 入境时间 落地时间 来(返)时间 "
        "返(来)时间 来返日期 返家时间 到县时间 入陕时间 返村时间 返回日 抵返时间"
    ),
    Field.TRANSPORT: (
        "交通工具 乘坐交通 来返方式 来(返)方式 返回方式 出行方式 到达方式 交通方式 "
        "乘坐交通工具 乘坐工具 来方式 返乡方式 方式 来返交通 所乘交通工具 何种方式返回"
    ),
    Field.VEHICLE: (
        "车次/航班/车牌 车次 航班 航班号 车牌 车牌号 车牌号码 车次/航班 航班/车次 车次航班 "
        "班次 车次/航班号 车次航班车牌 车次/航班/车牌号 车号"
    ),
    Field.CATEGORY: (
        "推送类别 人员类别 人员类型 返回类型 类别 类型 人员分类 推送类型 人群类别 数据类型 "
        "风险类别 身份类型 风险等级"
    ),
    Field.SOURCE: "推送批次/来源 推送批次 推送来源 数据来源 来源 批次 协查函号",
    Field.PUSHED_ON: "推送时间 推送日期 下发时间 下发日期",
    Field.ASSIGNED_TOWN: "下派乡镇 下发乡镇 分派乡镇 责任乡镇",
    Field.ASSIGNED_VILLAGE: "下派村 下派村(社区) 下派社区 下派村社区 分派村",
    Field.RECEIVED_ON: "接收时间 接收日期",
    Field.VERIFIER: "核查人 排查人 核实人",
    Field.VERIFIED_ON: "核查时间 排查时间 核实时间 核查日期",
    Field.VERIFY_STATE: "排查状态 核查状态 状态",
    Field.VERIFY_RESULT: "排查结果 核查结果 核实结果 核查情况 排查情况 核实情况",
    Field.MEASURE: "管控措施 处置措施 处置(管控)措施 管控方式 处置管控措施 采取措施 防控措施",
    Field.MEASURE_FROM: (
        "管控开始 管控时间 开始时间 管控开始时间 开始隔离时间 隔离开始时间 隔离时间 开始观察日期"
    ),
    Field.MEASURE_TO: "应解除时间 预计解除时间 预计解除隔离时间 拟解除时间",
    Field.RELEASED_ON: "解除时间 解除隔离时间 实际解除时间 实际离开时间",
    Field.TESTED_ON: "最近核酸时间 核酸时间 核酸检测时间 采样时间",
    Field.TEST_RESULT: "最近核酸结果 核酸结果 核酸检测结果 核酸 核酸检测",
    Field.TRANSFERRED_TO: "移交去向 转出去向 流转目的",
    Field.HEALTH_CODE: "健康码 健康码颜色",
    Field.TRAVEL_CODE: "行程码 行程卡 通信行程卡",
    Field.VACCINATION: "疫苗接种 疫苗 疫苗接种情况 接种情况",
    Field.TEMPERATURE: "体温",
    Field.SITE: "隔离点 隔离地点 集中隔离点",
    Field.ROOM: "房间号 房号",
    Field.INDEX_CASE: "病人 关联病例 病例 病例姓名 感染者 感染者姓名",
    Field.RELATION: "关系 与病例关系 与户主关系",
    Field.CONTACT_ON: "末次接触时间 最后接触时间 末次接触日期",
    Field.REPORTED_ON: "上报日期 填报日期 上报时间 填报时间 报告时间",
    Field.WORKPLACE: "工作单位 单位 职业",
    Field.POST: "职务 职称 岗位 分工 职务/分工 科室",
    Field.NOTE: "备注 说明 备注说明 其他 其它 其他说明 备考 note remark remarks 情况说明",
}

# Province, city and county of the address in columns of their own: 现住址省, 居住地县区.
_REGION_OF_ADDRESS: Final = re.compile(r"^(?:现住|现居|居住|目的|返).{0,3}(?:[省市县]|(?<![小社])区)$")

# Read in this order; each is searched for in a heading that is no exact synonym.
_RULES: Final[tuple[tuple[re.Pattern[str], Field, int], ...]] = tuple(
    (re.compile(pattern), field, strength)
    for pattern, field, strength in (
        (r"人数|条数|户数|总数|小计|合计|占比|比例|率$|[%％]", Field.IGNORED, 0),
        (_REGION_OF_ADDRESS.pattern, Field.IGNORED, 0),
        (r"(?:身份证|证件|户口簿?).*(?:地址|住址)", Field.HOUSEHOLD_ADDRESS, 4),
        (
            # about the number or the phone, not it: 手机号归属地, 电话核实情况, 身份证有效期
            r"(?:身份证|证件|护照|通行证|手机|电话|联系方式).*(?:归属|有效|是否|情况|结果|状态|时间|日期|次数|截图|照片|接通|机主|运营商)"
            r"|(?:是否|有无).*(?:身份证|证件|护照|手机|电话|联系)|(?:途经|停留).*时间",
            Field.IGNORED,
            0,
        ),
        (
            r"(?:包保|网格|包联|责任|五包|联络[员人]|专干|户主|家长|家属|监护|紧急|填报|填表|上报|医生|民警|负责|街镇联系|亲属|同住|领导|房东"
            r"|联系人|核查人|排查人|同行|采样|经办|镇包|村包|报告人|接收人|(?<!被)推送人|签收|报送|村医|村干部|村委|居委|社区|乡镇|专班|卡口).*(?:电话|手机|号码|联系方式)",
            Field.RESPONSIBLE_PHONE,
            5,
        ),
        (
            r"包保|网格[员长]|包联|责任人|五包|联络[员人]|专干|户主|家长|监护|填报人|填表人|上报人|签[字名]|联系人|同住人?姓|家属姓名|亲属姓名",
            Field.RESPONSIBLE,
            5,
        ),
        (r"病例|感染者|阳性", Field.INDEX_CASE, 4),
        (r"(?:证件|证照).*(?:类型|类别|种类)", Field.ID_KIND, 5),
        (r"身份证|证件号|证件编号|身份号|护照|通行证|id(?:no|number|card)|证号", Field.ID_NUMBER, 5),
        (r"出生", Field.BORN, 5),
        (r"姓名|名字|^[来返回入抵到]\w{0,3}人员$", Field.NAME, 5),
        (r"末次接触|最后接触", Field.CONTACT_ON, 5),
        (r"核酸.*(?:时间|日期)|采样.*(?:时间|日期)", Field.TESTED_ON, 5),
        (r"核酸|抗原|检测结果", Field.TEST_RESULT, 4),
        (r"(?:应|预计|拟).*解除", Field.MEASURE_TO, 5),
        (r"解除.*(?:时间|日期)", Field.RELEASED_ON, 5),
        (r"(?:隔离|管控|观察|监测).*(?:开始|起始|时间|日期)|开始.*(?:隔离|管控|观察)", Field.MEASURE_FROM, 5),
        (r"推送.*(?:时间|日期)|下发.*(?:时间|日期)", Field.PUSHED_ON, 5),
        (r"接收.*(?:时间|日期)", Field.RECEIVED_ON, 5),
        (r"(?:核查|排查|核实).*(?:时间|日期)", Field.VERIFIED_ON, 5),
        (r"(?:上报|填报|报告|登记|录入).*(?:时间|日期)", Field.REPORTED_ON, 5),
        (r"(?:离开|出发|启程|离).*(?:时间|日期)", Field.LEFT_ON, 5),
        (r"(?:到|抵|返|入|回|来|落地).*(?:时间|日期)", Field.ARRIVED_ON, 5),
        (r"(?:手机|电话|联系方式|联系号码|phone|mobile|tel)", Field.PHONE, 5),
        (r"户籍|户口", Field.HOUSEHOLD_ADDRESS, 5),
        (r"下派.*(?:村|社区)", Field.ASSIGNED_VILLAGE, 5),
        (r"下派", Field.ASSIGNED_TOWN, 5),
        (
            r"旅居|途[经径]|出发地|来源地|来自|始发|风险地区|涉疫|从何|何地|何处|外出地|离开地",
            Field.FROM_PLACE,
            5,
        ),
        (r"^(?:现住|现居|居住|目的|返).{0,3}(?:乡镇|镇街|街镇)(?:街道)?$", Field.TOWN, 5),
        (r"^(?:现住|现居|居住|目的|返).{0,3}(?:村|社区|村社区|村居)$", Field.VILLAGE, 5),
        (r"车次|航班|车牌", Field.VEHICLE, 5),
        (r"交通|(?:[来返到回]|出行|乘坐).*方式", Field.TRANSPORT, 3),
        (
            r"(?:现|目前|实际|详细|目的|到达|返|居住|居家|在.).*(?:住址|地址|居住地|住地|详址)|目的地",
            Field.ADDRESS,
            6,
        ),
        (r"住址|地址|居住地|住所", Field.ADDRESS, 4),
        (r"(?:目前|当前|现在?)(?:所在|位置|所处)", Field.ADDRESS, 3),
        (r"疫苗", Field.VACCINATION, 5),
        (r"健康码", Field.HEALTH_CODE, 5),
        (r"行程[码卡]", Field.TRAVEL_CODE, 5),
        (r"体温", Field.TEMPERATURE, 5),
        (r"措施", Field.MEASURE, 4),
        (r"结果|结论", Field.VERIFY_RESULT, 3),
        (r"类别|类型", Field.CATEGORY, 3),
        (r"备注", Field.NOTE, 5),
        (r"^(?:序号|编号)", Field.SEQUENCE, 5),
        (r"^性别", Field.SEX, 5),
        (r"^年龄", Field.AGE, 5),
    )
)

_WEAK: Final = {
    "家庭住址": 5,
    "家庭地址": 5,
    "地址": 6,
    "住址": 6,
    "常住地址": 6,
    "目的地": 7,
    "人员": 4,
    "对象": 4,
    "村居": 6,
    "号": 2,
    "方式": 2,
}
_EXACTLY: Final = 9
_BRACKETS: Final = re.compile(r"[(\[【<《〈].*?[)\]】>》〉]")
_MARKS: Final = re.compile(r"[\s*＊:：.。,，、\-—_?？!！'\"“”‘’;；|]+")
_NUMBERED: Final = re.compile(r"^(?:[0-9]{1,2}|[①-⑳]|[(（][0-9]{1,2}[)）])[.、\s]*(?=\D)")
_LONGEST: Final = 40


def normalise_heading(text: str) -> str:
    """Give a heading without spaces, line breaks, marks and case, in half-width forms; brackets stay."""
    return _MARKS.sub("", _NUMBERED.sub("", plain(text))).lower()


@lru_cache(maxsize=4096)
def read_heading(text: str) -> Heading | None:
    """Find the field that a heading stands for; None for a text that is no known heading."""
    if len(text) > _LONGEST:
        return None
    whole = normalise_heading(text)
    if not whole:
        return None
    short = normalise_heading(_BRACKETS.sub("", plain(text))) or whole
    for form in (whole, short):
        if field := _BY_HEADING.get(form):
            return Heading(field, _WEAK.get(form, _EXACTLY))
    for pattern, field, strength in _RULES:
        if pattern.search(short):
            return None if field is Field.IGNORED else Heading(field, strength)
    return None


def tells_region_of_address(text: str) -> bool:
    """Tell whether a heading stands over the province, city or county of the address."""
    return bool(_REGION_OF_ADDRESS.search(normalise_heading(_BRACKETS.sub("", plain(text)))))


def is_known_heading(text: str) -> bool:
    """Tell whether a text is, word for word, a heading of the registers or a usual synonym."""
    return normalise_heading(text) in _BY_HEADING


_BY_HEADING: Final = {
    normalise_heading(heading): field for field, headings in _EXACT.items() for heading in headings.split()
}
