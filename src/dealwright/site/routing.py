"""Routes by the first word of their paths: of some hundred, the few that may be meant are tried."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import ResolverMatch, URLPattern, URLResolver
from django.urls.resolvers import RoutePattern

Route = URLPattern | URLResolver


class ByFirstWord(URLResolver):
    """The routes as any resolver has them, in their order; a path is tried on those that begin with its first word.

    Routes that begin with no word of their own are tried on every path.
    """

    def __init__(self, routes: Iterable[Route]) -> None:
        known = list(routes)
        super().__init__(RoutePattern(""), known)
        words = [_first_word(route) for route in known]
        pairs = list(zip(words, known, strict=True))
        self._others = _one_of(route for word, route in pairs if not word)
        self._of = {each: _one_of(route for word, route in pairs if word in ("", each)) for each in {*words} - {""}}

    def resolve(self, path: Any) -> ResolverMatch:
        """Which route a path means; raises Resolver404."""
        return self._of.get(str(path).partition("/")[0], self._others).resolve(path)


def flat(routes: Iterable[Route]) -> Sequence[Route]:
    """Routes with those that are merely included, under no word of their own, in their place."""
    return [each for route in routes for each in (flat(route.url_patterns) if _is_plain(route) else [route])]


def _one_of(routes: Iterable[Route]) -> URLResolver:
    return URLResolver(RoutePattern(""), list(routes))


def _is_plain(route: Route) -> bool:
    return isinstance(route, URLResolver) and str(route.pattern) == "" and route.namespace is None


def _first_word(route: Route) -> str:
    """Empty where the first word is a value, or no whole one."""
    word, slash, _ = str(route.pattern).partition("/")
    is_whole = bool(slash) or isinstance(route, URLPattern)
    return word if is_whole and "<" not in word and isinstance(route.pattern, RoutePattern) else ""
