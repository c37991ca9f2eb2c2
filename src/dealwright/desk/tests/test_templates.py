"""What no template may contain, and what each must find."""

import re
from pathlib import Path

import pytest

import dealwright

PACKAGE = Path(dealwright.__file__).parent
TEMPLATES = sorted(PACKAGE.glob("**/templates/**/*.html"))
BEHAVIOURS = sorted((PACKAGE / "desk/static/desk/behaviours").glob("*.js"))
ICONS = (PACKAGE / "desk/icons.txt").read_text().split()
INLINE = {
    "script": re.compile(r"<script(?![^>]*\ssrc=)", re.I),
    "style element": re.compile(r"<style[\s>]", re.I),
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "event attribute": re.compile(r"<[a-z][^>]*\s(?:on[a-z]+|hx-on[:\w-]*)\s*=", re.I),
    "script address": re.compile(r"javascript:", re.I),
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_template_holds_inline_script_or_style(path):
    text = path.read_text()
    assert [name for name, pattern in INLINE.items() if pattern.search(text)] == []


@pytest.mark.parametrize("name", INLINE)
def test_inline_script_and_style_would_be_found(name):
    guilty = {
        "script": "<script>x</script>",
        "style element": "<style>",
        "style attribute": '<p class="a" style="x">',
        "event attribute": '<a href="/" onclick="x">',
        "script address": '<a href="javascript:x">',
    }
    assert INLINE[name].search(guilty[name])


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_icon_that_is_named_exists(path):
    named = re.findall(r"""\bicon\(\s*["']([\w-]+)["']|icon_name=["']([\w-]+)["']""", path.read_text())
    assert [name for pair in named for name in pair if name and name not in ICONS] == []


def test_icons_are_in_order_and_single():
    assert sorted(set(ICONS)) == ICONS


@pytest.mark.parametrize("path", BEHAVIOURS, ids=lambda path: path.stem)
def test_a_behaviour_is_short(path):
    assert len(path.read_text().splitlines()) <= 60


def test_every_behaviour_that_is_named_exists():
    pattern = re.compile(r"""data[-_]controller=["']([\w -]+)["']""")
    named = {name for path in TEMPLATES for group in pattern.findall(path.read_text()) for name in group.split()}
    assert named <= {path.stem for path in BEHAVIOURS}


def test_styles_stay_light():
    sheets = (PACKAGE / "desk/static/desk/css").glob("*.css")
    assert sum(sheet.stat().st_size for sheet in sheets) < 40_000
