"""A local order from its pattern to two signatures; somebody reports by link; whoever is due is released at once."""

from __future__ import annotations

import re

import pytest

from .conftest import Sit
from .givens import DESK, OFFICE, TOWN
from .seat import PHONE

pytestmark = [pytest.mark.journey, pytest.mark.slow]


def test_a_local_order_is_drafted_tried_and_signed_by_two(sit: Sit) -> None:
    # Given the pattern that a draft begins with
    office, commander = sit(OFFICE), sit("commander")
    office.open("/law/")
    office.press("起草命令")
    pattern = office.page.get_by_label("命令文本").input_value()
    # When it is saved before anything was written into it, it is kept and its lines are named
    office.press("保存并检查")
    office.page.wait_for_url(re.compile(r"/law/\d+/$"))
    address = office.page.url.removeprefix(office.county.url)
    assert office.page.locator("tr.is-bad").count()
    assert not office.page.get_by_role("button", name="签发").count()
    # And when it is written, it is tried on those under control now
    office.press("修改文本")
    written = pattern.replace("在此写命令的名称", "县城返乡人员管理的通知").replace(
        "在此写文号", "兴防指发〔2022〕8号"
    )
    office.fill("命令文本", written.replace("在此写出处", "县指挥部会议纪要"))
    office.press("保存并检查")
    office.press("用在管措施试算")
    office.press("开始试算")
    office.reads("管控中")
    # Then the office signs it, and the commander's signature puts it in force
    office.open(address)
    office.press("签发")
    office.agree()
    office.reads("一人已签")
    commander.open(address)
    commander.press("签发")
    commander.agree()
    commander.reads("县城返乡人员管理的通知")
    assert not commander.page.get_by_role("button", name="签发").count()
    # And before its hour it can still be withdrawn, with a reason
    commander.press("撤销")
    commander.fill("原因", "上级另有通知", "#panel-body")
    commander.press_in_panel("撤销")
    commander.reads("上级另有通知")


def test_somebody_at_home_reports_by_a_link_without_signing_in(sit: Sit) -> None:
    desk, phone = sit(DESK), sit("grid001", PHONE)
    desk.open("/care/?place=home")
    desk.rows().last.get_by_role("link").first.click()
    desk.page.wait_for_url(re.compile(r"/care/\d+/$"))
    desk.press("本人链接")
    link = desk.page.locator(".lf-care-link code").first.inner_text()
    phone.page.context.clear_cookies()  # somebody else's telephone
    phone.page.goto(link)
    phone.reads("报告体温")
    phone.page.get_by_label("体温").fill("36.4")
    phone.press("发出", "body")
    phone.reads("谢谢，已登记")
    assert phone.overflow() <= 0
    desk.page.reload()
    desk.reads("36.4")


def test_those_who_are_due_are_released_at_once_and_the_others_stay(sit: Sit) -> None:
    town = sit(TOWN)
    town.open("/care/releases/")
    boxes = town.page.locator("input[name=pick]")
    for number in range(3):
        boxes.nth(number).check()
    town.press("解除", ".lf-picked")
    town.agree()
    town.reads("时间未到")
