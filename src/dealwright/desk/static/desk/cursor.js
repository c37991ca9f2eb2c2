// Where the cursor goes on when what it stood in was replaced: to the same control, in a list to that of the row that
// stands in this place now, or to where something is written.
const CONTROLS = "textarea, input:not([type=hidden]), select, button, a[href]"
const sign = control => [control.tagName, control.name, control.getAttribute("aria-label") ?? control.textContent.trim()].join()
const rowsOf = place => [...place.querySelectorAll("[data-row]")]
let left = null

export function leave(target) {
  const here = document.activeElement
  left = here !== document.body && target.contains(here)
    ? { sign: sign(here), id: target.id, around: target.parentElement, row: rowsOf(target).indexOf(here.closest("[data-row]")) } : null
}

export function goOn() {
  if (!left || document.activeElement !== document.body) return
  const place = document.getElementById(left.id) ?? left.around
  const around = left.row < 0 ? place : rowsOf(place).slice(0, left.row + 1).at(-1) ?? place
  const controls = [...around.querySelectorAll(CONTROLS)]
  const to = controls.find(each => sign(each) === left.sign) ?? around.querySelector("[data-open], textarea") ?? controls[0]
  to?.focus({ preventScroll: true })
  left = null
}
