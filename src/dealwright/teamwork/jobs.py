"""What the worker does for notifications besides reading on: the daily mail, and forgetting."""

from datetime import timedelta

from django.utils import timezone

from .digest import send_digests
from .models import Notification

KEPT_FOR = timedelta(days=180)


def write_digests() -> None:
    """Send the daily mails whose time has come."""
    send_digests()


def forget_old() -> None:
    """Remove notifications that are older than half a year."""
    Notification.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()
