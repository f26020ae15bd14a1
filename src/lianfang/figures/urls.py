"""Addresses of figures."""

from __future__ import annotations

from django.urls import path

from lianfang.figures import views

app_name = "figures"
urlpatterns = [
    path("dispatch/", views.dispatch, name="dispatch"),
    path("dispatch/docx/", views.download, {"form": "docx"}, name="docx"),
    path("dispatch/xlsx/", views.download, {"form": "xlsx"}, name="xlsx"),
    path("dispatch/sign/", views.sign, name="sign"),
    path("signed/", views.signed, name="signed"),
    path("signed/<int:report_id>/", views.report_page, name="report"),
    path("signed/<int:report_id>/docx/", views.download_signed, {"form": "docx"}, name="signed_docx"),
    path("signed/<int:report_id>/xlsx/", views.download_signed, {"form": "xlsx"}, name="signed_xlsx"),
    path("signed/<int:report_id>/state/", views.signed_state, name="signed_state"),
    path("open/<str:path>/", views.open_page, name="open"),
    path("open/<str:path>/export/", views.open_export, name="open_export"),
    path("open/<str:path>/act/", views.open_act, name="open_act"),
    path("open/<str:path>/keep/", views.open_keep, name="open_keep"),
]
