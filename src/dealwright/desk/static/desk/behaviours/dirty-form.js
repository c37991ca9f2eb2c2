import { Controller } from "../vendor/stimulus.js"

// Warns before unsaved text is left behind.
export default class extends Controller {
  connect() {
    this.warn = event => { if (this.dirty) event.preventDefault() }
    addEventListener("beforeunload", this.warn)
  }

  touch() {
    this.dirty = true
  }

  sent() {
    this.dirty = false
  }

  disconnect() {
    removeEventListener("beforeunload", this.warn)
  }
}
