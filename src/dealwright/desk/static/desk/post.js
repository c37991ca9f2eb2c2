// Posts values with the page's CSRF token; a redirect is reported, not followed.
export function post(url, values = {}) {
  const headers = { ...JSON.parse(document.body.getAttribute("hx-headers")), "HX-Request": "true" }
  return fetch(url, { method: "POST", headers, body: new URLSearchParams(values), redirect: "manual" })
}
