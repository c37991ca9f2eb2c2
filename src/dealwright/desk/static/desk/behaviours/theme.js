import { Controller } from "../vendor/stimulus.js"

// Light, dark or as the system has it; remembered in this browser.
export default class extends Controller {
  static targets = ["choice"]

  connect() {
    const chosen = document.documentElement.dataset.theme ?? "system"
    for (const choice of this.choiceTargets) choice.checked = choice.value === chosen
  }

  choose({ target: { value } }) {
    if (value === "system") {
      localStorage.removeItem("theme")
      delete document.documentElement.dataset.theme
    } else {
      localStorage.setItem("theme", value)
      document.documentElement.dataset.theme = value
    }
  }
}
