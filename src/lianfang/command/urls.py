"""Addresses of the headquarters: Today is the site's first page."""

from __future__ import annotations

from django.urls import path

from lianfang.accounts.access import needs
from lianfang.command import views
from lianfang.command.tables import MissedTestTable, NextStageTable, ToControlTable
from lianfang.shared.tables.views import table_paths

app_name = "command"
urlpatterns = [
    path("", views.today, name="today"),
    path("today/figures/", views.figures, name="figures"),
    path("today/installation/", views.installation, name="installation"),
    *table_paths(ToControlTable, needs, "today/to-control/", name="to_control"),
    *table_paths(NextStageTable, needs, "today/next-stage/", name="next_stage"),
    *table_paths(MissedTestTable, needs, "today/missed-tests/", name="missed_tests"),
]
