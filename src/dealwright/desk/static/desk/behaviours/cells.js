import { Controller } from "../vendor/stimulus.js"
import { next, rest } from "../cell.js"

// Of several boxes in a cell, the one that Tab goes to before it leaves.
const beside = ({ target, shiftKey }, boxes) => boxes[boxes.indexOf(target) + (shiftKey ? -1 : 1)]

// Cells of a list: arrows walk along a row, Enter, F2, e or a double click edits, Esc leaves, Tab goes on to the next.
export default class extends Controller {
  static values = { url: String, columns: String }

  key(event) {
    const cell = event.target.closest("[data-row] > *"), form = event.target.closest(".cell-form")
    if (!cell) return
    if (form) return this.typing(event, cell, form)
    if (event.target.matches("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return
    const step = { ArrowRight: "nextElementSibling", ArrowLeft: "previousElementSibling" }[event.key]
    if (step) rest(cell[step], event)
    else if (event.key === "F2" || (event.key === "Enter" && event.target === cell)) this.edit(cell, event)
    else if (event.key === "e") this.edit(event.target === cell ? cell : next(cell), event)
  }

  typing(event, cell, form) {
    if (!event.ctrlKey && !event.metaKey) event.stopPropagation() // a box in a cell is no place for the keys of the page
    if (event.key === "Escape") {
      cell.innerHTML = this.before
      rest(cell, event)
    } else if (event.key === "Tab" && !beside(event, [...form.querySelectorAll("[type=checkbox]")])) {
      const to = next(cell, event.shiftKey ? "previousElementSibling" : "nextElementSibling")
      this.going = to && { id: cell.parentElement.dataset.id, index: to.cellIndex }
      event.preventDefault()
      form.requestSubmit()
    }
  }

  open(event) {
    const cell = event.target.closest("[data-row] > *")
    if (cell && !event.target.closest("input, form")) this.edit(cell, event)
  }

  edit(cell, event) {
    const row = cell?.parentElement, head = row?.closest("table").tHead.rows[0].cells[cell.cellIndex]
    if (!head?.dataset.edits) return
    event?.preventDefault()
    this.before = cell.innerHTML
    const address = this.urlValue.replace("/0/x/", `/${row.dataset.id}/${head.dataset.edits}/`)
    htmx.ajax("GET", `${address}?columns=${encodeURIComponent(this.columnsValue)}`, { target: cell, swap: "innerHTML", select: "unset" })
  }

  swapped() {
    const control = this.element.querySelector(".cell-form [name=value]")
    if (control) {
      control.focus()
      return control.select?.()
    }
    const to = this.going
    this.going = null
    if (to) this.edit(this.element.querySelector(`[data-id="${to.id}"]`)?.cells[to.index])
  }
}
