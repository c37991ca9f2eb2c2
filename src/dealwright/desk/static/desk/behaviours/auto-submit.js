import { Controller } from "../vendor/stimulus.js"

// Sends a form by itself: now, or soon after the last keystroke.
export default class extends Controller {
  now() {
    clearTimeout(this.timer)
    this.element.requestSubmit()
  }

  soon() {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.element.requestSubmit(), 250)
  }

  disconnect() {
    clearTimeout(this.timer)
  }
}
