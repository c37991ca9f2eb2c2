import { children, isTypedIn, morph } from "./morph.js"

const WITHHELD = [403, 404]

// The text of an address; null where there is none, `left` where the reader has signed out; `refusal` is what stands
// there for whom may not see it any more.
export async function text(address, headers = {}) {
  const answer = await fetch(address, { headers: { Live: "1", ...headers }, cache: "no-store" })
  if (answer.redirected || answer.status === 401) return { left: true, html: null, refusal: null }
  const told = await answer.text()
  return { left: false, html: answer.ok ? told : null, refusal: WITHHELD.includes(answer.status) ? told : null }
}

// A part that the page loaded into itself, asked for again.
export async function again(part) {
  if (part.matches(".more") || isTypedIn(part)) return
  const { html } = await text(part.getAttribute("hx-get"), { "HX-Request": "true", "HX-Target": part.id })
  if (html === null || isTypedIn(part)) return
  const [wanted, read] = [part.cloneNode(false), document.createElement("template")]
  read.innerHTML = html
  for (const message of read.content.querySelectorAll("[hx-swap-oob]")) message.remove()
  wanted.append(read.content)
  put(part, wanted, true)
}

// What is shown becomes what is fresh; what is new is marked for a moment.
export function put(old, fresh, inside = false) {
  if (!old || !fresh) return
  if (inside) children(old, fresh)
  else morph(old, fresh)
  htmx.process(old)
  const added = [...old.querySelectorAll("[data-new]")]
  for (const node of added) htmx.trigger(node, "htmx:load", { elt: node })
  setTimeout(() => { for (const node of added) node.removeAttribute("data-new") }, 2500)
}
