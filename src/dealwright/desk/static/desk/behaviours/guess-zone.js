import { Controller } from "../vendor/stimulus.js"

// Chooses the browser's own time zone where nobody has chosen one yet.
export default class extends Controller {
  static values = { otherwise: String }

  connect() {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
    const offered = [...this.element.options].some(option => option.value === zone)
    if (this.element.value === this.otherwiseValue && offered) this.element.value = zone
  }
}
