"""Addresses of the shell: the language switch and the page shown without a connection."""

from __future__ import annotations

from django.urls import path

from lianfang.web import views

app_name = "web"
urlpatterns = [
    path("language/", views.choose_language, name="language"),
    path("offline/", views.offline, name="offline"),
]
