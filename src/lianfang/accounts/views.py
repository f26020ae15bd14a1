"""Signing in and out, the second factor, and one's own account."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_otp import login as otp_login

from lianfang.accounts import actions, scopes, sign_ins
from lianfang.accounts.access import StaffRequest, needs, public
from lianfang.accounts.access import second_factor_page as page_of_factor
from lianfang.accounts.forms import CodeForm, LoginForm, OwnPasswordForm
from lianfang.accounts.models import Authenticator
from lianfang.accounts.present import name_browser, present_role
from lianfang.accounts.qr import draw_code
from lianfang.accounts.sessions import digest_of
from lianfang.shared import audit, clock
from lianfang.shared.roles import Permission


@public
@never_cache
@sensitive_post_parameters("password")
def login_page(request: HttpRequest) -> HttpResponse:
    """Sign in by user name and password; too many wrong ones are answered by the lock-out page."""
    form = LoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        staff = authenticate(request, **form.cleaned_data)
        if staff is not None:
            sign_ins.forget(request.session, at=clock.now())
            login(request, staff)
            return _back(request)
        form.add_error(
            None, _("The user name or the password is wrong. Ask the system administrator if lost.")
        )
    status = 400 if form.errors else 200
    return render(request, "accounts/login.html", {"form": form, "next": _wanted(request)}, status=status)


@needs(Permission.SIGN_IN, early=True)
@require_POST
def logout_page(request: StaffRequest) -> HttpResponse:
    """Sign out of this browser."""
    now = clock.now()
    audit.record(
        by=request.actor, at=now, action="accounts.sign_out", object_kind="staff", object_id=request.user.pk
    )
    sign_ins.forget(request.session, at=now)
    logout(request)
    return redirect("accounts:login")


@needs(Permission.SIGN_IN, early=True)
@never_cache
@sensitive_post_parameters("old", "password", "again")
def password_page(request: StaffRequest) -> HttpResponse:
    """Change one's own password; a first password must be changed before anything else."""
    form = OwnPasswordForm(request.POST or None, staff=request.user)
    if request.method == "POST" and form.is_valid():
        password = form.cleaned_data["password"]
        try:
            actions.change_own_password(
                staff=request.user, password=password, by=request.actor, at=clock.now()
            )
        except ValidationError as weak:
            form.add_error("password", weak)
        else:
            old_key = request.session.session_key
            update_session_auth_hash(request, request.user)
            sign_ins.follow(request.session, old_key)
            messages.success(request, _("Your password was changed."))
            return _back(request, otherwise=reverse("accounts:profile"))
    return render(request, "accounts/password.html", {"form": form, "next": _wanted(request)})


@needs(Permission.SIGN_IN, early=True)
@never_cache
def verify_page(request: StaffRequest) -> HttpResponse:
    """Show the second factor: the code of the authenticator app."""
    if not Authenticator.objects.filter(user=request.user, confirmed=True).exists():
        return redirect(page_of_factor(request.user))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        shown = actions.check_second_factor(staff=request.user, code=form.cleaned_data["code"])
        if shown is not None:
            otp_login(request, shown)
            return _back(request)
        form.add_error("code", _("The code is wrong or was used already. Wait for the next one and type it."))
    return render(request, "accounts/verify.html", {"form": form, "next": _wanted(request)})


@needs(Permission.SIGN_IN, early=True)
@never_cache
def second_factor_page(request: StaffRequest) -> HttpResponse:
    """Set up the second factor: scan the picture, then type the first code."""
    now = clock.now()
    waiting = actions.begin_second_factor(staff=request.user, at=now)
    if waiting.confirmed:
        return redirect("accounts:verify")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ready = actions.confirm_second_factor(
            staff=request.user, code=form.cleaned_data["code"], by=request.actor, at=now
        )
        if ready is not None:
            otp_login(request, ready)
            messages.success(request, _("The second factor is set up."))
            return _back(request)
        form.add_error("code", _("The code is wrong. Check the time of the phone and type the next code."))
    held = {"form": form, "next": _wanted(request), "drawn": draw_code(waiting, request.user)}
    return render(request, "accounts/second_factor.html", held)


@needs(Permission.SIGN_IN)
@require_POST
def reset_own_second_factor(request: StaffRequest) -> HttpResponse:
    """Give up one's second factor, to set it up on another phone."""
    actions.reset_second_factor(staff=request.user, by=request.actor, at=clock.now())
    return redirect("accounts:login")


@needs(Permission.SIGN_IN)
def profile_page(request: StaffRequest) -> HttpResponse:
    """Show who one is here, where one is signed in, and the second factor."""
    staff = request.user
    held = {
        "staff": staff,
        "role": present_role(staff.role),
        "scope": scopes.get_name(request.actor.scope),
        "sign_ins": [(one, name_browser(one.browser)) for one in sign_ins.list_live(staff, at=clock.now())],
        "session_key": digest_of(request.session.session_key),
        "has_second_factor": Authenticator.objects.filter(user=staff, confirmed=True).exists(),
    }
    return render(request, "accounts/profile.html", held)


@needs(Permission.SIGN_IN)
@require_POST
def end_sign_in(request: StaffRequest, pk: int) -> HttpResponse:
    """End another of one's own sign-ins."""
    now = clock.now()
    mine = sign_ins.list_live(request.user, at=now).filter(pk=pk)
    if not sign_ins.end(mine, at=now):
        raise Http404
    audit.record(by=request.actor, at=now, action="accounts.end_sign_in", object_kind="sign_in", object_id=pk)
    return redirect("accounts:profile")


def _wanted(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else ""


def _back(request: HttpRequest, otherwise: str = "/") -> HttpResponseRedirect:
    return HttpResponseRedirect(_wanted(request) or otherwise)
