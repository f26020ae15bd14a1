"""Addresses of risk areas."""

from __future__ import annotations

from django.urls import path

from lianfang.accounts.access import needs
from lianfang.risk import views
from lianfang.risk.tables import NoticeTable, RefusedTable, RiskTable
from lianfang.shared.tables.views import table_paths

app_name = "risk"
urlpatterns = [
    *table_paths(RiskTable, needs, "", name="list"),
    *table_paths(NoticeTable, needs, "notices/", name="notices"),
    *table_paths(RefusedTable, needs, "refused/", name="refused"),
    path("entrance/", views.entrance, name="entrance"),
    path("public/", views.public_page, name="public"),
    path("declare/", views.declare_page, name="declare"),
    path("import/", views.import_page, name="import"),
    path("areas/<int:spell_id>/", views.area_page, name="area"),
    path("notices/<int:notice_id>/", views.notice_page, name="notice"),
    path("refused/<int:line_id>/", views.line_page, name="line"),
    path("refused/<int:line_id>/settle/", views.settle, name="settle"),
]
