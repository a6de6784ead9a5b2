// Draws every [data-chart] from the figures written beside it; a click on a point opens its rows.
(() => {
  const MOST_SYMBOLS = 40;
  const DASHES = ["solid", "dashed", "dotted", [8, 3, 2, 3]];
  const SYMBOLS = ["circle", "rect", "triangle", "diamond"];
  const PNG = { width: 1200, height: 640 };
  const drawn = new Map();
  let library;

  const digits = (value, most) => value.toLocaleString("ru-RU", { maximumFractionDigits: most });

  // As screens/parts/figures.py tells them.
  function told(value, unit) {
    if (value === null || value === undefined) return "—";
    if (unit === "share") return `${digits(value * 100, 1)} %`;
    if (unit === "hours") return `${digits(value, 1)} ч`;
    return digits(value, Number.isInteger(value) ? 0 : Math.abs(value) < 10 ? 2 : 1);
  }

  function colour(name, root) {
    return getComputedStyle(root).getPropertyValue(`--${name}`).trim();
  }

  // A picture and a print are always on white, whatever the page is.
  function palette(isLight) {
    const probe = document.createElement("div");
    if (isLight) probe.dataset.bsTheme = "light";
    document.body.append(probe);
    const read = (name) => colour(name, probe);
    const found = {
      ink: read("ink"), quiet: read("ink-quiet"), line: read("line"), ground: read("surface"), before: read("series-before"),
      low: read("heat-low"), high: read("heat-high"), heatInk: read("heat-ink"), heatInkHigh: read("heat-ink-high"),
      series: [1, 2, 3, 4, 5, 6, 7].map((number) => read(`series-${number}`)),
    };
    probe.remove();
    return found;
  }

  function load(address) {
    library = library || new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = () => done(window.echarts);
      script.onerror = failed;
      document.head.append(script);
    });
    return library;
  }

  const shared = (colours) => ({
    animation: false,
    textStyle: { fontFamily: "Golos Text, system-ui, sans-serif", fontSize: 12, color: colours.ink },
    backgroundColor: "transparent",
  });

  function tip(heading, lines) {
    const box = document.createElement("div");
    box.className = "chart-tip";
    const head = document.createElement("b");
    head.textContent = heading;
    box.append(head, ...lines.map(([name, value]) => {
      const line = document.createElement("span");
      line.append(Object.assign(document.createElement("i"), { textContent: name }), Object.assign(document.createElement("b"), { textContent: value }));
      return line;
    }));
    return box;
  }

  function tooltip(colours, more) {
    return { confine: true, backgroundColor: colours.ground, borderColor: colours.line, padding: [6, 10], ...more };
  }

  function axis(colours, unit) {
    return {
      type: "value", max: unit === "share" ? 1 : null, interval: unit === "share" ? 0.25 : null, min: (range) => (range.min >= 0 ? 0 : range.min), splitNumber: 4, axisLine: { show: false }, axisTick: { show: false },
      splitLine: { lineStyle: { color: colours.line } },
      axisLabel: { color: colours.quiet, hideOverlap: true, formatter: (value) => told(value, unit) },
    };
  }

  function names(colours, chart, more) {
    return {
      type: "category", data: chart.categories, axisTick: { show: false }, axisLine: { lineStyle: { color: colours.line } },
      axisLabel: { color: colours.quiet, hideOverlap: true, ...more },
    };
  }

  const points = (one) => one.values.map((value, place) => ({ value, link: one.links[place] || "" }));

  function legend(colours, chart) {
    return { show: chart.series.length > 1, type: "scroll", top: 0, left: 0, itemHeight: 10, textStyle: { color: colours.ink }, pageTextStyle: { color: colours.quiet } };
  }

  function overAxis(chart) {
    return (found) => tip(found[0].axisValueLabel || found[0].name, found.map((one) => [one.seriesName, told(one.value, chart.unit)]));
  }

  function line(chart, colours) {
    const few = chart.categories.length <= MOST_SYMBOLS;
    return {
      ...shared(colours), legend: legend(colours, chart),
      grid: { left: 4, right: 12, top: chart.series.length > 1 ? 34 : 12, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
      tooltip: tooltip(colours, { trigger: "axis", formatter: overAxis(chart) }),
      xAxis: names(colours, chart, {}), yAxis: axis(colours, chart.unit),
      series: chart.series.map((one, place) => ({
        type: "line", name: one.name, data: points(one), connectNulls: false, z: one.is_before ? 1 : 2,
        symbol: SYMBOLS[place % SYMBOLS.length], symbolSize: few ? 7 : 5, showSymbol: few, triggerLineEvent: false,
        color: one.is_before ? colours.before : colours.series[place % colours.series.length],
        lineStyle: { width: one.is_before ? 1.5 : 2.25, type: one.is_before ? "dashed" : DASHES[place % DASHES.length] },
      })),
    };
  }

  function bars(chart, colours, size) {
    const many = chart.series.length > 1;
    return {
      ...shared(colours), legend: legend(colours, chart), aria: { enabled: many, label: { enabled: false }, decal: { show: many } },
      grid: { left: 4, right: 56, top: many ? 34 : 4, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
      tooltip: tooltip(colours, { trigger: "axis", axisPointer: { type: "shadow" }, formatter: overAxis(chart) }),
      xAxis: axis(colours, chart.unit), yAxis: { ...names(colours, chart, { width: Math.min(180, size.width * 0.36), overflow: "truncate", interval: 0 }), inverse: true },
      series: chart.series.map((one, place) => ({
        type: "bar", name: one.name, data: points(one), barMaxWidth: 20, barGap: "12%",
        color: one.is_before ? colours.before : colours.series[place % colours.series.length],
        label: { show: chart.series.length < 3, position: "right", color: colours.ink, formatter: (found) => (found.value === null || found.value === undefined ? "" : told(found.value, chart.unit)) },
      })),
    };
  }

  function blend(low, high, share) {
    const read = (text) => [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16));
    const [first, last] = [read(low), read(high)];
    return `rgb(${first.map((from, at) => Math.round(from + (last[at] - from) * share)).join(",")})`;
  }

  function heat(chart, colours, size) {
    const cells = chart.series.flatMap((one, row) => one.values.map((value, column) => ({ value: [column, row, value], link: one.links[column] || "" })));
    const known = cells.map((one) => one.value[2]).filter((value) => value !== null);
    const [least, most] = [Math.min(...known), Math.max(...known)];
    const share = (value) => (most > least ? (value - least) / (most - least) : 0.5);
    const left = Math.min(180, size.width * 0.35);
    const cell = [(size.width - left - 12) / chart.categories.length - 2, (size.height - 64) / chart.series.length - 2];
    return {
      ...shared(colours),
      grid: { left, right: 12, top: 4, bottom: 60 },
      tooltip: tooltip(colours, { formatter: (found) => tip(`${chart.series[found.value[1]].name}, ${chart.categories[found.value[0]]}`, [["", told(found.value[2], chart.unit)]]) }),
      xAxis: names(colours, chart, { interval: 0, hideOverlap: cell[0] < 40, width: Math.max(cell[0] - 4, 40), overflow: "break", lineHeight: 13, fontSize: 11 }),
      yAxis: { ...names(colours, { categories: chart.series.map((one) => one.name) }, { width: left - 16, overflow: "truncate" }), inverse: true },
      series: [{
        type: "scatter", symbol: "rect", symbolSize: cell, data: cells.filter((one) => one.value[2] !== null).map((one) => ({
          ...one, itemStyle: { opacity: 1, color: blend(colours.low, colours.high, share(one.value[2])) },
          label: { show: cell[0] > 38 && cell[1] > 13, color: share(one.value[2]) > 0.55 ? colours.heatInkHigh : colours.heatInk, formatter: told(one.value[2], chart.unit) },
        })),
      }],
    };
  }

  function spark(chart, colours) {
    return {
      ...shared(colours), grid: { left: 2, right: 2, top: 3, bottom: 3 }, tooltip: tooltip(colours, { trigger: "axis", formatter: overAxis(chart) }),
      xAxis: { type: "category", data: chart.categories, show: false, boundaryGap: false }, yAxis: { type: "value", show: false, scale: true },
      series: chart.series.map((one) => ({
        type: "line", name: one.name, data: points(one), showSymbol: false, symbolSize: 5, lineStyle: { width: one.is_before ? 1 : 1.75, type: one.is_before ? "dashed" : "solid" },
        color: one.is_before ? colours.before : colours.series[0],
      })),
    };
  }

  const OPTIONS = { line, bars, heat, spark };

  function tall(chart, area) {
    if (chart.kind === "bars") return Math.max(120, 44 + chart.categories.length * (14 + 16 * Math.min(chart.series.length, 3)));
    if (chart.kind === "heat") return Math.max(140, 68 + chart.series.length * 26);
    return area.clientHeight;
  }

  function open(event) {
    const link = event.data && event.data.link;
    if (link) window.location.assign(link);
  }

  async function draw(figure) {
    const echarts = await load(figure.dataset.echarts);
    if (!figure.isConnected || figure.dataset.drawn) return;
    figure.dataset.drawn = "1";
    const area = figure.querySelector(".chart-area");
    const chart = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
    area.style.height = `${tall(chart, area)}px`;
    const made = echarts.init(area, null, { renderer: "svg" });
    made.on("click", open);
    const show = (isLight) => made.setOption(OPTIONS[chart.kind](chart, palette(isLight), { width: area.clientWidth, height: area.clientHeight }), true);
    drawn.set(figure, { made, show });
    show(false);
    new ResizeObserver(() => { if (figure.isConnected && area.clientWidth) { made.resize(); if (chart.kind === "heat" || chart.kind === "bars") show(false); } }).observe(area);
  }

  function drawAll() {
    drawn.forEach(({ made }, figure) => { if (!figure.isConnected) { made.dispose(); drawn.delete(figure); } });
    document.querySelectorAll("[data-chart]:not([data-drawn])").forEach((figure) => draw(figure).catch(() => figure.remove()));
  }

  async function save(figure) {
    const echarts = await load(figure.dataset.echarts);
    const chart = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
    const height = Math.max(PNG.height, tall(chart, { clientHeight: PNG.height }) + 120);
    const box = document.createElement("div");
    const made = echarts.init(box, null, { renderer: "canvas", width: PNG.width, height, devicePixelRatio: 2 });
    const colours = palette(true);
    const option = OPTIONS[chart.kind](chart, colours, { width: PNG.width, height: height - 120 });
    const note = [chart.note, document.querySelector("[data-fresh]")?.textContent.trim()].filter(Boolean).join(" · ");
    option.backgroundColor = "#ffffff";
    option.title = [
      { text: chart.title, left: 16, top: 14, textStyle: { fontSize: 18, fontWeight: 600, color: colours.ink, width: PNG.width - 40, overflow: "break" } },
      { text: note, left: 16, bottom: 10, textStyle: { fontSize: 12, fontWeight: 400, color: colours.quiet, width: PNG.width - 40, overflow: "break" } },
    ];
    if (option.legend) Object.assign(option.legend, { top: 70, left: 12 });
    option.grid = { ...option.grid, left: (option.grid.left || 0) + 16, top: (option.grid.top || 0) + 70, right: option.grid.right + 16, bottom: (option.grid.bottom || 0) + 48 };
    made.setOption(option);
    const link = document.createElement("a");
    link.href = made.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: "#ffffff" });
    link.download = `${chart.title.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60) || "grafik"}.png`;
    link.click();
    made.dispose();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-chart-save]");
    const figure = button && button.closest("[data-chart]");
    if (figure) save(figure);
  });
  document.addEventListener("htmx:afterSettle", drawAll);
  window.addEventListener("beforeprint", () => drawn.forEach(({ show }) => show(true)));
  window.addEventListener("afterprint", () => drawn.forEach(({ show }) => show(false)));
  new MutationObserver(() => drawn.forEach(({ show }) => show(false))).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", drawAll) : drawAll();
})();
