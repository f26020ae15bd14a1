"""Addresses of people."""

from __future__ import annotations

from django.urls import path

from lianfang.accounts.access import needs
from lianfang.people import views
from lianfang.people.tables import PersonTable
from lianfang.shared.tables.views import table_paths

app_name = "people"
urlpatterns = [
    *table_paths(PersonTable, needs, "", name="list"),
    path("<int:person_id>/", views.person_page, name="person"),
    path("<int:person_id>/number/", views.reveal_number, name="reveal_number"),
    path("<int:person_id>/phones/<int:phone_id>/", views.reveal_phone, name="reveal_phone"),
    path("<int:person_id>/phones/<int:phone_id>/dial/", views.dial, name="dial"),
    path("<int:person_id>/merge/", views.merge_page, name="merge"),
    path("<int:person_id>/part/<int:record_id>/", views.part, name="part"),
]
