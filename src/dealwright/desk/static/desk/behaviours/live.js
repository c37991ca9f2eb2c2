import { Controller } from "../vendor/stimulus.js"
import { again, put, text } from "../anew.js"
import { isLoadedLater } from "../morph.js"

const SLOW = 20000, TIMES = 10, AT_ONCE = 15000, GONE = 410, PARTS = [".page-head", "#main"]
const AT_WORK = ".sortable-chosen, .sortable-ghost, [data-card][aria-busy], .htmx-request"
const wait = ms => new Promise(resolve => setTimeout(resolve, ms))

// Shows anew what somebody else changed: at once, but each time books TIMES what it took, and rests while more than
// AT_ONCE ms are booked ahead. Sleeps while nobody looks; stops when the reader has signed out.
export default class extends Controller {
  static values = { watch: String, at: String, pace: { type: Number, default: 700 } }

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
    let failed = 0, booked = 0
    while (this.asking) {
      if (document.hidden) await new Promise(resolve => { this.wake = resolve })
      await wait((this.paceValue + Math.min(SLOW, Math.max(0, booked - performance.now() - AT_ONCE))) * 2 ** Math.min(failed, 5) * (0.85 + 0.3 * Math.random()))
      if (document.hidden || !this.asking) continue
      try {
        const changed = await this.ask()
        if (changed.includes("bell")) document.body.dispatchEvent(new CustomEvent("bell-changed"))
        if (changed.includes("page")) booked = Math.max(booked, performance.now()) + TIMES * await this.show()
        failed = 0
      } catch { failed += 1 }
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
    const { left, html, refusal } = await text(location.href)
    this.asking &&= !left && refusal === null
    if (html === null && refusal === null) return 0
    const fresh = new DOMParser().parseFromString(html ?? refusal, "text/html")
    for (const part of PARTS) put(document.querySelector(part), fresh.querySelector(part))
    await Promise.all([...this.element.querySelectorAll("[hx-get]")].filter(isLoadedLater).map(each => again(each)))
    document.body.dispatchEvent(new CustomEvent("live-changed"))
    return performance.now() - begun
  }
}
