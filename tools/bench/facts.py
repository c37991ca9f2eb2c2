"""Print what each metric costs against hand-typed SQL over the same facts of a data directory."""

import os
import sys


def main(data: str) -> None:
    """Settings are read once per process, so this is one of its own."""
    os.environ.update(DEALWRIGHT_DATA=data, DJANGO_SETTINGS_MODULE="dealwright.site.settings")
    import django

    django.setup()
    from dealwright.scorecard.facts import facts_for
    from dealwright.scorecard.freshness import freshen_wholly
    from dealwright.workspace.queries import Machine

    from .figures import measure

    freshen_wholly()
    print(f"\n{'metric, CPU ms':20}{'ours':>8}{'by hand':>9}{'ratio':>7}")
    for each in measure(facts_for(Machine()).connection):
        print(f"{each.metric:20}{each.ours:8.1f}{each.by_hand:9.1f}{each.ours / each.by_hand:7.2f}")


if __name__ == "__main__":
    main(sys.argv[1])
