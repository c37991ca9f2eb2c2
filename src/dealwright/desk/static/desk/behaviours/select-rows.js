import { Controller } from "../vendor/stimulus.js"

// Rows are chosen by their boxes: one, with shift a stretch, all of the page, or by x where the cursor is.
export default class extends Controller {
  static targets = ["bar", "count", "all", "page"]

  get boxes() {
    return [...this.element.querySelectorAll("[data-row] input[name=ids]")]
  }

  click(event) {
    const box = event.target
    if (box.name !== "ids") return
    const boxes = this.boxes, here = boxes.indexOf(box), there = boxes.indexOf(this.last)
    if (event.shiftKey && there >= 0) {
      for (const each of boxes.slice(Math.min(here, there), Math.max(here, there) + 1)) each.checked = box.checked
    }
    this.last = box
    this.count()
  }

  key(event) {
    if (event.key !== "x" || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=checkbox]), select, textarea, .cell-form *")) return
    const box = event.target.closest("[data-row]")?.querySelector("input[name=ids]")
    if (!box) return
    box.checked = !box.checked
    this.last = box
    this.count()
  }

  count(event) {
    if (!this.hasBarTarget) return
    const boxes = this.boxes
    if (event?.target === this.pageTarget) for (const box of boxes) box.checked = this.pageTarget.checked
    if (event?.target.name === "ids" || event?.target === this.pageTarget) this.allTarget.checked = false
    const chosen = boxes.filter(box => box.checked).length
    this.countTarget.textContent = chosen
    this.barTarget.hidden = !chosen && !this.allTarget.checked
    this.pageTarget.checked = chosen > 0 && chosen === boxes.length
    this.pageTarget.indeterminate = chosen > 0 && chosen < boxes.length
  }

  none() {
    for (const box of this.boxes) box.checked = false
    this.allTarget.checked = false
    this.count()
  }

  // A group that is open is closed again without asking for its rows.
  fold(event) {
    const link = event.currentTarget, rows = document.getElementById(link.getAttribute("aria-controls"))
    const open = link.getAttribute("aria-expanded") === "true"
    link.setAttribute("aria-expanded", !open)
    if (!open) return
    event.preventDefault()
    event.stopImmediatePropagation()
    rows.replaceChildren()
    this.count()
  }
}
