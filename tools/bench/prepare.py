"""Fill a data directory with sample deals, and print a token and a session of its owner as JSON.

Runs as a process of its own: settings are read once per process.
"""

import json
import sys
import time

from django.core.management import call_command


def main(deals: int) -> None:
    """Make the sample unless it is there already, let all readers catch up, and compile what the worker would."""
    import django

    django.setup()
    call_command("migrate", verbosity=0)
    from django.test import Client

    from dealwright.exchange.sample import make_sample
    from dealwright.ledger.readers import READERS, catch_up
    from dealwright.scorecard.texts import compile_all, folder
    from dealwright.workspace.commands import NewMember, add_member, create_token, set_up_company
    from dealwright.workspace.queries import Machine, Role

    begun = time.perf_counter()
    by = Machine()
    set_up_company("Bench Ltd", "EUR", by=by, via="cli")
    make_sample(deals, 1, by=by, via="sample")
    sampled = time.perf_counter() - begun
    for reader in list(READERS):
        catch_up(reader)
    read = time.perf_counter() - begun - sampled
    compile_all(str(folder()))
    owner = add_member(NewMember("Bench", "bench@example.com", Role.OWNER), by=by, via="cli")
    browser = Client()
    browser.force_login(owner)
    print(
        json.dumps(
            {
                "token": create_token(owner, by=owner, via="cli"),
                "session": browser.cookies["sessionid"].value,
                "sample_seconds": round(sampled, 1),
                "readers_seconds": round(read, 1),
            }
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
