// The map of the public form: the region's own borders, no tiles of anybody else; loaded only when it is asked for.
window.otklikMap = async (place, near) => {
  const box = document.getElementById("map"), spot = document.getElementById("spot");
  const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const load = (make) => new Promise((done, failed) => { const node = make(); node.onload = done; node.onerror = failed; document.head.append(node); });
  try {
    await Promise.all([
      load(() => Object.assign(document.createElement("link"), { rel: "stylesheet", href: place.dataset.style })),
      load(() => Object.assign(document.createElement("script"), { src: place.dataset.script })),
    ]);
    const drawn = await (await fetch(place.dataset.map)).json();
    box.hidden = false;
    draw(drawn);
  } catch {
    box.hidden = true;
    spot.textContent = "Карта на этом устройстве не открылась: напишите адрес словами.";
  }

  function draw(drawn) {
    const gl = window.maplibregl;
    gl.setWorkerUrl(place.dataset.worker);
    const areas = drawn.features.filter((one) => one.geometry.type !== "Point");
    const towns = drawn.features.filter((one) => one.geometry.type === "Point");
    const edges = new gl.LngLatBounds();
    const stretch = (at) => (typeof at[0] === "number" ? edges.extend(at) : at.forEach(stretch));
    (areas.length ? areas : towns).forEach((one) => stretch(one.geometry.coordinates));
    const map = new gl.Map({
      container: box, bounds: edges, fitBoundsOptions: { padding: 16 }, attributionControl: false, dragRotate: false, pitchWithRotate: false,
      locale: { "NavigationControl.ZoomIn": "Ближе", "NavigationControl.ZoomOut": "Дальше", "Map.Title": "Карта региона", "Marker.Title": "Отмеченное место" },
      style: {
        version: 8,
        sources: { areas: { type: "geojson", data: { type: "FeatureCollection", features: areas } } },
        layers: [
          { id: "ground", type: "background", paint: { "background-color": style("--sunk") } },
          { id: "areas", type: "fill", source: "areas", paint: { "fill-color": style("--surface") } },
          { id: "borders", type: "line", source: "areas", paint: { "line-color": style("--line-strong"), "line-width": 1 } },
        ],
      },
    });
    map.touchZoomRotate.disableRotation();
    map.addControl(new gl.NavigationControl({ showCompass: false }));
    // Names are given in order of size: a smaller town is named where nobody larger stands in the way.
    const signs = towns.map((town) => {
      const sign = document.createElement("div");
      sign.className = "town";
      sign.textContent = town.properties.name;
      new gl.Marker({ element: sign }).setLngLat(town.geometry.coordinates).addTo(map);
      return { sign, at: town.geometry.coordinates, half: 3.6 * town.properties.name.length + 8 };
    });
    const name = () => {
      const taken = [];
      for (const { sign, at, half } of signs) {
        const { x, y } = map.project(at);
        const isFree = taken.every((one) => Math.abs(one.y - y) > 18 || Math.abs(one.x - x) > one.half + half);
        sign.style.visibility = isFree ? "" : "hidden";
        if (isFree) taken.push({ x, y, half });
      }
    };
    name();
    map.on("moveend", name);
    const mark = new gl.Marker({ color: style("--danger") });
    const put = (at) => (at ? mark.setLngLat(at).addTo(map) : mark.remove());
    map.on("click", (event) => {
      const found = map.queryRenderedFeatures(event.point, { layers: ["areas"] })[0];
      near(event.lngLat.lat, event.lngLat.lng, found ? found.properties.name : "");
    });
    place.addEventListener("spot", (event) => { put(event.detail); if (event.detail && !map.getBounds().contains(event.detail)) map.easeTo({ center: event.detail }); });
    const form = place.closest("form").elements;
    if (form.latitude.value) put([Number(form.longitude.value), Number(form.latitude.value)]);
  }
};
