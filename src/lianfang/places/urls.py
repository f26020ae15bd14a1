"""Addresses of areas and grids."""

from __future__ import annotations

from django.urls import path

from lianfang.places import views

app_name = "places"
urlpatterns = [
    path("", views.tree, name="tree"),
    path("areas/<str:area_code>/", views.area_page, name="area"),
    path("grids/<str:grid_code>/", views.grid_page, name="grid"),
]
