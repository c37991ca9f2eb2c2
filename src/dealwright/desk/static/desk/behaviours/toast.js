import { Controller } from "../vendor/stimulus.js"
import { notify } from "../notify.js"
import { post } from "../post.js"

// A message that leaves by itself, waits while it is looked at, and can take the change back.
export default class extends Controller {
  connect() {
    this.leave()
    this.element.addEventListener("mouseenter", () => clearTimeout(this.timer))
    this.element.addEventListener("focusin", () => clearTimeout(this.timer))
    this.element.addEventListener("mouseleave", () => this.leave())
  }

  leave() {
    if (this.element.classList.contains("bad")) return
    this.timer = setTimeout(() => this.dismiss(), 8000)
  }

  dismiss() {
    clearTimeout(this.timer)
    this.element.remove()
  }

  async undo({ params: { url } }) {
    const answer = await post(url)
    if (answer.ok || answer.type === "opaqueredirect") location.reload()
    else notify("failed")
    this.dismiss()
  }
}
