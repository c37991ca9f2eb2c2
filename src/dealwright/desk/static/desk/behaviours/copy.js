import { Controller } from "../vendor/stimulus.js"

// Copies a text and says so on the button for a moment.
export default class extends Controller {
  static values = { text: String, done: String }

  async copy() {
    await navigator.clipboard.writeText(this.textValue)
    const label = this.element.querySelector("span")
    this.label ??= label.textContent
    label.textContent = this.doneValue
    clearTimeout(this.timer)
    this.timer = setTimeout(() => { label.textContent = this.label }, 2000)
  }

  disconnect() {
    clearTimeout(this.timer)
  }
}
