"""What a browser needs around each request: its session, its protection, who is signed in, messages."""

from collections.abc import Callable

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

Handler = Callable[[HttpRequest], HttpResponse]


def browsing(next_handler: Handler) -> Handler:
    """Django's middlewares for whoever comes with a browser; a program that brings its token goes past them."""
    guard = CsrfViewMiddleware(AuthenticationMiddleware(MessageMiddleware(next_handler)))
    browsed = SessionMiddleware(guard)

    def handle(request: HttpRequest) -> HttpResponse:
        if not brings_token(request):
            return browsed(request)
        request.user = AnonymousUser()  # until the API has looked at the token
        return next_handler(request)

    def look(request: HttpRequest, *view: object) -> HttpResponse | None:
        return None if brings_token(request) else guard.process_view(request, *view)

    # Only what stands in the settings is asked by Django before each view.
    handle.process_view = look
    return handle


def brings_token(request: HttpRequest) -> bool:
    """Whether a program asks, and a browser's cookies have no part in it."""
    meta = request.META
    return "HTTP_AUTHORIZATION" in meta and "HTTP_COOKIE" not in meta and request.path.startswith("/api/")
