"""Addresses of point to point."""

from __future__ import annotations

from django.urls import path

from lianfang.accounts.access import needs
from lianfang.shared.tables.views import table_paths
from lianfang.transit import views
from lianfang.transit.tables import ArrivalTable, JourneyTable, RideTable, VehicleTable

app_name = "transit"
urlpatterns = [
    *table_paths(JourneyTable, needs, "", name="list"),
    *table_paths(ArrivalTable, needs, "people/", name="people"),
    *table_paths(RideTable, needs, "rides/", name="rides"),
    *table_paths(VehicleTable, needs, "vehicles/", name="vehicles"),
    path("expect/", views.expect_page, name="expect"),
    path("waiting/", views.waiting_page, name="waiting"),
    path("waiting/enter/", views.place_page, name="add_place"),
    path("waiting/<int:place_id>/", views.comfort_page, name="give_out"),
    path("vehicles/enter/", views.vehicle_page, name="add_vehicle"),
    path("rides/open/", views.open_ride_page, name="open_ride"),
    path("rides/<int:ride_id>/", views.ride_page, name="ride"),
    path("rides/<int:ride_id>/receipt/", views.receipt, name="receipt"),
    path("people/<int:arrival_id>/<slug:move>/", views.turn_person, name="turn_person"),
    path("<int:journey_id>/", views.journey_page, name="journey"),
    path("<int:journey_id>/register/", views.register, name="register"),
    path("<int:journey_id>/<slug:move>/", views.turn_journey, name="turn_journey"),
]
