import { Controller } from "../vendor/stimulus.js"

// A list whose items are put in order by dragging, or with Alt and an arrow key.
export default class extends Controller {
  async connect() {
    const { default: Sortable } = await import("../vendor/sortable.js")
    if (this.element.isConnected) this.sortable = Sortable.create(this.element, { draggable: "[data-order-item]", animation: 100, delayOnTouchOnly: true, delay: 150 })
  }

  disconnect() {
    this.sortable?.destroy()
  }

  key(event) {
    if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return
    event.preventDefault()
    const item = event.target.closest("[data-order-item]")
    const other = event.key === "ArrowUp" ? item.previousElementSibling : item.nextElementSibling
    if (!other) return
    if (event.key === "ArrowUp") other.before(item)
    else other.after(item)
    event.target.focus()
  }
}
