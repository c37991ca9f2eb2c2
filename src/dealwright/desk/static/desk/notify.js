// Shows one of the sentences that the shell's toast template carries as data attributes.
export function notify(sentence) {
  const template = document.getElementById("toast-template")
  const toast = template.content.firstElementChild.cloneNode(true)
  toast.querySelector("span").textContent = template.dataset[sentence]
  document.getElementById("toasts").append(toast)
  toast.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true, detail: { elt: toast } }))
}
