// Where somebody was and what they searched for, kept by their own browser: the newest first, each once.
const PLACES = "recent-places", SEARCHES = "recent-searches", KEPT = 8

function read(key) {
  try { return JSON.parse(localStorage.getItem(key)) ?? [] } catch { return [] }
}

function add(key, entry, same) {
  try { localStorage.setItem(key, JSON.stringify([entry, ...read(key).filter(each => !same(each))].slice(0, KEPT))) } catch { /* a browser that keeps nothing */ }
}

export const places = () => read(PLACES)
export const searches = () => read(SEARCHES)

export function rememberPlace(place) {
  add(PLACES, place, each => each.href === place.href)
}

export function rememberSearch(text) {
  // "ac" typed on the way to "acme" is no search of its own.
  if (text.trim().length > 1) add(SEARCHES, text.trim(), each => text.trim().startsWith(each))
}

export function forgetSearches() {
  try { localStorage.removeItem(SEARCHES) } catch { /* a browser that keeps nothing */ }
}
