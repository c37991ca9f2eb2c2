// What a chart takes from the page: colours of its theme, marks of its axis in its language, and how it lies.

// Every text that names a token ("--accent") becomes the colour that it has here and now.
function toned(value, probe) {
  if (typeof value === "string" && value.startsWith("--")) {
    probe.style.color = `var(${value})`
    return getComputedStyle(probe).color
  }
  if (Array.isArray(value)) return value.map(one => toned(one, probe))
  if (value === null || typeof value !== "object") return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, toned(one, probe)]))
}

const STYLES = {
  ratio: () => ({ style: "percent", maximumFractionDigits: 1 }),
  days: () => ({ style: "unit", unit: "day", unitDisplay: "short", maximumFractionDigits: 1 }),
  money: currency => ({ style: "currency", currency, notation: "compact", maximumFractionDigits: 1 }),
}

function marks({ language, unit, currency }) {
  const style = STYLES[unit]?.(currency) ?? { notation: "compact", maximumFractionDigits: 1 }
  const written = new Intl.NumberFormat(language, style)
  return value => written.format(value)
}

const NARROW = 480, LEANING = 140 // pixels: a page like a telephone's, a name that leans

// On a narrow screen a flow runs down the page, and lying bars have their names above them.
function laid(option, canvas, width) {
  if (option.series[0].type === "graph") return flowing(option, canvas, width)
  const { xAxis, yAxis, grid, legend } = option, names = yAxis.type === "category", pen = penOf(canvas)
  if (legend.show) grid.top += 22 * (linesOf(option, width, pen) - 1)
  if (names && option.series[0].type === "bar" && width < NARROW) above(option, canvas, width, pen)
  else if (names) beside(yAxis, width, pen)
  if (xAxis.type === "category") below(xAxis, canvas, width - (names ? yAxis.axisLabel.width : 48), pen)
  for (const axis of [xAxis, yAxis]) if (axis.type === "value" && width < NARROW) axis.splitNumber = 2
}

function penOf(canvas) {
  const pen = document.createElement("canvas").getContext("2d")
  pen.font = `12px ${getComputedStyle(canvas).fontFamily}`
  return text => Math.ceil(pen.measureText(text).width)
}

// A name without the marks of its styles.
function bare(name) {
  return name.replace(/\{.\||\}/g, "")
}

// Names beside lying bars take no more room than the longest of them needs.
function beside({ axisLabel, data }, width, pen) {
  const lines = data.flatMap(name => bare(name).split("\n"))
  axisLabel.width = Math.min(320, width * .4, Math.max(...lines.map(pen)) + 4)
  if (!axisLabel.rich) parting(axisLabel, pen)
}

// Names below the axis stand in a place each, or lean; where even that is too narrow, some are left out.
function below({ axisLabel, data }, canvas, room, pen) {
  const place = room / data.length, all = axisLabel.interval === 0
  const lines = data.flatMap(name => parted(name, place - 4, pen).split("\n"))
  if (all && place >= 16 && Math.max(...lines.map(pen)) > place - 4) {
    canvas.style.height = `${parseInt(canvas.style.height) + LEANING * .8}px`
    return Object.assign(axisLabel, { rotate: 60, width: LEANING, hideOverlap: false })
  }
  const fits = all && place >= 16
  Object.assign(axisLabel, { width: fits ? place - 4 : 84, hideOverlap: !fits })
  if (!fits) delete axisLabel.interval
  parting(axisLabel, pen)
}

function parting(axisLabel, pen) {
  Object.assign(axisLabel, { lineHeight: 14, formatter: name => parted(name, axisLabel.width, pen) })
}

// A name that is too long for its line stands on two, parted at the space nearest to its middle.
function parted(name, room, pen) {
  const spaces = [...name.matchAll(/ /g)].map(({ index }) => index), middle = name.length / 2
  if (pen(name) <= room || !spaces.length) return name
  const at = spaces.reduce((best, one) => Math.abs(one - middle) < Math.abs(best - middle) ? one : best)
  return `${name.slice(0, at)}\n${name.slice(at + 1)}`
}

// How many lines the legend takes.
function linesOf({ series }, width, pen) {
  const names = [...new Set(series.map(({ name }) => name).filter(Boolean))]
  return Math.ceil(names.reduce((all, name) => all + pen(name) + 26, 0) / width)
}

// Names of lying bars above them, with what is told where there is one bar each: so the bars have the whole width.
function above({ series, yAxis, grid }, canvas, width, pen) {
  const shown = series.filter(one => !one.silent), single = shown.length === 1 || shown.every(one => one.stack)
  const told = shown.length === 1 ? shown[0].data.map(({ label }) => label?.formatter ?? "") : []
  const names = yAxis.data.map((name, place) => [name, told[place]].filter(Boolean).join("\n"))
  const [room, thick] = [width - 20, single ? 10 : 16 * shown.length]
  const isLong = told.length && names.some(name => pen(bare(name).replace("\n", "  ")) > room)
  for (const one of series) Object.assign(one, { barWidth: 10, barMaxWidth: 10, barGap: "60%" })
  if (told.length) for (const one of shown[0].data) if (one.label) one.label.show = false
  if (single) grid.right = 16
  canvas.style.height = `${grid.top + grid.bottom + names.length * (thick + (isLong ? 62 : 34))}px`
  Object.assign(yAxis.axisLabel, {
    inside: true, align: "left", verticalAlign: "bottom", margin: 0, padding: [0, 0, thick / 2 + 3, 0], width: room,
    lineHeight: 14, formatter: (_name, place) => isLong ? names[place] : names[place].replace("\n", "  "),
  })
}

function flowing(option, canvas, width) {
  const [flow] = option.series, places = option.xAxis.max + .5, across = width / places >= 126, aside = option.yAxis.max > 1
  const room = Math.min(132, across ? width / places - 40 : width * (aside ? .37 : .46))
  canvas.style.height = across ? (option.yAxis.straight ? "110px" : "260px") : `${places * 92}px`
  for (const node of flow.data) {
    node.symbolSize = [room, 60]
    node.label.width = room - 4
    if (!across) node.value = node.value.toReversed()
  }
  if (across) return
  for (const link of flow.links) {
    link.lineStyle.curveness *= -1
    link.label.rotate = 0
  }
  const sideways = aside ? { ...option.yAxis, min: option.yAxis.min + .2, max: option.yAxis.max - 1 } : option.yAxis
  Object.assign(option, { xAxis: sideways, yAxis: { ...option.xAxis, inverse: true } })
}

export function painted(given, probe, canvas, axis) {
  const option = toned(structuredClone(given), probe)
  canvas.style.height = `${axis.height}px`
  const paint = toned({ back: "--float", ink: "--ink", line: "--line" }, probe)
  laid(option, canvas, canvas.clientWidth)
  for (const each of [option.xAxis, option.yAxis]) if (each?.type === "value") each.axisLabel.formatter = marks(axis)
  Object.assign(option.tooltip, {
    renderMode: "richText", confine: true, backgroundColor: paint.back, borderColor: paint.line,
    textStyle: { color: paint.ink, fontSize: 13 },
    formatter: found => [found].flat().map(one => one.data?.said).filter(Boolean).join("\n"),
  })
  if (option.legend) option.legend.textStyle = { color: paint.ink }
  return { ...option, textStyle: { fontFamily: getComputedStyle(probe).fontFamily } }
}

// All points and ways that say something, in the order in which the arrows walk over them.
export function points({ series }) {
  return series.flatMap((one, seriesIndex) => one.silent ? [] : [
    ...telling(one.data, { seriesIndex }), ...telling(one.links ?? [], { seriesIndex, dataType: "edge" })])
}

function telling(data, place) {
  return data.flatMap((each, dataIndex) => each?.said ? [{ ...place, dataIndex, said: each.said, href: each.href }] : [])
}

// Points at one of them. A way has no place of its own, so its words stand between its ends.
export function point(chart, { said, href, ...place }) {
  chart.dispatchAction({ type: "downplay" })
  chart.dispatchAction({ type: "highlight", ...place })
  if (!place.dataType) return chart.dispatchAction({ type: "showTip", ...place })
  const { data, links } = chart.getOption().series[place.seriesIndex], way = links[place.dataIndex]
  const [one, two] = [way.source, way.target].map(id =>
    chart.convertToPixel({ seriesIndex: place.seriesIndex }, data.find(node => node.id === id).value))
  chart.dispatchAction({ type: "showTip", x: (one[0] + two[0]) / 2, y: (one[1] + two[1]) / 2, tooltip: { formatter: said } })
}
