"""Addresses of care."""

from __future__ import annotations

from django.urls import path

from lianfang.accounts.access import needs
from lianfang.care import home_views, paper_views, task_views, views
from lianfang.care.tables import CareTable, CheckTable, LackingTable
from lianfang.care.task_tables import (
    AskedTable,
    BreachTable,
    HandOverTable,
    MemberTable,
    PaperTable,
    ReleasePaperTable,
    TransferTable,
)
from lianfang.shared.tables.views import table_paths

app_name = "care"
urlpatterns = [
    *table_paths(CareTable, needs, "", name="list"),
    *table_paths(LackingTable, needs, "lacking/", name="lacking"),
    *table_paths(CheckTable, needs, "checks/", name="checks"),
    *table_paths(AskedTable, needs, "asked/", name="asked"),
    *table_paths(TransferTable, needs, "transfers/", name="transfers"),
    *table_paths(BreachTable, needs, "breaches/", name="breaches"),
    *table_paths(PaperTable, needs, "papers/", name="papers"),
    *table_paths(HandOverTable, needs, "handovers/", name="hand_overs"),
    *table_paths(MemberTable, needs, "members/", name="members"),
    *table_paths(ReleasePaperTable, needs, "releases/", name="releases"),
    path("round/", views.round_page, name="round"),
    path("checks/draw/", task_views.draw_checks, name="draw"),
    path("checks/<int:check_id>/", task_views.check_page, name="check"),
    path("checks/<int:check_id>/call/<int:phone_id>/", task_views.call_check, name="call_check"),
    path("checks/<int:check_id>/found/", task_views.record_check, name="record_check"),
    path("checks/<int:check_id>/need/", task_views.step_need, name="step_need"),
    path("transfers/<int:transfer_id>/", task_views.transfer_page, name="transfer"),
    path("transfers/<int:transfer_id>/step/", task_views.step_transfer, name="step_transfer"),
    path("breaches/<int:breach_id>/", task_views.breach_page, name="breach"),
    path("handovers/<int:hand_over_id>/", task_views.hand_over_page, name="hand_over"),
    path("handovers/<int:hand_over_id>/receipt/", task_views.record_receipt, name="record_receipt"),
    path("papers/<int:paper_id>/", paper_views.paper_page, name="paper"),
    path("papers/<int:paper_id>/docx/", paper_views.paper_word, name="paper_word"),
    path("papers/<int:paper_id>/sign/", paper_views.sign, name="sign"),
    path("bundles/<int:bundle_id>/", paper_views.bundle_page, name="bundle"),
    path("bundles/<int:bundle_id>/docx/", paper_views.bundle_word, name="bundle_word"),
    path("homes/<int:lead_id>/", home_views.home_page, name="home"),
    path("members/open/", home_views.open_members, name="open_members"),
    path("members/<int:member_id>/settle/", home_views.settle_member, name="settle_member"),
    path("v/<str:token>/", paper_views.verify_page, name="verify"),
    path("r/<str:token>/", paper_views.report_page, name="report"),
    path("<int:order_id>/", views.order_page, name="order"),
    path("<int:order_id>/measure/", views.measure, name="measure"),
    path("<int:order_id>/needs/", views.add_need, name="add_need"),
    path("<int:order_id>/needs/<int:need_id>/end/", views.drop_need, name="drop_need"),
    path("<int:order_id>/link/", views.link, name="link"),
    path("<int:order_id>/breach/", task_views.report_breach, name="report_breach"),
    path("<int:order_id>/paper/", paper_views.issue, name="issue"),
    path("<int:order_id>/handover/", task_views.hand_over, name="hand_to_county"),
]
