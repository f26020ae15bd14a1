"""Addresses of orders."""

from __future__ import annotations

from django.urls import path

from lianfang.accounts.access import needs
from lianfang.orders import issue_views, law_views, views
from lianfang.orders.deeds import DEEDS
from lianfang.orders.due_tables import TestTable
from lianfang.orders.ledger import OrderLedger
from lianfang.orders.tables import OrderTable, ReleaseTable
from lianfang.shared.tables.views import table_paths

app_name = "orders"
urlpatterns = [
    *table_paths(OrderTable, needs, "", name="list"),
    *table_paths(TestTable, needs, "tests/", name="tests"),
    *table_paths(ReleaseTable, needs, "releases/", name="releases"),
    *table_paths(OrderLedger, needs, "ledger/", name="ledger"),
    path("law/", law_views.editions, name="law"),
    path("law/compare/", law_views.compared, name="compare_law"),
    path("law/<str:edition_id>/", law_views.edition_page, name="edition"),
    path("issue/", issue_views.issue_page, name="issue"),
    path("issue/proposal/", issue_views.proposal, name="proposal"),
    path("tests/<int:test_id>/result/", views.record_result, name="record_result"),
    path("<int:order_id>/", views.order_page, name="order"),
    *(path(f"<int:order_id>/{name}/", views.deed_view(name), name=name) for name in DEEDS),
]
