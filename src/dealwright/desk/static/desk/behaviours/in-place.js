import { Controller } from "../vendor/stimulus.js"

// A field edited where it stands: the cursor goes in, Esc takes it back.
export default class extends Controller {
  static targets = ["cancel"]

  connect() {
    const control = this.element.querySelector("input:not([type=hidden]), select, textarea")
    control?.focus()
    if (control?.matches("input:not([type=date])")) control.select()
  }

  cancel(event) {
    event.stopPropagation()
    this.cancelTarget.click()
  }
}
