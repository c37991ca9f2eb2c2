"""Print what judging gates costs: milliseconds a criterion, and queries for a board of 200 cards.

Settings are read once per process, so this is one of its own.
"""

import os
import sys
import time

CARDS, ROUNDS = 200, 20


def main(data: str) -> None:
    """Measure over the sample deals of a data directory."""
    os.environ.update(DEALWRIGHT_DATA=data, DJANGO_SETTINGS_MODULE="dealwright.site.settings")
    import django

    django.setup()
    ms, criteria = judging()
    print(f"\nA criterion judged, mean of {criteria} in the shipped processes: {ms:.4f} ms of CPU (wanted: below 0.2)")
    queries, spent, cards = board()
    print(f"{cards} cards of open deals, gates judged: {queries} queries, {spent:.1f} ms of CPU")


def judging() -> tuple[float, int]:
    """CPU milliseconds a criterion, judged with words for a deal of which nothing is known; how many there are."""
    from django.utils import timezone

    from dealwright.deals.rules import Evidence, flat, judge
    from dealwright.playbook import load, shipped

    books = [load(path) for path in shipped().values()]
    known = Evidence({"amount": 1_000.0, "currency": "EUR", "fields": {}}, timezone.now())
    criteria = sum(1 for book in books for stage in book.stages for _ in flat(stage.exit))
    for book in books:
        judge(book.stages[0], known, book)
    begun = time.process_time()
    for _ in range(ROUNDS):
        for book in books:
            for stage in book.stages:
                judge(stage, known, book)
    return (time.process_time() - begun) * 1_000 / (ROUNDS * criteria), criteria


def board() -> tuple[int, float, int]:
    """Queries and CPU milliseconds for cards of open deals, and how many cards there were."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from dealwright.deals.models import Deal
    from dealwright.deals.queries import cards_of

    ids = list(Deal.objects.filter(status="open").order_by("id").values_list("id", flat=True)[:CARDS])
    cards_of(ids)
    with CaptureQueriesContext(connection) as captured:
        cards_of(ids)
    begun = time.process_time()
    for _ in range(ROUNDS):
        cards_of(ids)
    return len(captured), (time.process_time() - begun) * 1_000 / ROUNDS, len(ids)


if __name__ == "__main__":
    main(sys.argv[1])
