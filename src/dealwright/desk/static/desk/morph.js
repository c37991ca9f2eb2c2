// Makes what stands on the page into what it should be, and leaves alone what the reader is at: text half typed, a cell
// that is being written, what is open, where it is scrolled to, and parts that were loaded into it.
const TEXTS = "textarea, [contenteditable], input:not([type=checkbox], [type=radio], [type=hidden], [type=button], [type=submit])"
const LATER = /\b(load|revealed|intersect)\b/

const typed = control => control === document.activeElement || control.value !== control.defaultValue
const isWritten = control => control.matches(".cell-form") || (control.matches(TEXTS) && typed(control))
export const isTypedIn = element => element.nodeType === 1 && [element, ...element.querySelectorAll(`${TEXTS}, .cell-form`), ...(element.elements ?? [])].some(isWritten)
export const isLoadedLater = element => LATER.test(element.getAttribute?.("hx-trigger") ?? "") && element.hasAttribute("hx-get")
// A form stands or changes as a whole, with its controls that are elsewhere on the page.
const formOf = element => element.matches("form") ? element : element.form
const isMore = node => node.nodeType === 1 && node.matches(".more")
const asks = node => node.getAttribute("hx-get") ?? node.querySelector("[hx-get]")?.getAttribute("hx-get")

function keyOf(node) {
  if (node.nodeType !== 1) return ""
  const { card, id } = node.dataset
  return node.id || (card ?? id) || (isMore(node) ? asks(node) : node.getAttribute("hx-get")) || ""
}

function likes(old, fresh) {
  return old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName && keyOf(old) === keyOf(fresh)
}

function attributes(old, fresh) {
  for (const { name, value } of fresh.attributes) if (name !== "open" && old.getAttribute(name) !== value) old.setAttribute(name, value)
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && !["open", "draggable", "aria-busy", "class", "style"].includes(name)) old.removeAttribute(name)
}

// Rows that were read on, after the first ones, stay unless they stand somewhere else by now.
function readOn(left, old, fresh) {
  if (![...fresh.children].some(isMore)) return []
  const rest = [...old.childNodes].reverse()
  const after = rest.slice(0, rest.findIndex(node => node.nodeType === 1 && !left.has(node)))
  return after.filter(node => node.nodeType === 1 && !(node.dataset.card && fresh.getRootNode().querySelector(`[data-card="${node.dataset.card}"]`)))
}

export function children(old, fresh) {
  const left = new Set(old.childNodes)
  const pairs = [...fresh.childNodes].map(wanted => {
    const found = [...left].find(each => likes(each, wanted))
    left.delete(found)
    return [found, wanted]
  })
  if ([...left].some(isTypedIn)) return
  const kept = readOn(left, old, fresh), stays = [...left].filter(node => node.dataset?.stays === "")
  for (const node of left) if (!kept.includes(node) && !stays.includes(node)) node.remove()
  let place = old.firstChild
  for (const [found, wanted] of pairs) {
    if (!found && kept.length && isMore(wanted)) continue
    const node = found ?? document.importNode(wanted, true)
    while (stays.includes(place)) place = place.nextSibling
    if (node === place) place = place.nextSibling
    else old.insertBefore(node, place)
    if (found) morph(found, wanted)
    else if (node.nodeType === 1) node.toggleAttribute("data-new", true)
  }
}

export function morph(old, fresh) {
  if (old.nodeType !== 1) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue
  } else if (!isLoadedLater(fresh) && !old.hasAttribute("hx-preserve") && !(formOf(old) && isTypedIn(formOf(old))) && !old.isEqualNode(fresh)) {
    attributes(old, fresh)
    children(old, fresh)
  }
}
