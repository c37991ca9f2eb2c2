"""A process that stays never loads Ibis: it reads texts that others have compiled."""

import os
import subprocess
import sys

import pytest

from dealwright.ledger.readers import catch_up
from dealwright.metrics import compiled, texts
from dealwright.metrics.compiled import shapes
from dealwright.metrics.texts import edition
from dealwright.scorecard import apart
from dealwright.scorecard.leaves import LEAVES
from dealwright.scorecard.projection import READER
from dealwright.scorecard.texts import compile_all, never_compile

ASKED = """
import sys
import dealwright.site.wsgi
from dealwright import metrics
assert "SELECT" in metrics.sql("new_leads", "campaign")
assert "ibis" not in sys.modules
"""


@pytest.fixture
def _nothing_read(monkeypatch, settings, tmp_path):
    monkeypatch.setattr(texts, "_keeping", texts._Keeping())
    settings.DATA = tmp_path
    compiled._text.cache_clear()
    never_compile()


@pytest.mark.thorough
def test_the_web_has_another_process_compile_what_is_missing(tmp_path):
    environment = {**os.environ, "DEALWRIGHT_DATA": str(tmp_path)}
    subprocess.run([sys.executable, "-c", ASKED], env=environment, check=True)
    kept = {path.name for path in (tmp_path / "compiled" / edition()).iterdir()}
    assert "qualified-figures-campaign-single-duckdb.sql" in kept  # all of that shape, at one go


@pytest.mark.thorough
def test_no_page_of_the_scorecard_loads_ibis(client, cast, sold, monkeypatch):
    client.force_login(cast.owner)
    catch_up(READER)
    addresses = ["/scorecard/", *(f"/scorecard/{key}/" for key in LEAVES)]
    for address in addresses:
        client.get(address)  # what nobody has compiled yet is kept now
    compiled._text.cache_clear()
    monkeypatch.setitem(sys.modules, "ibis", None)  # it cannot be imported
    for address in addresses:
        assert client.get(address, {"where": "amount__gte=0"}).status_code == 200  # other deals, so asked anew


@pytest.mark.usefixtures("_nothing_read")
def test_when_the_other_process_dies_the_text_is_compiled_here(monkeypatch, caplog):
    dying = [sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"]
    monkeypatch.setattr(apart, "_command", lambda *words: dying)
    assert "SELECT" in compiled.sql("new_leads", "campaign")
    assert "could not be compiled by a process of their own" in caplog.text


def test_the_worker_has_all_compiled(monkeypatch, tmp_path):
    of_before, asked = tmp_path / "before", []
    of_before.mkdir()
    monkeypatch.setattr(texts, "_keeping", texts._Keeping())
    monkeypatch.setattr("dealwright.scorecard.texts.compile_shape", asked.append)
    compile_all(str(tmp_path))
    assert asked == list(shapes())
    assert not of_before.exists()
