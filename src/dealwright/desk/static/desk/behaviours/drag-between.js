import { Controller } from "../vendor/stimulus.js"
import { notify } from "../notify.js"
import { post } from "../post.js"

// Cards move between lists; the list they land on is asked, and a refusal puts them back.
export default class extends Controller {
  static values = { url: String }

  async connect() {
    const { default: Sortable } = await import("../vendor/sortable.js")
    if (!this.element.isConnected) return
    this.sortable = Sortable.create(this.element, {
      group: "cards", sort: false, draggable: "[data-card]", filter: "button", preventOnFilter: false,
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
      delay: 180, delayOnTouchOnly: true, ghostClass: "ghost",
      onEnd: drop => drop.from !== drop.to && this.dropped(drop)
    })
  }

  disconnect() {
    this.sortable?.destroy()
  }

  async dropped({ item, from, to, oldIndex }) {
    const back = () => from.insertBefore(item, from.children[oldIndex] ?? null)
    item.setAttribute("aria-busy", "true")
    try {
      const answer = await post(to.dataset.dragBetweenUrlValue, { card: item.dataset.card })
      const html = await answer.text()
      if (answer.ok) return htmx.swap(document.body, html, { swapStyle: "none" })
      back()
      if (answer.status >= 400 && answer.status < 500) htmx.swap("#dialog", html, { swapStyle: "innerHTML" })
      else notify("failed")
    } catch (problem) {
      back()
      notify("offline")
      throw problem
    } finally {
      item.removeAttribute("aria-busy")
    }
  }
}
