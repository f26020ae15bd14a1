"""Addresses of isolation sites."""

from __future__ import annotations

from django.urls import path

from lianfang.accounts.access import needs
from lianfang.isolation import daily_views, views
from lianfang.isolation.daily_tables import ReportTable, RoundTable, SampleTable, StaffTable, WasteTable
from lianfang.isolation.tables import RoomTable, SiteTable, StayTable, WaitingTable
from lianfang.shared.tables.views import table_paths

app_name = "isolation"
urlpatterns = [
    *table_paths(SiteTable, needs, "", name="list"),
    *table_paths(WaitingTable, needs, "waiting/", name="waiting"),
    *table_paths(StayTable, needs, "people/", name="stays"),
    *table_paths(RoomTable, needs, "rooms/", name="rooms"),
    *table_paths(RoundTable, needs, "rounds/", name="rounds"),
    *table_paths(StaffTable, needs, "staff/", name="staff"),
    *table_paths(WasteTable, needs, "waste/", name="waste"),
    *table_paths(SampleTable, needs, "samples/", name="samples"),
    *table_paths(ReportTable, needs, "reports/", name="reports"),
    path("enter/", views.enter_page, name="enter"),
    path("capacity/", daily_views.capacity_page, name="capacity"),
    path("meals/", daily_views.meals_page, name="meals"),
    path("rounds/<int:round_id>/tick/", daily_views.tick, name="tick"),
    path("<int:site_id>/", views.site_page, name="site"),
    path("<int:site_id>/day/", daily_views.day_page, name="day"),
    path("<int:site_id>/measure/", daily_views.measure_page, name="measure"),
    path("<int:site_id>/report/", daily_views.report_page, name="report"),
    path("rooms/<int:room_id>/", views.room_page, name="room"),
    path("people/<int:stay_id>/", views.stay_page, name="stay"),
    *(path(f"<int:site_id>/{name}/", view, name=f"do_{name}") for name, view in views.site_deeds().items()),
    *(
        path(f"rooms/<int:room_id>/{name}/", view, name=f"do_{name}")
        for name, view in views.room_deeds().items()
    ),
    *(
        path(f"people/<int:stay_id>/{name}/", view, name=f"do_{name}")
        for name, view in views.stay_deeds().items()
    ),
]
