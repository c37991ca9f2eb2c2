"""How Django finds the session of a browser: as its own database sessions, with a query that is written once."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from dealwright.ledger.kept import kept


class SessionStore(db.SessionStore):
    """A session that is kept in the database."""

    def load(self) -> dict[str, Any]:
        """What is known of the browser; nothing, and a new key, where its session is unknown or over."""
        for (data,) in _lasting(key=self.session_key, now=timezone.now()):
            return self.decode(data)
        self._session_key = None
        return {}


@kept
def _lasting(key: Any, now: Any) -> QuerySet[Session, Any]:
    return Session.objects.filter(session_key=key, expire_date__gt=now).values_list("session_data")
