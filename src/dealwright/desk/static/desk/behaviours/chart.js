import { Controller } from "../vendor/stimulus.js"
import { painted, point, points } from "../chart-parts.js"

// Draws a chart as it comes near, or else soon, for paper shows it too; arrows walk over its points, Enter opens one.
export default class extends Controller {
  static targets = ["canvas", "said"]
  static values = { option: Object, unit: String, currency: String, language: String, height: Number }

  connect() {
    this.canvasTarget.style.height = `${this.heightValue}px`
    this.later = setTimeout(() => this.load(), 1000)
    this.near = new IntersectionObserver(([one]) => one.isIntersecting && this.load(), { rootMargin: "600px" })
    this.near.observe(this.element)
    this.redraw = () => this.draw()
    ;[this.theme, this.sized] = [new MutationObserver(this.redraw), new ResizeObserver(this.redraw)]
    this.dark = matchMedia("(prefers-color-scheme: dark)")
  }

  async load() {
    this.near.disconnect()
    const { init } = await import("../vendor/echarts.js")
    if (!this.element.isConnected || this.chart) return
    this.chart = init(this.canvasTarget, null, { renderer: "svg" })
    this.chart.on("click", ({ data }) => this.open(data))
    this.theme.observe(document.documentElement, { attributeFilter: ["data-theme"] })
    this.dark.addEventListener("change", this.redraw)
    this.sized.observe(this.element)
  }

  disconnect() {
    clearTimeout(this.later)
    for (const watch of [this.near, this.theme, this.sized]) watch.disconnect()
    this.dark.removeEventListener("change", this.redraw)
    this.chart?.dispose()
    this.chart = null
  }

  draw() {
    const axis = { language: this.languageValue, unit: this.unitValue, currency: this.currencyValue, height: this.heightValue }
    const animation = !this.drawn && !matchMedia("(prefers-reduced-motion: reduce)").matches
    const option = painted(this.optionValue, this.saidTarget, this.canvasTarget, axis)
    this.chart.resize()
    this.chart.setOption({ ...option, animation, animationDuration: 300 }, true)
    this.drawn = true
  }

  open(point) {
    if (point?.href) location.assign(point.href)
  }

  walk(event) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key], all = points(this.optionValue)
    if (!this.chart || !all.length || !(step || event.key === "Enter")) return
    event.preventDefault()
    if (!step) return this.open(all[this.place])
    this.place = ((this.place ?? (step > 0 ? -1 : 0)) + step + all.length) % all.length
    point(this.chart, all[this.place])
    this.saidTarget.textContent = all[this.place].said
  }
}
