"""A mail that the server does not take is tried again, and said; what it refuses for good is not."""

from smtplib import SMTPAuthenticationError, SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core.mail import EmailMessage

from dealwright.workspace.failing import failures, forget_failure
from dealwright.workspace.mailing import TASK, deliver, is_resting


class Falling(EmailMessage):
    """A mail whose sending fails."""

    def __init__(self, error: OSError) -> None:
        super().__init__("Hello", "Text", to=["ada@acme.example"])
        self.error = error

    def send(self, fail_silently: bool = False) -> int:
        raise self.error


@pytest.fixture(autouse=True)
def _well() -> object:
    forget_failure(TASK)
    yield
    forget_failure(TASK)


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(),
        SMTPServerDisconnected("gone"),
        SMTPAuthenticationError(535, b"who?"),
        SMTPRecipientsRefused({"ada@acme.example": (450, b"later")}),
    ],
)
def test_what_may_succeed_later_is_given_back_and_said(error: OSError) -> None:
    given_back: list[bool] = []
    assert not deliver(Falling(error), give_back=lambda: given_back.append(True))
    assert given_back
    assert is_resting()
    assert "The mail server took no mail" in next(failures())
    assert deliver(EmailMessage("Hello", "Text", to=["ada@acme.example"]), give_back=pytest.fail)
    assert not is_resting()
    assert not list(failures())


def test_an_address_that_is_none_is_not_tried_again() -> None:
    refused = SMTPRecipientsRefused({"ada@acme.example": (550, b"no such user")})
    assert not deliver(Falling(refused), give_back=lambda: pytest.fail("it was given back"))
    assert not is_resting()
