import { Controller } from "../vendor/stimulus.js"

// A list of rows in a form: one more, one less; the cursor goes where the hand goes on.
export default class extends Controller {
  static targets = ["list", "row", "blank"]

  add() {
    this.listTarget.append(this.blankTarget.content.cloneNode(true))
    this.rowTargets.at(-1).querySelector("input:not([list])")?.focus()
    this.touch()
  }

  remove(event) {
    const row = event.target.closest("[data-rows-target=row]")
    const beside = row.nextElementSibling ?? row.previousElementSibling
    row.remove()
    ;(beside ?? this.element).querySelector("input:not([type=hidden]):not([list]), button")?.focus()
    this.touch()
  }

  touch() {
    this.element.dispatchEvent(new Event("input", { bubbles: true }))
  }
}
