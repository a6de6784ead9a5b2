// The public form: topics as one writes, a draft on this device, sending when the network is back, the place.
(() => {
  const KEY = "otklik-letter", WAIT_MS = 900, AGAIN_MS = 30000;
  const told = document.getElementById("told");
  let form = document.getElementById("letter"), asked = "", timer = 0, sending = false;

  const store = {
    get() { try { return JSON.parse(localStorage.getItem(KEY)) || {}; } catch { return {}; } },
    // A private window or a full disk keeps nothing: the form works on without a draft.
    set(kept) { try { localStorage.setItem(KEY, JSON.stringify(kept)); return true; } catch { return false; } },
    drop() { try { localStorage.removeItem(KEY); } catch { /* nothing was kept */ } },
  };
  const say = (words, kind = "") => {
    told.innerHTML = "";
    if (!words) return;
    const note = document.createElement("div");
    note.className = `note ${kind}`;
    note.textContent = words;
    told.append(note);
  };
  const typed = () => {
    const kept = {};
    for (const [name, value] of new FormData(form)) if (typeof value === "string" && value && name !== "consent_version" && name !== "seen") kept[name] = value;
    return kept;
  };

  function keep(isWaiting = false) {
    const fields = typed();
    const isKept = fields.text && store.set({ fields, isWaiting, at: Date.now() });
    const line = document.getElementById("kept");
    line.hidden = !isKept;
    line.textContent = isKept ? "Черновик сохранён на этом устройстве (фото в нём не хранятся)." : "";
    document.getElementById("wipe").hidden = !isKept;
  }

  function fill(fields) {
    for (const [name, value] of Object.entries(fields)) {
      const box = form.elements[name];
      if (!box) continue;
      if (box instanceof RadioNodeList) { for (const one of box) one.checked = one.value === value; }
      else if (box.type === "checkbox") box.checked = true;
      else if (box.type !== "file") box.value = value;
    }
  }

  async function offer() {
    const text = form.elements.text.value.trim();
    if (text.length < 12 || text === asked) return;
    const body = new FormData(form);
    body.delete("photos");
    try {
      const answer = await fetch(form.dataset.topics, { method: "POST", body });
      if (!answer.ok) return;
      asked = text;
      const before = typed();
      document.getElementById("topics").innerHTML = await answer.text();
      fill(before);
    } catch { /* No network: the centre finds the topic by itself. */ }
  }

  async function send(isLate = false) {
    if (sending) return;
    sending = true;
    const button = document.getElementById("send"), body = new FormData(form);
    if (isLate) body.append("late", "1");
    button.disabled = true;
    button.textContent = "Отправляем…";
    try {
      const answer = await fetch(form.action, { method: "POST", body });
      if (answer.redirected) { store.drop(); location.assign(answer.url); return; }
      show(await answer.text());
    } catch {
      keep(true);
      say("Сети нет. Сообщение сохранено на этом устройстве и уйдёт само, когда сеть появится: не закрывайте страницу или откройте её позже.");
      setTimeout(() => send(true), AGAIN_MS);
    } finally {
      sending = false;
      const now = document.getElementById("send");
      if (now) { now.disabled = false; now.textContent = "Отправить"; }
    }
  }

  // The page that came back with complaints, with the files that were chosen: a browser can't be told them again.
  function show(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    const next = fresh.getElementById("letter");
    if (!next) { document.querySelector("main").replaceWith(fresh.querySelector("main")); return; }
    const photos = form.elements.photos;
    form.replaceWith(next);
    form = next;
    form.elements.photos.replaceWith(photos);
    told.innerHTML = fresh.getElementById("told").innerHTML;
    start();
    (form.querySelector(".is-wrong input, .is-wrong textarea, .is-wrong select") || document.querySelector("#topics input[type=radio]") || form).focus();
  }

  function start() {
    form.addEventListener("submit", (event) => {
      if (event.submitter && event.submitter.name === "topics") { event.preventDefault(); asked = ""; offer(); return; }
      event.preventDefault();
      send();
    });
    form.addEventListener("input", (event) => {
      clearTimeout(timer);
      timer = setTimeout(() => { keep(); if (event.target.name === "text") offer(); }, WAIT_MS);
    });
    form.elements.text.addEventListener("blur", offer);
    const place = form.querySelector("[data-map]");
    if (place) { place.hidden = false; where(place); }
  }

  function where(place) {
    const spot = document.getElementById("spot"), forget = place.querySelector("[data-do=forget]");
    const set = (latitude, longitude, words) => {
      form.elements.latitude.value = latitude;
      form.elements.longitude.value = longitude;
      spot.textContent = words;
      forget.hidden = !latitude;
      place.dispatchEvent(new CustomEvent("spot", { detail: latitude ? [Number(longitude), Number(latitude)] : null }));
      keep();
    };
    const near = (latitude, longitude, name) => set(latitude.toFixed(5), longitude.toFixed(5), `Точка отмечена${name ? `: ${name}` : ""} (${latitude.toFixed(4)}, ${longitude.toFixed(4)}).`);
    if (form.elements.latitude.value) near(Number(form.elements.latitude.value), Number(form.elements.longitude.value), "");
    forget.addEventListener("click", () => set("", "", ""));
    const here = place.querySelector("[data-do=here]");
    here.hidden = !navigator.geolocation;
    here.addEventListener("click", () => {
      spot.textContent = "Определяем…";
      navigator.geolocation.getCurrentPosition(
        (found) => near(found.coords.latitude, found.coords.longitude, ""),
        () => { spot.textContent = "Место не определилось: разрешите его в браузере или напишите адрес словами."; },
        { enableHighAccuracy: true, timeout: 15000 },
      );
    });
    place.querySelector("[data-do=map]").addEventListener("click", (event) => {
      event.target.hidden = true;
      const script = document.createElement("script");
      script.src = place.dataset.drawer;
      script.onload = () => window.otklikMap(place, near);
      script.onerror = () => { event.target.hidden = false; spot.textContent = "Карта не загрузилась: напишите адрес словами."; };
      document.head.append(script);
    });
  }

  start();
  const kept = store.get();
  if (kept.fields && !form.elements.text.value) {
    const { form_id: known, ...fields } = kept.fields;
    fill(fields);
    if (known) form.elements.form_id.value = known;
    say(kept.isWaiting ? "Сообщение ждало сети, отправляем." : "Мы сохранили то, что вы писали. Фото приложите снова.");
    document.getElementById("wipe").hidden = false;
    if (kept.isWaiting) send(true); else offer().then(() => fill(fields));
  }
  document.getElementById("wipe").addEventListener("click", () => { store.drop(); location.reload(); });
  addEventListener("online", () => { if (store.get().isWaiting) send(true); });
})();
