"""Addresses of lists."""

from __future__ import annotations

from django.urls import path

from lianfang.accounts.access import needs
from lianfang.intake import row_views, views
from lianfang.intake.tables import BatchTable, RowTable
from lianfang.shared.tables.views import table_paths

app_name = "intake"
urlpatterns = [
    *table_paths(BatchTable, needs, "", name="list"),
    path("upload/", views.upload, name="upload"),
    path("working/", views.working_cards, name="working"),
    path("<int:batch_id>/", views.batch_page, name="batch"),
    path("<int:batch_id>/progress/", views.batch_progress, name="progress"),
    path("<int:batch_id>/headings/", views.headings, name="headings"),
    path("<int:batch_id>/again/", views.again, name="again"),
    path("<int:batch_id>/original/", views.original, name="original"),
    path("<int:batch_id>/rejected/", row_views.refused, name="rejected"),
    path("<int:batch_id>/corrected/", row_views.corrected, name="corrected"),
    *table_paths(RowTable, needs, "<int:batch_id>/rows/", name="rows"),
    path("<int:batch_id>/rows/<int:row_id>/", row_views.row_page, name="row"),
    path("<int:batch_id>/rows/<int:row_id>/correct/", row_views.correct, name="correct"),
]
