import { Controller } from "../vendor/stimulus.js"

// A file can be dropped on its input's frame.
export default class extends Controller {
  static targets = ["input", "name"]

  over(event) {
    event.preventDefault()
    this.element.classList.add("over")
  }

  leave() {
    this.element.classList.remove("over")
  }

  drop(event) {
    event.preventDefault()
    this.leave()
    this.inputTarget.files = event.dataTransfer.files
    this.inputTarget.dispatchEvent(new Event("change", { bubbles: true }))
  }

  show() {
    const [file] = this.inputTarget.files
    if (file) this.nameTarget.textContent = `${Math.ceil(file.size / 1024).toLocaleString()} kB`
  }
}
