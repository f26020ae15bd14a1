"""Doors: what a view or an API operation says it needs is what it asks for."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory
from ninja import NinjaAPI, Router
from ninja.testing import TestClient
from tests.rooms.staff import make_staff

from lianfang.accounts.access import StaffRequest, api_needs, needs, public
from lianfang.accounts.api_auth import answer_refusals, session_auth
from lianfang.shared.actor import Forbidden
from lianfang.shared.roles import GRANTS, Permission, Role

pytestmark = pytest.mark.django_db


def request_of(role: Role | None, *, verified: bool = True, path: str = "/x/", **fields: object):
    request = RequestFactory().get(path)
    request.actor = None
    if role is not None:
        staff = make_staff(role, **fields)
        staff.is_verified = lambda: verified
        request.user, request.actor = staff, staff.actor
    return request


@needs(Permission.UPLOAD_LISTS)
def upload(request: StaffRequest) -> HttpResponse:
    return HttpResponse(request.actor.role)


@needs(Permission.SIGN_IN, early=True)
def early(request: StaffRequest) -> HttpResponse:
    return HttpResponse("early")


@public
def anybody(request: StaffRequest) -> HttpResponse:
    return HttpResponse("anybody")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CONSOLE])
def test_a_door_opens_to_the_roles_of_the_table_and_to_no_other(role):
    request = request_of(role)
    if Permission.UPLOAD_LISTS in GRANTS[role]:
        assert upload(request).content == role.value.encode()
    else:
        with pytest.raises(PermissionDenied):
            upload(request)


def test_a_view_tells_which_permission_it_needs():
    assert upload.permission is Permission.UPLOAD_LISTS
    assert anybody.permission is None
    assert upload.__name__ == "upload"


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"role": None}, "/accounts/login/?next=%2Fx%2F"),
        ({"role": None, "path": "/"}, "/accounts/login/"),
        ({"role": Role.DATA, "verified": False}, "/accounts/verify/?next=%2Fx%2F"),
        ({"role": Role.DATA, "must_change_password": True}, "/accounts/password/?next=%2Fx%2F"),
        ({"role": Role.GRID, "must_change_password": True}, "/accounts/password/?next=%2Fx%2F"),
    ],
)
def test_what_must_come_first_comes_first(given, where):
    assert upload(request_of(**given)).url == where


def test_an_early_door_stands_before_password_and_second_factor():
    assert early(request_of(Role.DATA, verified=False, must_change_password=True)).content == b"early"
    assert early(request_of(None)).status_code == 302


@pytest.mark.django_db
def test_a_post_of_a_stranger_is_not_repeated_after_signing_in_and_said_to_be_lost(client):
    answer = client.post("/leads/1/call/?a=1", {"outcome": "refused"}, follow=True)
    assert answer.redirect_chain == [("/accounts/login/", 302)]
    assert "刚才提交的内容没有登记" in answer.content.decode()


api = NinjaAPI(urls_namespace="doors", auth=session_auth)
router = Router()


@router.get("/sum/{first}")
@api_needs(Permission.UPLOAD_LISTS)
def add_up(request: StaffRequest, first: int, second: int = 0) -> int:
    """Add up."""
    return first + second


@router.get("/refuse")
@api_needs(Permission.SIGN_IN)
def refuse(request: StaffRequest) -> int:
    raise Forbidden("scope")


api.add_router("/doors", router)
answer_refusals(api)


def call(path: str, role: Role | None, **given: object):
    request = request_of(role, **given)
    held = {"actor": request.actor, "user": getattr(request, "user", None), "_dont_enforce_csrf_checks": True}
    return TestClient(api).get(path, **held)


def test_an_operation_is_described_with_its_parameters_and_tells_its_permission():
    assert add_up.permission is Permission.UPLOAD_LISTS
    described = api.get_openapi_schema(path_prefix="/api/")["paths"]["/api/doors/sum/{first}"]["get"]
    assert [parameter["name"] for parameter in described["parameters"]] == ["first", "second"]


def test_who_may_not_call_learns_nothing_from_faults_of_the_input():
    assert call("/doors/sum/x", Role.GRID).status_code == 403
    assert call("/doors/sum/x", None).status_code == 401
    assert call("/doors/sum/x", Role.DATA).status_code == 422


@pytest.mark.parametrize(
    ("given", "status", "answer"),
    [
        ({"role": Role.DATA}, 200, 5),
        ({"role": Role.GRID}, 403, {"detail": "forbidden"}),
        ({"role": Role.DATA, "verified": False}, 403, {"detail": "second_factor_needed"}),
        ({"role": Role.SYSTEM, "verified": False}, 403, {"detail": "second_factor_needed"}),
        ({"role": Role.DATA, "must_change_password": True}, 403, {"detail": "password_change_needed"}),
        ({"role": None}, 401, {"detail": "Unauthorized"}),
    ],
)
def test_an_operation_answers_by_code(given, status, answer):
    got = call("/doors/sum/2?second=3", **given)
    assert (got.status_code, got.json()) == (status, answer)


def test_an_actions_refusal_is_a_403_too():
    got = call("/doors/refuse", Role.GRID)
    assert (got.status_code, got.json()) == (403, {"detail": "forbidden"})


def test_a_write_without_the_csrf_token_is_refused():
    writing = Router()
    other = NinjaAPI(urls_namespace="writing", auth=session_auth)

    @writing.post("/write")
    @api_needs(Permission.SIGN_IN)
    def write(request: StaffRequest) -> int:
        return 1

    other.add_router("/x", writing)
    request = request_of(Role.GRID)
    held = {"actor": request.actor, "user": request.user, "_dont_enforce_csrf_checks": False}
    assert TestClient(other).post("/x/write", **held).status_code == 403
