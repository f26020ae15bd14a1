"""The views of a list: its page, its export, what is done to many rows, what a reader keeps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lianfang.shared import clock
from lianfang.shared.actor import check_may
from lianfang.shared.roles import Permission
from lianfang.shared.tables import export, kept, present
from lianfang.shared.tables.asked import Asked, read_asked
from lianfang.shared.tables.columns import Act, BulkAction, Table
from lianfang.shared.tables.export import record_export
from lianfang.shared.tables.jobs import ask_for_export
from lianfang.shared.tables.paging import Count

View = Callable[..., Any]
Guard = Callable[[Permission], Callable[[View], View]]


def table_paths(table: type[Table], needs: Guard, route: str, name: str) -> list[URLPattern]:
    """Return a list's addresses: the page as `name`, and `name_export`, `name_act`, `name_keep` below it.

    `needs` is the guard of `accounts.access`, handed in because the ground does not know accounts.
    """
    return [
        path(route, needs(table.permission)(table_view(table)), name=name),
        path(f"{route}export/", needs(Permission.EXPORT)(export_view(table)), name=f"{name}_export"),
        path(f"{route}act/", needs(table.permission)(act_view(table)), name=f"{name}_act"),
        path(f"{route}keep/", needs(table.permission)(keep_view(table)), name=f"{name}_keep"),
    ]


def make_table(
    table: type[Table], request: Any, parts: dict[str, Any], params: QueryDict | None = None
) -> Table:
    """Make a table for the reader of a request; raises Forbidden for a role that may not see it."""
    check_may(request.actor, table.permission)
    given = request.GET if params is None else params
    return table(request.actor, {name: given.get(name, "") for name in table.keeps}, **parts)


def table_view(table: type[Table]) -> View:
    """Return the view of a list; htmx gets the list alone, anything else the whole page.

    Its forms post, and are sent on to an address that holds what was typed sealed; so is an address
    that somebody wrote by hand with a name or number in it.
    """

    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: Any, **parts: Any) -> HttpResponse:
        params = request.POST if request.method == "POST" else request.GET
        shown = make_table(table, request, parts, params)
        asked = read_asked(shown, params)
        if request.method == "POST" or asked.is_bare:
            query = asked.query()
            return HttpResponseRedirect(request.path + (f"?{query}" if query else ""))
        if asks_count(request):
            counted = {"count_words": present.count_words(asked.count())}
            answer = render(request, "web/table/count.html", counted)
        else:
            only_list = request.htmx and request.htmx.target == "list"
            name = "web/table/list.html" if only_list else shown.template
            answer = render(request, name, list_context(request, asked))
        patch_vary_headers(answer, ["HX-Request", "HX-Target", "HX-Trigger"])
        return answer

    return view


def asks_count(request: Any) -> bool:
    """Say whether a list asks for nothing but the number of its rows, after it was shown."""
    return bool(request.htmx and request.htmx.trigger == "count")


def list_context(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Read one page of a list and all that its template draws, in a constant number of queries."""
    table = asked.table
    keepings = kept.get_kept(table)
    count, rows, order = asked.counted()
    place = asked.place(rows)
    page = table.read_page(rows, order, place)
    if count is None and place is None and page.after is None:
        count = Count(len(page.rows))
    if count is None and "counted" in request.GET:  # by the link, where no script counts
        count = asked.count()
    table.attach(page.rows)
    actions = present.present_actions(table)
    return {
        "table": table,
        "base": request.path,
        "query": asked.query(),
        "clear": request.path + (f"?{kept_query(table)}" if any(table.kept.values()) else ""),
        "kept_params": list(table.kept.items()),
        "carried": asked.pairs(),
        "whole_query": request.GET.urlencode(),
        "count_words": present.count_words(count) if count else "",
        "headings": present.present_headings(asked, keepings.columns),
        "lines": present.present_lines(table, page.rows, keepings.columns, picked=bool(actions)),
        "chips": present.present_chips(asked),
        "controls": present.present_controls(asked),
        "pages": present.page_values(asked, page),
        "actions": actions,
        "shown": {column.key for column in keepings.columns},
        "filters": keepings.filters,
        "may_export": table.actor.may(Permission.EXPORT),
        "faults": asked.faults,
        "search": asked.search or "",
        "sort": ("-" if asked.descending else "") + asked.sort,
        "write_key": str(uuid4()),
        **table.context(),
    }


def kept_query(table: Table) -> str:
    """Return the query that carries nothing but what the list itself needs."""
    return urlencode({name: value for name, value in table.kept.items() if value})


def export_view(table: type[Table]) -> View:
    """Return the view that hands out a list as Excel, at once or, when large, by a job."""

    @require_POST
    def view(request: HttpRequest, **parts: Any) -> HttpResponse:
        shown = make_table(table, request, parts)
        asked = read_asked(shown, request.GET)
        at = clock.now()
        number = asked.rows().order_by().values("pk")[: export.AT_ONCE + 1].count()
        if number > export.AT_ONCE:
            ask_for_export(table=shown, query=request.GET.urlencode(), by=shown.actor, at=at)
            words = _("The file is being written. You will find it under “My files”.")
            messages.info(request, words)
            return _back(request, "export/")
        columns = export.wanted_columns(asked, kept.get_kept(shown).columns)
        content, written = export.write_book(asked, columns)
        record_export(asked, columns, written, at=at)
        answer = HttpResponse(content, content_type=export.MEDIA)
        name = export.file_name(asked, at)
        answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
        answer["Cache-Control"] = "no-store"
        return answer

    view.table = table  # type: ignore[attr-defined]  # the export asks for the list's own permission too
    return view


def act_view(table: type[Table]) -> View:
    """Return the view that does something to the rows picked, or to all that match."""

    @require_POST
    def view(request: HttpRequest, **parts: Any) -> HttpResponse:
        shown = make_table(table, request, parts)
        action = next((each for each in table.actions if each.key == request.POST.get("action")), None)
        if action is None:
            return HttpResponseBadRequest(_("This list has no such action."))
        check_may(shown.actor, action.permission)
        form = present.action_form(action, shown, request.POST)
        if form is not None and not form.is_valid():
            for fault in (text for texts in form.errors.values() for text in texts):
                messages.error(request, fault)
            return _back(request, "act/")
        _run(request, read_asked(shown, request.GET), action, form.cleaned_data if form else {})
        return _back(request, "act/")

    return view


def _run(request: HttpRequest, asked: Asked, action: BulkAction, answers: dict[str, Any]) -> None:
    ids = picked_ids(asked, request.POST, action.most)
    if not ids:
        messages.warning(request, _("Nothing is selected, so nothing was done."))
        return
    if len(ids) > action.most:
        words = _("At most %(most)s rows can be changed at once. Narrow the list first; nothing was done.")
        messages.error(request, words % {"most": f"{action.most:,}"})
        return
    by = asked.table.actor
    act = Act(ids=ids, by=by, at=clock.now(), key=request.POST.get("key", ""), answers=answers)
    messages.success(request, str(action.run(act)))


def picked_ids(asked: Asked, posted: Any, most: int) -> list[int]:
    """Return the keys picked that the reader may see, or all that match; one more than `most` at most."""
    rows = asked.rows() if posted.get("whole") == "1" else asked.table.rows()
    if posted.get("whole") != "1":
        picked = [int(text) for text in posted.getlist("pick") if text.isascii() and text.isdigit()]
        rows = rows.filter(pk__in=picked[: most + 1])
    return list(rows.order_by("pk").values_list("pk", flat=True)[: most + 1])


def keep_view(table: type[Table]) -> View:
    """Return the view that keeps columns and filters for the reader."""

    @require_POST
    def view(request: HttpRequest, **parts: Any) -> HttpResponse:
        shown = make_table(table, request, parts)
        by = shown.actor
        if "columns" in request.POST:
            kept.keep_columns(table=shown, keys=request.POST.getlist("column"), by=by)
        elif "forget" in request.POST and request.POST["forget"].isdecimal():
            kept.forget_filter(table=shown, filter_id=int(request.POST["forget"]), by=by)
        else:
            asked = read_asked(shown, request.GET)
            name = request.POST.get("name", "")
            if kept.keep_filter(table=shown, name=name, query=asked.savable(), by=by):
                messages.success(request, _("The filter is kept. Typed text is not kept with it."))
            else:
                messages.error(request, _("Give the filter a name; at most 30 are kept for a list."))
        return _back(request, "keep/")

    return view


def _back(request: HttpRequest, suffix: str) -> HttpResponse:
    """Return to the list as it was, its place included."""
    query = request.GET.urlencode()
    return HttpResponseRedirect(request.path.removesuffix(suffix) + (f"?{query}" if query else ""))
