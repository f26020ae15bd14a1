"""The system administrator's pages: who works here, in which role, over which place."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from lianfang.accounts import actions
from lianfang.accounts.access import StaffRequest, needs
from lianfang.accounts.forms import NewPasswordForm, NewStaffForm, StaffForm
from lianfang.accounts.models import Authenticator, Staff
from lianfang.accounts.scope import visible_to
from lianfang.shared import clock
from lianfang.shared.roles import Permission


@needs(Permission.MANAGE_STAFF)
@sensitive_post_parameters("password")
def new_staff(request: StaffRequest) -> HttpResponse:
    """Make a member of staff with a first password."""
    form = NewStaffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        held = form.cleaned_data
        try:
            staff = actions.make_staff(
                username=held["username"],
                name=held["name"],
                post=held["post"],
                role=held["role"],
                scope_kind=form.chosen_scope.kind,
                scope_code=form.chosen_scope.code,
                password=held["password"],
                must_change_password=True,
                by=request.actor,
                at=clock.now(),
            )
        except ValidationError as refused:
            form.add_error(
                "username" if getattr(refused, "code", "") == "username_taken" else "password", refused
            )
        else:
            messages.success(request, _("The account was made."))
            return redirect("accounts:edit_staff", staff.pk)
    return render(request, "accounts/new_staff.html", {"form": form})


@needs(Permission.MANAGE_STAFF)
def edit_staff(request: StaffRequest, pk: int) -> HttpResponse:
    """Show and change who a member of staff is."""
    staff = get_object_or_404(visible_to(request.actor), pk=pk)
    start = {
        "name": staff.name,
        "post": staff.post,
        "role": staff.role,
        "scope": f"{staff.scope_kind}:{staff.scope_code}",
        "is_active": staff.is_active,
    }
    form = StaffForm(request.POST or None, initial=start)
    own = staff.pk == request.actor.staff_id
    if request.method == "POST" and form.is_valid() and not own:
        held = form.cleaned_data
        actions.change_staff(
            staff=staff,
            name=held["name"],
            post=held["post"],
            role=held["role"],
            scope=form.chosen_scope,
            is_active=held["is_active"],
            by=request.actor,
            at=clock.now(),
        )
        messages.success(request, _("The account was changed."))
        return redirect("accounts:edit_staff", staff.pk)
    return render(request, "accounts/edit_staff.html", _held(staff, form, own=own))


@needs(Permission.MANAGE_STAFF)
@require_POST
@sensitive_post_parameters("password", "again")
def set_password(request: StaffRequest, pk: int) -> HttpResponse:
    """Give a member of staff a new first password."""
    staff = get_object_or_404(visible_to(request.actor), pk=pk)
    form = NewPasswordForm(request.POST)
    if form.is_valid():
        try:
            actions.set_password(
                staff=staff, password=form.cleaned_data["password"], by=request.actor, at=clock.now()
            )
        except ValidationError as weak:
            form.add_error("password", weak)
        else:
            messages.success(request, _("The password was set; it must be changed at the next sign-in."))
            return redirect("accounts:edit_staff", staff.pk)
    held = _held(staff, StaffForm(), own=staff.pk == request.actor.staff_id)
    return render(request, "accounts/edit_staff.html", {**held, "password_form": form}, status=400)


@needs(Permission.MANAGE_STAFF)
@require_POST
def reset_second_factor(request: StaffRequest, pk: int) -> HttpResponse:
    """Let a member of staff who lost the phone set up the second factor anew."""
    staff = get_object_or_404(visible_to(request.actor), pk=pk)
    actions.reset_second_factor(staff=staff, by=request.actor, at=clock.now())
    messages.success(request, _("The second factor was reset; it is set up at the next sign-in."))
    return redirect("accounts:edit_staff", staff.pk)


def _held(staff: Staff, form: StaffForm, *, own: bool) -> dict[str, object]:
    has_factor = Authenticator.objects.filter(user=staff, confirmed=True).exists()
    return {
        "staff": staff,
        "form": form,
        "own": own,
        "password_form": NewPasswordForm(),
        "has_second_factor": has_factor,
    }
