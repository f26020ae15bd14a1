"""Addresses of accounts."""

from __future__ import annotations

from django.urls import path

from lianfang.accounts import audit_views, staff_views, views
from lianfang.accounts.access import needs
from lianfang.accounts.tables import AuditTable, StaffTable
from lianfang.shared.tables.views import table_paths

app_name = "accounts"
urlpatterns = [
    path("login/", views.login_page, name="login"),
    path("logout/", views.logout_page, name="logout"),
    path("password/", views.password_page, name="password"),
    path("verify/", views.verify_page, name="verify"),
    path("second-factor/", views.second_factor_page, name="second_factor"),
    path("second-factor/reset/", views.reset_own_second_factor, name="reset_own_second_factor"),
    path("me/", views.profile_page, name="profile"),
    path("me/sign-ins/<int:pk>/end/", views.end_sign_in, name="end_sign_in"),
    *table_paths(StaffTable, needs, "staff/", name="staff"),
    path("staff/new/", staff_views.new_staff, name="new_staff"),
    path("staff/<int:pk>/", staff_views.edit_staff, name="edit_staff"),
    path("staff/<int:pk>/password/", staff_views.set_password, name="set_password"),
    path("staff/<int:pk>/second-factor/reset/", staff_views.reset_second_factor, name="reset_second_factor"),
    *table_paths(AuditTable, needs, "audit/", name="audit"),
    path("audit/verify/", audit_views.verify_audit, name="verify_audit"),
]
