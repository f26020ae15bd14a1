"""Addresses of leads."""

from __future__ import annotations

from django.urls import path

from lianfang.accounts.access import needs
from lianfang.leads import queue_views, views
from lianfang.leads.ledger import LedgerTable
from lianfang.leads.tables import LeadTable, LetterTable
from lianfang.shared.tables.views import table_paths

app_name = "leads"
urlpatterns = [
    *table_paths(LeadTable, needs, "", name="list"),
    *table_paths(LetterTable, needs, "letters/", name="letters"),
    *table_paths(LedgerTable, needs, "ledger/", name="ledger"),
    path("board/", queue_views.board, name="board"),
    path("doubtful/", queue_views.doubtful, name="doubtful"),
    path("doubtful/<int:pair_id>/", queue_views.answer_pair, name="answer_pair"),
    path("<int:lead_id>/", views.lead_page, name="lead"),
    path("<int:lead_id>/call/", views.call, name="call"),
    path("<int:lead_id>/forward/", views.forward, name="forward"),
    path("<int:lead_id>/place/", views.place, name="place"),
    path("<int:lead_id>/give-back/", views.give_back, name="give_back"),
    path("<int:lead_id>/reopen/", views.reopen, name="reopen"),
    path("<int:lead_id>/letter/", queue_views.letter, name="letter"),
    path("<int:lead_id>/letter/send/", queue_views.send_letter, name="send_letter"),
    path("<int:lead_id>/letter/reply/", queue_views.record_reply, name="record_reply"),
]
