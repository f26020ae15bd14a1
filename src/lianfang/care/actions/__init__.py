"""Writes of care, each in one transaction with its step, its audit entry and its news."""

from lianfang.care.actions.homes import MemberIn, record_home_check, settle_member
from lianfang.care.actions.joining import open_member_leads
from lianfang.care.actions.links import link_holds, make_link, report_by_link, revoke_link
from lianfang.care.actions.measuring import MeasurementIn, record_measurements
from lianfang.care.actions.papers import (
    hand_over,
    issue_paper,
    issue_papers,
    record_receipt,
    release_many,
    release_with_paper,
    sign_paper,
)
from lianfang.care.actions.supervising import (
    call_drawn,
    draw_checks,
    follow_breach,
    record_check,
    report_breach,
    step_need,
)
from lianfang.care.actions.transferring import step_transfer

__all__ = [
    "MeasurementIn",
    "MemberIn",
    "call_drawn",
    "draw_checks",
    "follow_breach",
    "hand_over",
    "issue_paper",
    "issue_papers",
    "link_holds",
    "make_link",
    "open_member_leads",
    "record_check",
    "record_home_check",
    "record_measurements",
    "record_receipt",
    "release_many",
    "release_with_paper",
    "report_breach",
    "report_by_link",
    "revoke_link",
    "settle_member",
    "sign_paper",
    "step_need",
    "step_transfer",
]
