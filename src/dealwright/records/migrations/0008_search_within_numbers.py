"""Numbers that are in the index of search already are found by the digits in their middle, too."""

from django.db import migrations

from dealwright.ledger.rows import insert_rows

AT_ONCE = 5_000  # records


def numbers_within(apps, schema_editor):
    """Enter what is left of each number after its first digits, down to six of them."""
    texts, words = (apps.get_model("records", name).objects for name in ("SearchText", "SearchWord"))
    for kind in texts.values_list("kind", flat=True).distinct():
        of_kind, last = texts.filter(kind=kind).order_by("record_id"), -1
        while found := list(of_kind.filter(record_id__gt=last).values_list("record_id", "words")[:AT_ONCE]):
            last = found[-1][0]
            rows = {(kind, f">{rest}", record_id) for record_id, line in found for rest in _rests(line)}
            insert_rows(words.model, ["kind", "word", "record_id"], sorted(rows))


def _rests(line):
    return (word[start:] for word in line.split() if word.isdigit() for start in range(1, len(word) - 5))


class Migration(migrations.Migration):
    dependencies = [("records", "0007_type_changes_under_way")]
    operations = [migrations.RunPython(numbers_within, migrations.RunPython.noop)]
