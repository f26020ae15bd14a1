"""Who may do what: the roles and the one table that grants them permissions (A2)."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A post's role in the county's epidemic control."""

    COMMANDER = "commander"
    OFFICE = "office"
    DATA = "data"
    TOWN = "town"
    COMMUNITY = "community"
    GRID = "grid"
    SITE = "site"
    INSPECTOR = "inspector"
    AUDITOR = "auditor"
    SYSTEM = "system"
    CONSOLE = "console"


class Permission(StrEnum):
    """One thing a role may do; every view and API operation names exactly one."""

    SIGN_IN = "sign_in"
    SEE_TODAY = "see_today"
    SEE_AREAS = "see_areas"
    EDIT_AREAS = "edit_areas"
    SEE_PEOPLE = "see_people"
    REVEAL_NUMBERS = "reveal_numbers"
    MERGE_PEOPLE = "merge_people"
    SEE_LISTS = "see_lists"
    UPLOAD_LISTS = "upload_lists"
    SEE_LEADS = "see_leads"
    ASSIGN_LEADS = "assign_leads"
    CALL_LEADS = "call_leads"
    SEND_LETTERS = "send_letters"
    SEE_ORDERS = "see_orders"
    ISSUE_ORDERS = "issue_orders"
    RELEASE_ORDERS = "release_orders"
    RECORD_TESTS = "record_tests"
    SEE_FIGURES = "see_figures"
    OPEN_FIGURES = "open_figures"
    SIGN_REPORTS = "sign_reports"
    EXPORT = "export"
    SEE_POLICY = "see_policy"
    DRAFT_LAW = "draft_law"
    SIGN_LAW = "sign_law"
    SEE_RISK = "see_risk"
    EDIT_RISK = "edit_risk"
    SEE_ZONES = "see_zones"
    EDIT_ZONES = "edit_zones"
    SEE_CARE = "see_care"
    RECORD_CARE = "record_care"
    SUPERVISE_CARE = "supervise_care"
    SEE_SITES = "see_sites"
    WORK_SITES = "work_sites"
    MANAGE_SITES = "manage_sites"
    SEE_TRANSIT = "see_transit"
    RUN_TRANSIT = "run_transit"
    RECEIVE_TRANSIT = "receive_transit"
    SEE_AUDIT = "see_audit"
    MANAGE_STAFF = "manage_staff"
    MANAGE_SYSTEM = "manage_system"


P = Permission

_EVERYONE = frozenset({P.SIGN_IN, P.SEE_TODAY, P.SEE_AREAS, P.SEE_POLICY, P.SEE_RISK})
_FIELD = _EVERYONE | {
    P.SEE_PEOPLE,
    P.SEE_LEADS,
    P.CALL_LEADS,
    P.SEE_ORDERS,
    P.RECORD_TESTS,
    P.SEE_FIGURES,
    P.OPEN_FIGURES,
    P.REVEAL_NUMBERS,
    P.SEE_ZONES,
    P.SEE_CARE,
    P.RECORD_CARE,
}
_DESK = _FIELD | {
    P.ASSIGN_LEADS,
    P.ISSUE_ORDERS,
    P.EXPORT,
    P.SEE_SITES,
    P.SEE_TRANSIT,
    P.RUN_TRANSIT,
    P.RECEIVE_TRANSIT,
}
_TOWN = _DESK | {P.RELEASE_ORDERS, P.EDIT_ZONES, P.SUPERVISE_CARE}
_DATA = _EVERYONE | {
    P.SEE_PEOPLE,
    P.REVEAL_NUMBERS,
    P.MERGE_PEOPLE,
    P.SEE_LISTS,
    P.UPLOAD_LISTS,
    P.SEE_LEADS,
    P.ASSIGN_LEADS,
    P.CALL_LEADS,
    P.SEND_LETTERS,
    P.SEE_ORDERS,
    P.RECORD_TESTS,
    P.SEE_FIGURES,
    P.OPEN_FIGURES,
    P.EXPORT,
    P.EDIT_RISK,
    P.SEE_ZONES,
    P.SEE_CARE,
    P.SEE_SITES,
    P.SEE_TRANSIT,
    P.RUN_TRANSIT,
    P.RECEIVE_TRANSIT,
}
_SITE = _EVERYONE | {P.SEE_SITES, P.WORK_SITES, P.SEE_TRANSIT, P.RECEIVE_TRANSIT}
_RUN = {P.ISSUE_ORDERS, P.RELEASE_ORDERS, P.EDIT_AREAS, P.SIGN_REPORTS}
_LOOK = {P.SEE_ZONES, P.SEE_CARE, P.SEE_SITES, P.SEE_TRANSIT}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.COMMANDER: _EVERYONE
    | {P.SEE_PEOPLE, P.SEE_LISTS, P.SEE_LEADS, P.SEE_ORDERS}
    | {P.SEE_FIGURES, P.OPEN_FIGURES, P.SIGN_REPORTS, P.EXPORT}
    | {P.SIGN_LAW, *_LOOK},
    Role.OFFICE: _DATA
    | _RUN
    | {P.DRAFT_LAW, P.SIGN_LAW, P.EDIT_ZONES, P.RECORD_CARE, P.SUPERVISE_CARE, P.WORK_SITES, P.MANAGE_SITES},
    Role.DATA: _DATA,
    Role.TOWN: _TOWN,
    Role.COMMUNITY: _DESK,
    Role.GRID: _FIELD,
    Role.SITE: _SITE,
    Role.INSPECTOR: _EVERYONE | {P.SEE_FIGURES, P.SEE_LEADS, P.SEE_ORDERS, P.SUPERVISE_CARE, *_LOOK},
    Role.AUDITOR: _EVERYONE | {P.SEE_AUDIT, P.SEE_FIGURES},
    Role.SYSTEM: _EVERYONE | {P.MANAGE_STAFF, P.MANAGE_SYSTEM, P.EDIT_AREAS},
    Role.CONSOLE: frozenset(Permission),
}

WEIGHTY = frozenset({P.EXPORT, P.MANAGE_STAFF, P.MANAGE_SYSTEM})
"""What nobody does on a password alone: carry data out, and make accounts, reset factors or turn keys."""

NEEDS_SECOND_FACTOR = frozenset(role for role, grants in GRANTS.items() if WEIGHTY & grants) - {Role.CONSOLE}
