import { Controller } from "../vendor/stimulus.js"

// A form is sent once: its buttons rest while the answer is awaited.
export default class extends Controller {
  start(event) {
    if (event.defaultPrevented && !this.element.matches("[hx-post],[hx-put],[hx-patch],[hx-delete]")) return
    setTimeout(() => this.rest(true))
  }

  stop() {
    this.rest(false)
  }

  connect() {
    this.returned = () => this.stop()
    addEventListener("pageshow", this.returned)
    this.element.addEventListener("htmx:afterRequest", this.returned)
  }

  disconnect() {
    removeEventListener("pageshow", this.returned)
  }

  rest(busy) {
    this.element.setAttribute("aria-busy", busy)
    for (const button of this.element.querySelectorAll("[type=submit]")) button.disabled = busy
  }
}
