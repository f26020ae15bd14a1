"""Addresses of orders."""

from __future__ import annotations

from django.urls import path

from lianfang.accounts.access import needs
from lianfang.orders import issue_views, law_views, proposal_views, trial_views, views
from lianfang.orders.deeds import DEEDS
from lianfang.orders.due_tables import TestTable
from lianfang.orders.ledger import OrderLedger
from lianfang.orders.proposal_tables import ProposalTable, TrialTable
from lianfang.orders.tables import OrderTable, ReleaseTable
from lianfang.shared.tables.views import table_paths

app_name = "orders"
urlpatterns = [
    *table_paths(OrderTable, needs, "", name="list"),
    *table_paths(TestTable, needs, "tests/", name="tests"),
    *table_paths(ReleaseTable, needs, "releases/", name="releases"),
    *table_paths(OrderLedger, needs, "ledger/", name="ledger"),
    *table_paths(ProposalTable, needs, "proposals/", name="proposals"),
    *table_paths(TrialTable, needs, "trial/<int:local_order_id>/people/", name="trial_people"),
    path("trial/<int:local_order_id>/", trial_views.trial_page, name="trial"),
    path("proposals/<int:proposal_id>/", proposal_views.proposal_page, name="one_proposal"),
    path("proposals/<int:proposal_id>/accept/", proposal_views.accept, name="accept"),
    path("proposals/<int:proposal_id>/decline/", proposal_views.decline, name="decline"),
    path("law/", law_views.editions, name="law"),
    path("law/compare/", law_views.compared, name="compare_law"),
    path("law/<str:edition_id>/", law_views.edition_page, name="edition"),
    path("issue/", issue_views.issue_page, name="issue"),
    path("issue/proposal/", issue_views.proposal, name="proposal"),
    path("tests/<int:test_id>/result/", views.record_result, name="record_result"),
    path("<int:order_id>/", views.order_page, name="order"),
    *(path(f"<int:order_id>/{name}/", views.deed_view(name), name=name) for name in DEEDS),
]
