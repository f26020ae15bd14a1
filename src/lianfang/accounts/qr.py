"""The second factor's secret as a picture for the phone's camera."""

from __future__ import annotations

from base64 import b32encode
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import segno
from django.conf import settings

from lianfang.accounts.models import TOKEN_DIGITS, Authenticator, Staff
from lianfang.shared import crypto


@dataclass(frozen=True, slots=True)
class Drawn:
    """The picture as SVG, and the secret for typing by hand."""

    svg: str
    secret: str


def draw_code(authenticator: Authenticator, staff: Staff) -> Drawn:
    """Draw the address that authenticator apps read (Key Uri Format), with the secret in groups of four."""
    secret = b32encode(crypto.unseal(authenticator.secret, "staff.totp")).decode().rstrip("=")
    issuer = settings.OTP_TOTP_ISSUER
    query = urlencode(
        {"secret": secret, "issuer": issuer, "digits": TOKEN_DIGITS, "period": 30}, quote_via=quote
    )
    address = f"otpauth://totp/{quote(issuer)}:{quote(staff.username)}?{query}"
    svg = segno.make(address, error="m").svg_inline(scale=5, border=4, light="#fff", omitsize=True)
    return Drawn(svg, " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)))
