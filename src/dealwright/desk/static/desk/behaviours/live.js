import { Controller } from "../vendor/stimulus.js"
import { children, isLoadedLater, isTypedIn, morph } from "../morph.js"

const PACE = 700, SLOW = 20000, GONE = 410
const PARTS = [".page-head", "#main"]
const AT_WORK = ".sortable-chosen, .sortable-ghost, [data-card][aria-busy], .htmx-request"
const wait = ms => new Promise(resolve => setTimeout(resolve, ms))

// Asks whether what the page shows was changed by somebody else, and shows it anew: at once, then less often the more
// there is of it. Sleeps while nobody looks; stops when the reader has signed out.
export default class extends Controller {
  static values = { watch: String, at: String }

  connect() {
    this.looks = () => document.hidden || this.wake?.()
    document.addEventListener("visibilitychange", this.looks)
    this.asking = true
    this.run()
  }

  disconnect() {
    this.asking = false
    document.removeEventListener("visibilitychange", this.looks)
  }

  async run() {
    let failed = 0, rest = 0
    while (this.asking) {
      if (document.hidden) await new Promise(resolve => { this.wake = resolve })
      await wait((PACE + rest) * 2 ** Math.min(failed, 5) * (0.85 + 0.3 * Math.random()))
      if (document.hidden || !this.asking) continue
      try {
        const changed = await this.ask()
        if (changed.includes("bell")) document.body.dispatchEvent(new CustomEvent("bell-changed"))
        rest = changed.includes("page") ? Math.min(SLOW, rest * 1.5 + 10 * await this.show()) : rest / 3
        failed = 0
      } catch {
        failed += 1
      }
    }
  }

  async ask() {
    const answer = await fetch(`/live/?${new URLSearchParams({ at: this.atValue, watch: this.watchValue })}`, { credentials: "omit" })
    if (!answer.ok && answer.status !== GONE) throw new Error(`live: ${answer.status}`)
    this.atValue = answer.headers.get("Live-At") ?? this.atValue
    return answer.status === GONE ? "page" : answer.headers.get("Live-What") ?? ""
  }

  async show() {
    const begun = performance.now()
    while (document.querySelector(AT_WORK)) await wait(200)
    const html = await this.text(location.href)
    if (html === null) return 0
    const fresh = new DOMParser().parseFromString(html, "text/html")
    for (const part of PARTS) this.put(document.querySelector(part), fresh.querySelector(part))
    await Promise.all([...this.element.querySelectorAll("[hx-get]")].filter(isLoadedLater).map(each => this.again(each)))
    document.body.dispatchEvent(new CustomEvent("live-changed"))
    return performance.now() - begun
  }

  // A part that the page loaded into itself.
  async again(part) {
    if (part.matches(".more") || isTypedIn(part)) return
    const html = await this.text(part.getAttribute("hx-get"), { "HX-Request": "true", "HX-Target": part.id })
    if (html === null || isTypedIn(part)) return
    const [wanted, read] = [part.cloneNode(false), document.createElement("template")]
    read.innerHTML = html
    for (const message of read.content.querySelectorAll("[hx-swap-oob]")) message.remove()
    wanted.append(read.content)
    this.put(part, wanted, true)
  }

  put(old, fresh, inside = false) {
    if (!old || !fresh) return
    if (inside) children(old, fresh)
    else morph(old, fresh)
    htmx.process(old)
    const added = [...old.querySelectorAll("[data-new]")]
    for (const node of added) htmx.trigger(node, "htmx:load", { elt: node })
    setTimeout(() => { for (const node of added) node.removeAttribute("data-new") }, 2500)
  }

  async text(address, headers = {}) {
    const answer = await fetch(address, { headers: { Live: "1", ...headers }, cache: "no-store" })
    if (answer.redirected || answer.status === 401) this.asking = false
    return answer.ok && !answer.redirected ? answer.text() : null
  }
}
