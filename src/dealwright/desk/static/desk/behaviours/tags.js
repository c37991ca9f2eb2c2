import { Controller } from "../vendor/stimulus.js"

// Tags in a form: Enter or a comma adds what was typed, Backspace in an empty field takes the last one away.
export default class extends Controller {
  static targets = ["box", "chip", "text", "blank"]

  key(event) {
    if (event.key === "Enter" || event.key === ",") {
      if (event.key === "Enter" && !this.textTarget.value.trim()) return
      event.preventDefault()
      this.add()
    } else if (event.key === "Backspace" && !this.textTarget.value) {
      this.chipTargets.at(-1)?.remove()
    }
  }

  add() {
    const known = this.chipTargets.map(chip => chip.querySelector("input").value.toLowerCase())
    for (const text of this.textTarget.value.split(",").map(part => part.trim()).filter(Boolean)) {
      if (!known.includes(text.toLowerCase())) this.put(text)
    }
    this.textTarget.value = ""
  }

  put(text) {
    this.textTarget.before(this.blankTarget.content.cloneNode(true))
    const chip = this.chipTargets.at(-1)
    chip.prepend(text)
    chip.querySelector("input").value = text
  }

  remove(event) {
    event.target.closest("[data-tags-target=chip]").remove()
    this.textTarget.focus()
  }
}
