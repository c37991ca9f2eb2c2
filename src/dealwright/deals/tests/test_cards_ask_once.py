"""A card reads the answers of its deal once, whether its gate, its frameworks or both ask for them."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dealwright.deals.commands import NewDeal, answer, choose_frameworks, open_deals
from dealwright.deals.evidence import GLANCE, Glance, unmet
from dealwright.deals.models import Answer, Deal
from dealwright.deals.queries.cards import cards_of
from dealwright.playbook import frameworks

pytestmark = pytest.mark.django_db


def test_answers_are_read_once_for_all_cards_and_count_alike(cast: Any, published: Any) -> None:
    ids = open_deals([NewDeal("One"), NewDeal("Two")], by=cast.rep, via="page")
    key, framework = next(iter(frameworks().items()))
    for deal_id in ids:
        choose_frameworks(deal_id, [key], by=cast.rep, via="page")
    element = framework.elements[0]
    answer(ids[0], key, element.key, 2, "Said so", by=cast.rep, via="page")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        cards = cards_of(ids)
    table = Answer._meta.db_table
    assert sum(f'FROM "{table}"' in each["sql"] for each in asked) == 1
    assert [card.known for card in cards] == [1, 0]
    assert {card.asked for card in cards} == {len({each.concept for each in framework.elements})}
    rows = [Glance(*row) for row in Deal.objects.filter(id__in=ids).order_by("id").values_list(*GLANCE)]
    assert [card.missing for card in cards] == list(unmet(rows, timezone.now()).values())
