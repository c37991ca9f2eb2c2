import { Controller } from "../vendor/stimulus.js"

// Presses what declares data-shortcut="g d"; j, k, Enter and e walk through [data-row], and data-key="d" is a row's own key.
export default class extends Controller {
  static targets = ["help", "list"]

  press(event) {
    const command = event.ctrlKey || event.metaKey
    if (event.altKey || (!command && (event.target.closest("input:not([type=checkbox]), select, textarea, dialog[open]") || event.target.isContentEditable))) return
    const key = command ? `Ctrl ${event.key.toUpperCase()}` : event.key
    const keys = this.pending ? `${this.pending} ${key}` : key
    this.wait(keys, command)
    if (this.run(keys) || (keys !== key && this.run(key)) || (!command && this.walk(event.key))) event.preventDefault()
  }

  wait(keys, command) {
    clearTimeout(this.timer)
    this.pending = command || keys.includes(" ") ? "" : keys
    this.timer = setTimeout(() => { this.pending = "" }, 900)
  }

  run(keys) {
    const element = document.querySelector(`[data-shortcut="${CSS.escape(keys)}"]`)
    if (!element) return false
    if (element.matches("input, select, textarea")) element.focus()
    else element.click()
    return true
  }

  walk(key) {
    const rows = [...document.querySelectorAll("[data-row]")]
    const now = rows.findIndex(row => row.contains(document.activeElement))
    const links = { Enter: "[data-open]", e: "[data-edit]" }
    const to = { j: rows[now + 1], k: rows[Math.max(now - 1, 0)] }[key]
    if (to) to.querySelector("[data-open]").focus()
    else if (now < 0 || document.activeElement.matches(key === "Enter" ? "a, button, summary" : "button")) return false
    else {
      const pressed = rows[now].querySelector(links[key] || `[data-key="${CSS.escape(key)}"]`)
      pressed?.click()
      return Boolean(pressed)
    }
    return true
  }

  help() {
    this.added?.forEach(row => row.remove())
    const named = new Map([...document.querySelectorAll("[data-shortcut]")].map(element => [element.dataset.shortcut, element]))
    this.added = [...named.values()].map(element => {
      const row = this.listTarget.firstElementChild.cloneNode(true)
      row.querySelector("dt").textContent = element.dataset.shortcutLabel || element.querySelector("span")?.textContent || element.textContent
      row.querySelector("dd .keys").replaceChildren(...element.dataset.shortcut.split(" ").map(key => Object.assign(document.createElement("kbd"), { textContent: key })))
      return row
    })
    this.listTarget.append(...this.added)
    this.helpTarget.showModal()
  }
}
