import { Controller } from "../vendor/stimulus.js"

// Puts a question before a form with data-confirm, or a request with hx-confirm.
export default class extends Controller {
  static targets = ["dialog", "question"]

  ask(event) {
    const { question, issueRequest } = event.detail
    if (!question) return
    event.preventDefault()
    this.put(question, () => issueRequest(true))
  }

  submit(event) {
    const form = event.target
    if (!form.dataset.confirm || form === this.agreed) return
    event.preventDefault()
    event.stopImmediatePropagation()
    this.put(form.dataset.confirm, () => {
      this.agreed = form
      form.requestSubmit()
      this.agreed = null
    })
  }

  put(question, proceed) {
    this.questionTarget.textContent = question
    this.dialogTarget.returnValue = ""
    this.dialogTarget.addEventListener("close", () => this.dialogTarget.returnValue === "yes" && proceed(), { once: true })
    this.dialogTarget.showModal()
  }
}
