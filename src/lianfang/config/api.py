"""The API: each room's router under one OpenAPI description."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from ninja import NinjaAPI

from lianfang.accounts.access import needs
from lianfang.accounts.api_auth import answer_refusals, session_auth
from lianfang.shared.roles import Permission

api = NinjaAPI(
    title="Lianfang 联防",
    version="1",
    auth=session_auth,
    urls_namespace="api",
    docs_url="/docs",
    docs_decorator=needs(Permission.SIGN_IN),
)
answer_refusals(api)

for room in settings.ROOMS:
    if find_spec(f"lianfang.{room}.api"):
        api.add_router(f"/{room}", import_module(f"lianfang.{room}.api").router)
