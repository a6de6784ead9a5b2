// «Карта»: municipalities by colour, points, steps of time. No tiles, no fonts of anybody else; the table tells the same.
(() => {
  const byId = (id) => document.getElementById(id);
  const desk = byId("map-desk"), left = byId("map-left"), said = byId("map-said"), panel = byId("map-panel");
  const drawn = JSON.parse(byId("map-drawn").textContent), gl = window.maplibregl;
  const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const get = async (address) => {
    const got = await fetch(address), told = await got.json();
    if (!got.ok) throw new Error(told.problem || "Данные не пришли: откройте страницу снова.");
    return told;
  };
  const LACK = -1, FONT = ["Golos Text"], NAMES = ["area", "spots"];
  let map, areas, walked, spots, step = -1, timer = 0, picked = "";

  left.hidden = false;
  start().catch((error) => { fail(); console.warn(error); });

  function fail() {
    byId("map-failed").hidden = false;
    for (const part of [byId("map-box"), ...left.querySelectorAll(".map-below, .map-time")]) part.hidden = true;
  }

  async function start() {
    // The names on the map are drawn by the browser: its font must be there first.
    await Promise.all([document.fonts.load("14px 'Golos Text'", "Яя1"), get(drawn.borders).then((got) => { areas = got; })]);
    gl.setWorkerUrl(desk.dataset.worker);
    const edges = new gl.LngLatBounds();
    const stretch = (at) => (typeof at[0] === "number" ? edges.extend(at) : at.forEach(stretch));
    areas.features.forEach((one) => stretch(one.geometry.coordinates));
    map = new gl.Map({
      container: byId("map-box"), bounds: edges, fitBoundsOptions: { padding: 24 }, attributionControl: false, dragRotate: false, pitchWithRotate: false,
      cooperativeGestures: matchMedia("(pointer: coarse)").matches, canvasContextAttributes: { preserveDrawingBuffer: true },
      locale: {
        "NavigationControl.ZoomIn": "Ближе", "NavigationControl.ZoomOut": "Дальше", "Map.Title": `Карта региона. Цвет — ${drawn.title}. Те же цифры ниже, в таблице`,
        "CooperativeGesturesHandler.MobileHelpText": "Двигайте карту двумя пальцами", "CooperativeGesturesHandler.WindowsHelpText": "Ctrl и колесо — ближе и дальше",
      },
      style: { version: 8, sources: {}, layers: [{ id: "ground", type: "background", paint: { "background-color": style("--sunk") } }] },
    });
    map.touchZoomRotate.disableRotation();
    map.addControl(new gl.NavigationControl({ showCompass: false }));
    map.on("load", () => { build(); paint(); listen(); left.dataset.ready = "yes"; });
    new MutationObserver(recolour).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
  }

  const shades = () => [0, 1, 2, 3, 4].map((number) => style(`--map-${drawn.isChange ? "d" : "c"}${number}`));
  const colours = () => ["match", ["coalesce", ["feature-state", "c"], LACK], ...shades().flatMap((colour, number) => [number, colour]), style("--surface")];
  // On a strong colour the name is told in the ink of the other side.
  const isStrong = (number) => (drawn.isChange ? number === 0 || number === 4 : number > 2);
  const inks = (strong, pale) => only(["get", "isStrong"], style(strong), style(pale));
  const only = (test, yes, no) => ["case", test, yes, no];

  function build() {
    map.addSource("areas", { type: "geojson", data: areas, promoteId: "code" });
    map.addSource("names", { type: "geojson", data: names() });
    map.addImage("hatch", hatch(), { pixelRatio: 2 });
    const lacks = ["==", ["coalesce", ["feature-state", "c"], LACK], LACK];
    map.addLayer({ id: "area", type: "fill", source: "areas", paint: { "fill-color": colours() } });
    map.addLayer({ id: "lack", type: "fill", source: "areas", paint: { "fill-pattern": "hatch", "fill-opacity": only(lacks, 1, 0) } });
    map.addLayer({ id: "border", type: "line", source: "areas", paint: { "line-color": style("--line-strong"), "line-width": 1 } });
    map.addLayer({ id: "picked", type: "line", source: "areas", filter: ["==", ["get", "code"], picked], paint: { "line-color": style("--ink"), "line-width": 3 } });
    map.addLayer({
      id: "name", type: "symbol", source: "names",
      layout: { "text-font": FONT, "text-field": ["format", ["get", "name"], { "font-scale": 0.9 }, "\n", {}, ["get", "told"], {}], "text-size": 13, "text-max-width": 9, "text-padding": 1, "symbol-sort-key": ["get", "order"] },
      paint: { "text-color": inks("--surface", "--ink"), "text-halo-color": inks("--ink", "--surface"), "text-halo-width": 1.4 },
    });
  }

  // A hatch says «no figure» without a colour of its own.
  function hatch() {
    const side = 16, board = Object.assign(document.createElement("canvas"), { width: side, height: side }), pen = board.getContext("2d");
    pen.fillStyle = style("--surface");
    pen.fillRect(0, 0, side, side);
    pen.strokeStyle = style("--line-strong");
    pen.lineWidth = 1.5;
    for (const from of [-side, 0, side]) { pen.beginPath(); pen.moveTo(from, side); pen.lineTo(from + side, 0); pen.stroke(); }
    return pen.getImageData(0, 0, side, side);
  }

  function names() {
    const cells = now();
    return { type: "FeatureCollection", features: areas.features.map(({ properties: { code, name, at } }) => ({
      type: "Feature", geometry: { type: "Point", coordinates: at },
      properties: { code, name: short(name), told: cells[code] ? cells[code][1] : "", order: -(cells[code] ? cells[code][2] : 0), isStrong: Boolean(cells[code]) && isStrong(cells[code][0]) },
    })) };
  }

  const short = (name) => name.replace(/^(Городской округ|Муниципальный округ|Муниципальный район)\s+/i, "").replace(/\s+(городской|муниципальный)\s+(округ|район)$/i, "").replace(/^город\s+/i, "");
  const now = () => (step < 0 ? drawn.cells : Object.fromEntries(Object.entries(walked.cells).map(([code, row]) => [code, row[step]])));

  function paint() {
    const cells = now();
    for (const { properties: { code } } of areas.features) map.setFeatureState({ source: "areas", id: code }, { c: cells[code] ? cells[code][0] : LACK });
    map.getSource("names").setData(names());
    legend(step < 0 ? drawn.legend : walked.legend, step < 0);
    if (spots) map.getSource("spots").setData(places());
  }

  function recolour() {
    if (!map || !map.getLayer("area")) return;
    map.setPaintProperty("ground", "background-color", style("--sunk"));
    map.setPaintProperty("area", "fill-color", colours());
    map.updateImage("hatch", hatch());
    map.setPaintProperty("border", "line-color", style("--line-strong"));
    map.setPaintProperty("picked", "line-color", style("--ink"));
    map.setPaintProperty("name", "text-color", inks("--surface", "--ink"));
    map.setPaintProperty("name", "text-halo-color", inks("--ink", "--surface"));
  }

  function legend(keys, isWhole) {
    byId("map-legend").replaceChildren(...keys.map(([colour, told, places]) => {
      const row = document.createElement("li");
      for (const [className, text] of [[`map-sign map-${drawn.isChange ? "d" : "c"}${colour}`, ""], ["", told], ["quiet", isWhole ? `${places} мун.` : ""]]) {
        row.append(Object.assign(document.createElement("span"), { className, textContent: text }));
      }
      return row;
    }));
  }

  function listen() {
    const here = (point) => NAMES.filter((name) => map.getLayer(name)).reverse().map((name) => map.queryRenderedFeatures(point, { layers: [name] })[0]).find(Boolean);
    map.on("mousemove", (event) => { map.getCanvas().style.cursor = here(event.point) ? "pointer" : ""; });
    map.on("click", (event) => {
      const found = here(event.point);
      if (!found) return;
      if (found.layer.id === "area") open(found.properties.code);
      else if (found.properties.cluster) nearer(found);
      else load(`${drawn.rows}${period()}&at=${encodeURIComponent(found.properties.cell)}`);
    });
    document.body.addEventListener("htmx:afterSwap", (event) => {
      if (event.detail.target !== panel) return;
      const link = event.detail.requestConfig.elt;
      if (!link.dataset || !link.dataset.place) return;
      mark(link.dataset.place);
      panel.scrollIntoView({ block: "nearest" });
      panel.focus({ preventScroll: true });
    });
    byId("map-spots").addEventListener("change", async (event) => {
      try { await show(event.target.checked); } catch (error) { said.textContent = error.message; }
    });
    mark(new URLSearchParams(location.search).get("place") || "");
    if (byId("map-step")) time();
  }

  // A step of time is a period of its own: of two in an address the later one counts.
  const period = () => (step < 0 ? "" : `&since=${walked.days[step][0]}&until=${walked.days[step][1]}`);

  function mark(code) {
    picked = code;
    map.setFilter("picked", ["==", ["get", "code"], code]);
  }

  function open(code) {
    mark(code);
    load(`${drawn.panel}&place=${encodeURIComponent(code)}`);
  }

  const load = (address) => window.htmx.ajax("GET", address, { target: panel, swap: "innerHTML" });

  async function nearer(cluster) {
    const zoom = await map.getSource("spots").getClusterExpansionZoom(cluster.properties.cluster_id);
    map.easeTo({ center: cluster.geometry.coordinates, zoom });
  }

  async function show(isOn) {
    if (!spots && isOn) {
      said.textContent = "Точки загружаются…";
      spots = await get(drawn.points);
      points();
    }
    for (const name of ["spots", "counts"]) if (map.getLayer(name)) map.setLayoutProperty(name, "visibility", isOn ? "visible" : "none");
    if (map.getLayer("name")) map.setLayoutProperty("name", "visibility", isOn ? "none" : "visible");
    said.textContent = isOn ? (spots.rows.length ? `С известным местом: ${spots.questions.toLocaleString("ru")}. Точка — квадрат ${spots.metres.toLocaleString("ru")} м.` : "Ни у одного вопроса место на карте не известно.") : "";
  }

  // A cell is told by its numbers from the equator and from Greenwich; its middle is reckoned here.
  function places() {
    const { metres, degree } = spots, kept = step < 0 ? spots.rows : spots.rows.filter((row) => row[2] === step);
    return { type: "FeatureCollection", features: kept.map(([north, east, , n]) => {
      const lat = (north * metres) / degree, lon = (east * metres) / degree / Math.cos((lat * Math.PI) / 180);
      return { type: "Feature", geometry: { type: "Point", coordinates: [lon, lat] }, properties: { n, cell: `${metres},${north},${east}` } };
    }) };
  }

  function points() {
    map.addSource("spots", { type: "geojson", data: places(), cluster: true, clusterRadius: 44, clusterMaxZoom: 15, clusterProperties: { n: ["+", ["get", "n"]] } });
    const size = ["interpolate", ["linear"], ["log10", ["get", "n"]], 0, 7, 1, 13, 2, 18, 4, 30];
    map.addLayer({ id: "spots", type: "circle", source: "spots", paint: { "circle-color": style("--map-spot"), "circle-radius": size, "circle-stroke-color": style("--map-spot-ink"), "circle-stroke-width": 1.5 } });
    map.addLayer({ id: "counts", type: "symbol", source: "spots", filter: [">", ["get", "n"], 1], layout: { "text-font": FONT, "text-field": ["to-string", ["get", "n"]], "text-size": 12, "text-allow-overlap": true }, paint: { "text-color": style("--map-spot-ink") } });
  }

  function time() {
    const slider = byId("map-step"), play = byId("map-play"), pause = byId("map-pause"), whole = byId("map-whole");
    const ready = async () => {
      if (walked) return;
      walked = await get(drawn.steps);
      slider.max = walked.days.length - 1;
    };
    const go = (to) => {
      step = to;
      const told = step < 0 ? "весь период" : walked.titles[step];
      byId("map-when").value = told;
      slider.setAttribute("aria-valuetext", told);
      if (step >= 0) slider.value = step;
      whole.hidden = step < 0;
      paint();
    };
    const stop = () => { clearInterval(timer); timer = 0; play.hidden = false; pause.hidden = true; };
    const next = () => (step + 1 < walked.days.length ? go(step + 1) : stop());
    const refused = (error) => { stop(); said.textContent = error.message; };
    // How many steps there are is known before the slider is touched.
    ready().catch(refused);
    slider.addEventListener("input", () => ready().then(() => { stop(); go(Number(slider.value)); }).catch(refused));
    play.addEventListener("click", () => ready().then(() => {
      play.hidden = true;
      pause.hidden = false;
      pause.focus();
      go(step + 1 < walked.days.length && step >= 0 ? step : 0);
      timer = setInterval(next, 900);
    }).catch(refused));
    pause.addEventListener("click", () => { stop(); play.focus(); });
    whole.addEventListener("click", () => { stop(); go(-1); play.focus(); });
  }
})();
