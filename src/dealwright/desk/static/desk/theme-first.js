// Runs before the first paint, so that the chosen appearance does not flash.
const chosen = (() => {
  try { return localStorage.getItem("theme") } catch { return null } // a frame in another site may keep nothing
})()
if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen
