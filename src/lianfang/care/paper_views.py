"""Papers: written, printed again as they were, signed; and the public page that a QR code opens."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianfang.accounts.access import StaffRequest, existing, needs, public
from lianfang.care import actions, forms, pages, present, queries
from lianfang.care.actions.links import may_knock
from lianfang.care.models import Paper
from lianfang.care.refusals import CareRefused
from lianfang.care.sheets import answer_word, lay_out, name_bundle
from lianfang.care.verifying import verify
from lianfang.care.views import attempt, seen, show_order
from lianfang.shared import audit, clock
from lianfang.shared.roles import Permission


@needs(Permission.SEE_CARE)
@require_GET
def paper_page(request: StaffRequest, paper_id: int) -> HttpResponse:
    """Show a paper as it was issued, ready to be printed, with its signature."""
    return _show_paper(request, _paper(request, paper_id), forms.SignForm())


def _show_paper(
    request: StaffRequest, paper: Paper, form: forms.SignForm, status: int = HTTPStatus.OK
) -> HttpResponse:
    audit.record(
        by=request.actor, at=clock.now(), action="care.print", object_kind="paper", object_id=paper.pk
    )
    held = {
        "papers": lay_out(request.build_absolute_uri, [paper]),
        "paper": paper,
        "order": paper.order,
        "kind": present.say_kind(paper.kind),
        "form": form,
        "signature": pages.signature_of(paper),
        "may_sign": request.actor.may(Permission.RECORD_CARE) and paper.kind != "door",
    }
    return render(request, "care/paper.html", held, status=status)


def _paper(request: StaffRequest, paper_id: int) -> Paper:
    return existing(queries.list_papers(request.actor).filter(pk=paper_id).first())


@needs(Permission.SEE_CARE)
@require_GET
def bundle_page(request: StaffRequest, bundle_id: int) -> HttpResponse:
    """Show the papers written together, each on its own sheet."""
    papers = _bundle(request, bundle_id)
    _keep_bundle(request, bundle_id, papers)
    held = {"papers": lay_out(request.build_absolute_uri, papers), "bundle_id": bundle_id}
    return render(request, "care/bundle.html", held)


def _bundle(request: StaffRequest, bundle_id: int) -> list[Paper]:
    papers = queries.list_bundle(request.actor, bundle_id)
    if not papers:
        raise Http404
    return papers


def _keep_bundle(request: StaffRequest, bundle_id: int, papers: list[Paper], **more: str) -> None:
    audit.record(
        by=request.actor, at=clock.now(), action="care.print", object_kind="bundle", object_id=bundle_id,
        count=len(papers), **more,
    )  # fmt: skip


@needs(Permission.SEE_CARE)
@require_GET
def paper_word(request: StaffRequest, paper_id: int) -> HttpResponse:
    """Hand a paper out as a Word file, as it was issued; kept in the audit trail like the page."""
    paper = _paper(request, paper_id)
    audit.record(
        by=request.actor,
        at=clock.now(),
        action="care.print",
        object_kind="paper",
        object_id=paper.pk,
        form="docx",
    )
    return answer_word(lay_out(request.build_absolute_uri, [paper]), paper.number)


@needs(Permission.SEE_CARE)
@require_GET
def bundle_word(request: StaffRequest, bundle_id: int) -> HttpResponse:
    """Hand papers written together out as one Word file, each on a page of its own."""
    papers = _bundle(request, bundle_id)
    _keep_bundle(request, bundle_id, papers, form="docx")
    return answer_word(lay_out(request.build_absolute_uri, papers), name_bundle(bundle_id))


@needs(Permission.RECORD_CARE)
@require_POST
def issue(request: StaffRequest, order_id: int) -> HttpResponse:
    """Write the next paper of an order."""
    order = seen(request, order_id)
    form = forms.PaperForm(request.POST, kinds=pages.kinds_for(order), auto_id="paper_%s")
    if not form.is_valid():
        return show_order(request, order, HTTPStatus.UNPROCESSABLE_ENTITY, paper_form=form)
    told = form.cleaned_data
    if told["kind"] == "release" and not request.actor.may(Permission.RELEASE_ORDERS):
        return HttpResponse(status=403)
    try:
        paper = actions.issue_paper(order=order, by=request.actor, at=clock.now(), **told)
    except CareRefused as refused:
        messages.error(request, present.say_refusal(refused))
        return show_order(request, seen(request, order_id), HTTPStatus.CONFLICT, paper_form=form)
    return redirect("care:paper", paper.pk)


@needs(Permission.RECORD_CARE)
@require_POST
def sign(request: StaffRequest, paper_id: int) -> HttpResponse:
    """Keep who signed a paper."""
    paper, form = _paper(request, paper_id), forms.SignForm(request.POST)
    if not form.is_valid():
        return _show_paper(request, paper, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    told = form.cleaned_data
    if not attempt(
        request,
        lambda: actions.sign_paper(paper=paper, by=request.actor, at=clock.now(), **told),
        _("The signature is kept."),
    ):
        return _show_paper(request, _paper(request, paper_id), form, HTTPStatus.CONFLICT)
    return redirect("care:paper", paper.pk)


@public
@never_cache
@require_GET
def verify_page(request: HttpRequest, token: str) -> HttpResponse:
    """Answer whoever scans a paper's code: of a door only until when it is valid, of a paper that it is genuine."""
    at = clock.now()
    if not may_knock(request.META.get("REMOTE_ADDR", ""), at):
        return render(request, "care/too_often.html", status=429)
    answer = verify(token, at)
    return render(request, "care/verify.html", {"answer": answer}, status=200 if answer.known else 404)


@public
@never_cache
@require_http_methods(["GET", "POST"])
def report_page(request: HttpRequest, token: str) -> HttpResponse:
    """Let a person report temperature and symptoms by their link; the page says nothing about them."""
    at = clock.now()
    if not may_knock(request.META.get("REMOTE_ADDR", ""), at):
        return render(request, "care/too_often.html", status=429)
    if not actions.link_holds(token=token):
        return render(request, "care/report.html", {"ended": True}, status=404)
    form, refusal = forms.SelfReportForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.report_by_link(token=token, at=at, **told)
            return redirect(f"{request.path}?done=1")
        except CareRefused as refused:
            refusal = present.say_refusal(refused)
    held = {"form": form, "refusal": refusal, "done": "done" in request.GET and not form.is_bound}
    return render(request, "care/report.html", held, status=422 if form.is_bound else 200)
