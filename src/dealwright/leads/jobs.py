"""Jobs of the leads."""

from dealwright.ledger.queries import Happened

from .commands import bring_back_due
from .commands.capture import forget_knocks
from .events import FormSubmitted
from .mailing import send_confirmation, send_confirmations


def bring_leads_back() -> None:
    """Bring back the recycled leads whose day has come."""
    bring_back_due()


def clear_forms() -> None:
    """Forget what the forms need no longer."""
    forget_knocks()


def ask_again_to_confirm() -> None:
    """Mail those whom no mail could be sent to."""
    send_confirmations()


def ask_to_confirm(happened: Happened) -> None:
    """Mail whoever sent a form; a crash after the mail was claimed sends none, never two."""
    event = happened.event
    if isinstance(event, FormSubmitted):
        send_confirmation(event.submission)
