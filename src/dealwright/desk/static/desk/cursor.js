// Where the cursor goes on when what it stood in was replaced: to the same control, or to where something is written.
const CONTROLS = "textarea, input:not([type=hidden]), select, button, a[href]"
const sign = control => [control.tagName, control.name, control.getAttribute("aria-label") ?? control.textContent.trim()].join()
let left = null

export function leave(target) {
  const here = document.activeElement
  left = here !== document.body && target.contains(here) ? { sign: sign(here), id: target.id, around: target.parentElement } : null
}

export function goOn() {
  if (!left || document.activeElement !== document.body) return
  const place = document.getElementById(left.id) ?? left.around
  const controls = [...place.querySelectorAll(CONTROLS)]
  const to = controls.find(each => sign(each) === left.sign) ?? place.querySelector("textarea") ?? controls[0]
  to?.focus({ preventScroll: true })
  left = null
}
