import { Controller } from "../vendor/stimulus.js"

// Puts the cursor where the reader goes on: opens what hides it, and enters the first control of an item.
export default class extends Controller {
  static values = { on: String }

  connect() {
    const element = document.getElementById(this.onValue)
    if (!element) return
    for (let around = element; around; around = around.parentElement?.closest("details")) if (around.matches("details")) around.open = true
    const control = element.matches("details") ? element.querySelector("summary ~ * :is(input, select, textarea):not([type=hidden])") : element
    control?.focus()
    control?.scrollIntoView({ block: "nearest" })
  }
}
