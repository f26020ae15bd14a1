"""Addresses of local orders."""

from __future__ import annotations

from django.urls import path

from lianfang.accounts.access import needs
from lianfang.law import views
from lianfang.law.tables import LocalOrderTable
from lianfang.shared.tables.views import table_paths

app_name = "law"
urlpatterns = [
    *table_paths(LocalOrderTable, needs, "", name="list"),
    path("draft/", views.draft, name="draft"),
    path("<int:local_order_id>/", views.order_page, name="order"),
    path("<int:local_order_id>/edit/", views.edit, name="edit"),
    path("<int:local_order_id>/sign/", views.sign, name="sign"),
    path("<int:local_order_id>/withdraw/", views.withdraw, name="withdraw"),
]
