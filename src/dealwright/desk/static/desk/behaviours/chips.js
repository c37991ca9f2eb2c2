import { Controller } from "../vendor/stimulus.js"

// Where the cursor goes on when the list comes back without the chip that was taken off, or with one more.
let next = null

export default class extends Controller {
  static targets = ["remove", "add"]

  connect() {
    if (next === null) return
    ;(this.removeTargets[next] ?? (this.hasAddTarget ? this.addTarget : null))?.focus()
    next = null
  }

  removed(event) { next = this.removeTargets.indexOf(event.currentTarget) }

  added() { next = Infinity }
}
