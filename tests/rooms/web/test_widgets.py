"""The select of hundreds of places draws what Django's own draws, and what one searches it by."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.test.html import parse_html

from lianfang.web.widgets import LongSelect

PLACES = [("", "选择"), ("town:1", "甲镇"), ("grid:\"2'", "<b>乙</b> & 丙")]
GROUPED = [("甲镇", [("1", "一村"), ("2", "二村")]), ("3", "县城")]


SEARCHED = re.compile(r' data-search| data-sound="[^"]*"')


def drawn(widget: forms.Select, value: object) -> object:
    html = widget.render("place", value, {"id": "id_place", "class": "form-select", "required": True})
    return parse_html(SEARCHED.sub("", html))


@pytest.mark.parametrize("choices", [PLACES, GROUPED, [], [(None, "无"), (7, "七")]])
@pytest.mark.parametrize("value", [None, "", "town:1", "grid:\"2'", "2", 7, "elsewhere"])
def test_it_draws_what_djangos_own_draws(choices, value):
    assert drawn(LongSelect(choices=choices), value) == drawn(forms.Select(choices=choices), value)


@pytest.mark.parametrize(
    ("words", "sound"),
    [
        ("魏家滩镇", "weijiatanzhen wjtz"),
        ("蔚汾镇 贺家坪村", "weifenzhen wfz hejiapingcun hjpc"),
        ("沙河子镇第1网格", "shahezizhendi1wangge shzzd1wg"),
        ("A3 <b>", "a3 a b b"),
        ("", ""),
    ],
)
def test_an_option_says_what_it_sounds_like(words, sound):
    html = str(LongSelect(choices=[("1", words)]).render("place", None))
    assert f'data-sound="{sound}"' in html and " data-search>" in html


def test_values_and_words_are_escaped():
    html = str(LongSelect(choices=PLACES).render("place", None))
    assert "<b>" not in html
    assert "&lt;b&gt;乙&lt;/b&gt; &amp; 丙" in html
    assert 'value="grid:&quot;2&#x27;"' in html


def test_it_serves_a_form_like_any_select():
    class PlaceForm(forms.Form):
        place = forms.ChoiceField(choices=PLACES, widget=LongSelect)

    form = PlaceForm({"place": "town:1"})
    assert form.is_valid()
    assert form.cleaned_data == {"place": "town:1"}
    assert "选择" in str(form["place"]) and " selected" in str(form["place"])
    assert not PlaceForm({"place": "nowhere"}).is_valid()


def test_a_county_of_places_is_drawn_without_templates(settings):
    settings.FORM_RENDERER = "no.such.Renderer"
    many = [(str(number), f"村{number}") for number in range(1_000)]
    assert str(LongSelect(choices=many).render("place", "999")).count("<option") == 1_000
