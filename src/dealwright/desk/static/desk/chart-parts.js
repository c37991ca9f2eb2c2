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

// On a narrow screen a flow runs down the page, and names take less of the width.
function laid(option, canvas, width) {
  if (option.series[0].type === "graph") return flowing(option, canvas, width)
  for (const axis of [option.xAxis, option.yAxis]) {
    if (axis?.type === "category") named(axis, width)
    else if (axis && width < 480) axis.splitNumber = 2
  }
}

// Names below the axis stand in a place each; where these are too small, some names are left out instead.
function named({ axisLabel, inverse, data }, width) {
  const place = width * .85 / data.length, fits = axisLabel.interval === 0 && place >= 44
  axisLabel.width = inverse ? Math.min(320, width * .4) : fits ? place : 84
  if (!inverse && !fits) delete axisLabel.interval
  if (!axisLabel.rich) Object.assign(axisLabel, { lineHeight: 14, formatter: name => parted(name, axisLabel.width / 6) })
}

// A name that is too long for its line stands on two, parted at the space nearest to its middle.
function parted(name, letters) {
  const spaces = [...name.matchAll(/ /g)].map(({ index }) => index), middle = name.length / 2
  if (name.length <= letters || !spaces.length) return name
  const at = spaces.reduce((best, one) => Math.abs(one - middle) < Math.abs(best - middle) ? one : best)
  return `${name.slice(0, at)}\n${name.slice(at + 1)}`
}

function flowing(option, canvas, width) {
  const [flow] = option.series, places = option.xAxis.max + .5, across = width / places >= 118
  const room = Math.min(132, across ? width / places - 32 : width * (option.yAxis.max > 1 ? .3 : .46))
  canvas.style.height = across ? (option.yAxis.straight ? "110px" : "260px") : `${places * 88}px`
  for (const node of flow.data) {
    node.symbolSize = [room, 60]
    node.label.width = room - 8
    if (!across) node.value = node.value.toReversed()
  }
  if (across) return
  for (const link of flow.links) link.lineStyle.curveness *= -1
  Object.assign(option, { xAxis: option.yAxis, yAxis: { ...option.xAxis, inverse: true } })
}

export function painted(given, probe, canvas, axis) {
  const option = toned(structuredClone(given), probe)
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
