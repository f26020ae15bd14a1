"""Addresses of zones."""

from __future__ import annotations

from django.urls import path

from lianfang.accounts.access import needs
from lianfang.shared.tables.views import table_paths
from lianfang.zones import views
from lianfang.zones.deeds import DEEDS
from lianfang.zones.tables import ExposureTable, InsideTable, NeedTable, ZoneTable

app_name = "zones"
urlpatterns = [
    *table_paths(ZoneTable, needs, "", name="list"),
    *table_paths(NeedTable, needs, "needs/", name="needs"),
    *table_paths(ExposureTable, needs, "exposed/", name="exposed"),
    path("draw/", views.draw_page, name="draw"),
    path("needs/<int:need_id>/", views.need_page, name="need_page"),
    path("needs/<int:need_id>/serve/", views.serve, name="serve"),
    path("rounds/<int:round_id>/", views.count_page, name="count"),
    path("<int:zone_id>/", views.zone_page, name="zone"),
    path("<int:zone_id>/notice/", views.notice, name="notice"),
    *table_paths(InsideTable, needs, "<int:zone_id>/inside/", name="inside"),
    *(path(f"<int:zone_id>/{name}/", views.deed_view(name), name=name) for name in DEEDS),
]
