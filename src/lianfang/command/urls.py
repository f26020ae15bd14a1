"""Addresses of the headquarters: Today is the site's first page."""

from __future__ import annotations

from django.urls import path

from lianfang.command import views

app_name = "command"
urlpatterns = [
    path("", views.today, name="today"),
    path("today/figures/", views.figures, name="figures"),
    path("today/installation/", views.installation, name="installation"),
]
