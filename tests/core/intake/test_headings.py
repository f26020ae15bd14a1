"""Where headings are and what columns hold, on sheets of every kind."""

from lianfang.core.intake.cells import Cell, Sheet
from lianfang.core.intake.headings import Column, Field, Layout, find_layout, may_be_headings, read_headings

F = Field
ID = "420107201412240000"
ROW: list[Cell] = ["1", "马芳东", ID, "15458085012"]
HEADER: list[Cell] = ["序号", "姓名", "身份证号", "电话"]


def sheet(*rows: list[Cell]) -> Sheet:
    return Sheet("名单", list(enumerate(rows, start=1)))


def find(*rows: list[Cell], before: Layout | None = None, saved: dict[str, Field] | None = None) -> Layout:
    layout = find_layout(sheet(*rows), saved, before)
    assert layout
    return layout


def fields(layout: Layout) -> list[Field | None]:
    return [column.field for column in layout.columns]


def test_headings_in_the_first_row() -> None:
    layout = find(HEADER, ROW)
    assert (layout.header_row, layout.first_row) == (1, 2)
    assert fields(layout) == [F.SEQUENCE, F.NAME, F.ID_NUMBER, F.PHONE]
    assert layout.get_columns(F.PHONE) == (3,)
    assert layout.get_columns(F.ADDRESS) == ()
    assert layout.get_heading(F.ID_NUMBER) == "身份证号"
    assert layout.get_heading(F.ADDRESS) == ""


def test_headings_below_titles_report_lines_and_blank_lines() -> None:
    layout = find(
        ["附件1", "", "", "第3批"],
        ["兴县疫情防控大数据推送人员名单（2022年2月28日第3批）", "", "", ""],
        ["报送单位：市大数据专班    日期：2022-02-28", "", "", ""],
        ["填表人：王某", "", "联系电话：0358-6322345", ""],
        ["", "", "", ""],
        HEADER,
        ROW,
    )
    assert (layout.header_row, layout.first_row) == (6, 7)


def test_columns_of_numbers_and_blank_headings_are_kept_apart() -> None:
    layout = find(["序号", "", "姓名", "电话"], ["1", "x", "马芳东", "15458085012"])
    assert layout.columns == (
        Column(0, "序号", F.SEQUENCE),
        Column(2, "姓名", F.NAME),
        Column(3, "电话", F.PHONE),
    )


def test_two_rows_of_headings_under_a_group() -> None:
    layout = find(
        ["序号", "姓名", "身份证号", "行程信息", "", "", "备注"],
        ["", "", "", "离开时间", "返回时间", "方式", ""],
        ["1", "马芳东", ID, "2022-02-20", "2022-02-21", "火车", ""],
    )
    assert (layout.header_row, layout.first_row) == (1, 3)
    assert fields(layout) == [F.SEQUENCE, F.NAME, F.ID_NUMBER, F.LEFT_ON, F.ARRIVED_ON, F.TRANSPORT, F.NOTE]


def test_merged_headings_that_a_reader_filled_downwards() -> None:
    layout = find(
        ["姓名", "身份证号", "行程"],
        ["姓名", "身份证号", "返回时间", "车次"],
        ["马芳东", ID, "2月21日", "K604"],
    )
    assert fields(layout) == [F.NAME, F.ID_NUMBER, F.ARRIVED_ON, F.VEHICLE]
    assert layout.columns[0].heading == "姓名"


def test_three_rows_of_headings() -> None:
    layout = find(
        ["序号", "人员情况", "", "", ""],
        ["", "姓名", "证件号码", "到达情况", ""],
        ["", "", "", "到达时间", "车次"],
        ["1", "马芳东", ID, "2月21日", "K604"],
    )
    assert (layout.header_row, layout.first_row) == (1, 4)
    assert fields(layout) == [F.SEQUENCE, F.NAME, F.ID_NUMBER, F.ARRIVED_ON, F.VEHICLE]


def test_names_and_phones_under_somebody_elses_group_are_not_the_travellers() -> None:
    layout = find(
        ["姓名", "身份证号", "联系电话", "包保人", ""],
        ["", "", "", "姓名", "电话"],
        ["马芳东", ID, "15458085012", "王某", "15400000001"],
    )
    assert fields(layout) == [F.NAME, F.ID_NUMBER, F.PHONE, F.RESPONSIBLE, F.RESPONSIBLE_PHONE]


def test_the_phone_behind_somebody_elses_name_is_that_persons() -> None:
    layout = find(
        ["姓名", "身份证号", "手机号", "网格员", "联系电话"], ["马芳东", ID, "15458085012", "王某", ""]
    )
    assert fields(layout)[2:] == [F.PHONE, F.RESPONSIBLE, F.RESPONSIBLE_PHONE]


def test_a_traveller_may_have_several_phones_and_numbers() -> None:
    layout = find(["姓名", "身份证号", "护照号", "手机号", "固定电话"], ["马芳东", ID, "", "15458085012", ""])
    assert layout.get_columns(F.PHONE) == (3, 4)
    assert layout.get_columns(F.ID_NUMBER) == (1, 2)


def test_of_two_addresses_the_surer_is_the_address_and_home_becomes_the_household() -> None:
    layout = find(
        ["姓名", "身份证号", "家庭住址", "现住址", "地址"], ["马芳东", ID, "兴县", "兴县蔚汾镇", "x"]
    )
    assert fields(layout) == [F.NAME, F.ID_NUMBER, F.HOUSEHOLD_ADDRESS, F.ADDRESS, None]


def test_a_heading_that_nobody_knows_is_told_by_its_cells() -> None:
    rows = [["1", name, number, "15458085012"] for name, number in (("马芳东", ID), ("任鹏国", "不详"))]
    layout = find(["序号", "谁", "号牌", "打这个"], *rows, saved={"号牌": F.ID_NUMBER, "打这个": F.PHONE})
    assert fields(layout) == [F.SEQUENCE, F.NAME, F.ID_NUMBER, F.PHONE]
    layout = find(["姓名", "联系电话", "号牌"], ["马芳东", "", ID], ["任鹏国", "", "", ID])
    assert layout.get_columns(F.ID_NUMBER) == (2,)


def test_a_column_without_a_heading_is_told_by_its_cells() -> None:
    layout = find(["序号", "姓名", "电话"], ["1", "马芳东", "15458085012", ID])
    assert layout.columns[3] == Column(3, "", F.ID_NUMBER)


def test_a_saved_heading_wins_whatever_its_spaces() -> None:
    header: list[Cell] = ["序号", "姓名", "身份证号", "电话", "去 向"]
    assert fields(find(header, ROW))[4] is None
    layout = find(header, ROW, saved={"去向": F.ADDRESS, "电话": F.RESPONSIBLE_PHONE})
    assert fields(layout)[3:] == [F.RESPONSIBLE_PHONE, F.ADDRESS]


def test_sheets_without_people_have_no_layout() -> None:
    assert find_layout(sheet()) is None
    assert find_layout(sheet(["本表数据请当日核查完毕，事不过夜。"])) is None
    assert find_layout(sheet(["代码", "名称"], ["1", "省外返回"], ["2", "省内返回"])) is None
    assert find_layout(sheet(["乡镇", "推送人数", "已核查"], ["蔚汾镇", "120", "100"])) is None
    assert find_layout(sheet(["姓名", "填写真实姓名"], ["身份证号", "18位"], ["联系电话", "11位"])) is None
    assert find_layout(sheet(["字段", "说明"], ["姓名", "必填"])) is None
    assert find_layout(sheet(["姓名", "备注"], ["马芳东", "x"])) is None


def test_a_roster_of_staff_is_no_list() -> None:
    roster = sheet(["乡镇", "姓名", "职务", "联系电话"], ["蔚汾镇", "李某某", "镇长", "15412345678"])
    assert find_layout(roster) is None
    assert find_layout(roster, None, find(HEADER, ROW)) is None


def test_headings_too_few_to_be_sure_are_taken_where_the_cells_are_plainly_peoples() -> None:
    title = ["报送单位", "县卫健局", "日期", "2022-02-28"]
    layout = find_layout(sheet(title, ["序号", "谁", "号牌", "打这个"], ["1", "马芳东", ID, "15458085012"]))
    assert layout is None  # nothing known but the ordinal
    layout = find_layout(sheet(["谁", "号牌", "返乡时间", "性别"], ["马芳东", ID, "2月26日", "女"]))
    assert layout is not None
    assert layout.first_row == 2
    assert fields(layout) == [F.NAME, F.ID_NUMBER, F.ARRIVED_ON, F.SEX]
    staff = sheet(["谁", "职务", "号牌", "性别"], ["马芳东", "镇长", ID, "女"])
    assert find_layout(staff) is None


def test_a_list_of_names_and_addresses_is_one() -> None:
    assert fields(find(["姓名", "性别", "现住址"], ["马芳东", "女", "蔚汾镇"])) == [F.NAME, F.SEX, F.ADDRESS]


def test_a_list_without_names_is_still_one() -> None:
    layout = find(["证件号码", "手机号", "说明"], [ID, "15458085012", "x"])
    assert fields(layout) == [F.ID_NUMBER, F.PHONE, F.NOTE]


def test_a_sheet_that_goes_on_without_headings_takes_the_layout_before() -> None:
    before = find(HEADER, ROW)
    for number in (ID, ""):
        layout = find(["241", "任鹏国", number, "15429754951"], ["242", "卢颖艳", ID, ""], before=before)
        assert (layout.header_row, layout.first_row) == (0, 1)
        assert layout.columns == before.columns


def test_headings_in_the_middle_of_a_sheet_that_goes_on_do_not_hide_its_first_rows() -> None:
    layout = find(["241", "任鹏国", ID, "15429754951"], HEADER, ROW, before=find(HEADER, ROW))
    assert layout.first_row == 1


def test_a_sheet_without_any_headings_is_told_by_its_cells() -> None:
    layout = find(ROW, ["2", "任鹏国", "510502194208090008", ""])
    assert layout.header_row == 0
    assert fields(layout) == [F.NAME, F.ID_NUMBER, F.PHONE]
    assert find_layout(sheet(["马芳东", "任鹏国"])) is None
    assert find_layout(sheet(["马芳东", "15458085012"])) is None


def test_a_line_of_data_cannot_be_headings() -> None:
    assert may_be_headings(["姓名", "电话"])
    assert not may_be_headings(["姓名", "姓名", ""])
    assert not may_be_headings(["马芳东", ID])
    assert not may_be_headings(["日期：2022年", "x"])
    assert not may_be_headings(["马芳东", "2月21日"])


def test_headings_in_the_middle_are_read_with_those_below() -> None:
    lines = list(
        enumerate([["序号", "姓名", "行程"], ["", "", "返回时间"], ["1", "马芳东", "2月21日"]], start=40)
    )
    assert read_headings(lines, {}) is None  # a name and a day are no list
    lines[0] = (40, ["身份证号", "姓名", "行程"])
    layout = read_headings(lines, {})
    assert layout
    assert (layout.header_row, layout.first_row) == (40, 42)
    assert fields(layout) == [F.ID_NUMBER, F.NAME, F.ARRIVED_ON]


def test_headings_with_a_day_or_a_colon_in_them_are_still_headings() -> None:
    layout = find([*HEADER, "2022年2月1日以来旅居史", "体温:早/晚"], [*ROW, "道县", "36.5"])
    assert layout.header_row == 1
    assert fields(layout)[4:] == [F.FROM_PLACE, F.TEMPERATURE]


def test_lower_text_that_contradicts_a_plain_heading_is_no_heading() -> None:
    layout = find(["姓名", "身份证号", "备注"], ["张三", "", "返回时间"], ["马芳东", ID, ""])
    assert layout.first_row == 2 or layout.columns[0].field is F.NAME
    assert find_layout(sheet(["姓名", "填写姓名", "是"], ["身份证号", "18位", "是"])) is None
