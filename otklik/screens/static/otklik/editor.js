// The editor of an answer: keeps the text by itself, asks the checks, holds the lease, never loses a word.
(() => {
  const SAVES_MS = 10000;
  const RESTS_MS = 1000;
  const RENEWS_MS = 40000;
  const LOOKS_MS = 15000;
  const page = document.querySelector("[data-lease]");
  const form = document.getElementById("editor");
  if (!page || !form) return;
  const text = document.getElementById("text");
  const version = form.querySelector("[data-version]");
  const saved = document.getElementById("saved");
  const fields = form.querySelector("fieldset");
  const isReadOnly = () => fields.disabled;
  let isDirty = false;
  let isSaving = false;
  let isStopped = false;
  let isHeld = false;
  let isLeaving = false;
  let pressed = null;
  let timer = 0;
  let resting = 0;

  function send(address, extra) {
    const body = new FormData(form);
    Object.entries(extra || {}).forEach(([name, value]) => body.set(name, value));
    return fetch(address, { method: "POST", body, headers: { "X-Requested-With": "fetch" }, keepalive: (body.get("text") || "").length < 15000 });
  }

  function tell(words, isWrong) {
    saved.textContent = words;
    saved.classList.toggle("is-danger", Boolean(isWrong));
  }

  // What is in the way is told once; the words stay in the box and, where the server took them, apart.
  function stop(told) {
    isStopped = true;
    const box = document.getElementById("overtaken");
    box.querySelector("[data-told]").textContent = told;
    box.hidden = false;
    tell("Не сохраняется само", true);
  }

  async function save() {
    clearTimeout(timer);
    timer = 0;
    if (!isDirty || isSaving || isStopped || isReadOnly() || isLeaving) return;
    isSaving = true;
    isDirty = false;
    try {
      const answer = await send(form.dataset.autosave);
      if (answer.status === 409) stop((await answer.json()).told);
      else if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      else {
        const kept = await answer.json();
        version.value = kept.version;
        if (kept.at) tell(`Сохранено само в ${kept.at}`);
      }
    } catch {
      isDirty = true;
      tell("Не сохранено: нет связи. Повторим, текст цел.", true);
      timer = setTimeout(save, SAVES_MS);
    }
    isSaving = false;
    if (pressed) form.requestSubmit(pressed);
  }

  async function hold() {
    if (isStopped || isReadOnly()) return;
    isHeld = true;
    try {
      const answer = await send(page.dataset.lease);
      const told = answer.ok && !answer.redirected ? await answer.json() : {};
      if (told.name && !told.is_mine) stop(`Сейчас ответ правит ${told.name}, с ${told.since}. Ваш текст на этой странице цел.`);
      else if (told.version > Number(version.value) && !isSaving) stop("Ответ уже изменили в другом окне.");
    } catch { isHeld = false; }
  }

  function check() {
    clearTimeout(resting);
    resting = 0;
    htmx.ajax("POST", form.dataset.margin, { source: form, target: "#margin", swap: "innerHTML" });
  }

  function changed() {
    isDirty = true;
    if (!isHeld) hold();
    if (!timer) timer = setTimeout(save, SAVES_MS);
    clearTimeout(resting);
    resting = setTimeout(check, RESTS_MS);
    if (!isStopped) tell("Есть несохранённое");
  }

  // Characters are counted by the server one a sign; the browser counts some signs twice.
  function place(value, at) {
    return [...value].slice(0, at).join("").length;
  }

  function select(from, to) {
    text.focus();
    text.setSelectionRange(place(text.value, from), place(text.value, to));
    const line = text.value.slice(0, text.selectionStart).split("\n").length;
    text.scrollTop = Math.max(0, (line - 4) * 22);
  }

  function insert(words) {
    const at = text.selectionStart || text.value.length;
    const before = text.value.slice(0, at);
    text.setRangeText(`${before && !before.endsWith("\n") ? "\n\n" : ""}${words.trim()}`, at, text.selectionEnd || at, "end");
    text.focus();
    changed();
  }

  document.addEventListener("click", (event) => {
    const remark = event.target.closest("[data-begins]");
    if (remark) select(Number(remark.dataset.begins), Number(remark.dataset.ends));
    const button = event.target.closest("[data-insert]");
    if (button && !isReadOnly()) {
      event.preventDefault();
      insert(document.getElementById(button.dataset.insert).textContent);
    }
  });

  form.addEventListener("input", changed);
  form.addEventListener("focusout", (event) => { if (isDirty && event.target.matches("textarea, input, select")) save(); });
  form.addEventListener("submit", (event) => {
    // A button pressed while the text is on its way waits for it: else it would stand on an older version.
    if (isSaving) { event.preventDefault(); pressed = event.submitter; return; }
    isLeaving = true;
  });
  document.addEventListener("submit", (event) => {
    // Another form of the page takes the reader away: what was typed goes first.
    if (event.target !== form && isDirty) { isDirty = false; send(form.dataset.autosave); }
  }, true);
  // A link of the page waits for the text too: what it opens may show it.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
    if (!link || !isPlain || link.target || !(isDirty || isSaving) || isStopped) return;
    event.preventDefault();
    await save();
    for (let waits = 0; isSaving && waits < 30; waits += 1) await new Promise((go) => { setTimeout(go, 100); });
    location.href = link.href;
  });
  document.addEventListener("keydown", (event) => {
    if (!event.ctrlKey || event.key !== "Enter" || !event.target.matches("[data-ctrl-enter]")) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-submits-answer]"));
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  window.addEventListener("pagehide", () => {
    if (isLeaving || isReadOnly()) return;
    if (isDirty && !isStopped) send(form.dataset.autosave);
    if (isHeld && !isStopped) send(page.dataset.lease, { do: "let-go" });
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  // Who only looks learns when the editor is free.
  async function look() {
    if (document.hidden || !page.hasAttribute("data-locked")) return;
    const answer = await send(page.dataset.lease, { do: "look" }).catch(() => null);
    if (answer?.ok && (await answer.json()).is_free) location.reload();
  }

  // Photos dropped anywhere on the answer.
  function drop() {
    const zone = () => document.querySelector("[data-drop]");
    document.addEventListener("dragover", (event) => { if (zone()) { event.preventDefault(); zone().classList.add("is-over"); } });
    document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) zone()?.classList.remove("is-over"); });
    document.addEventListener("drop", (event) => {
      if (!zone() || !event.dataTransfer.files.length) return;
      event.preventDefault();
      zone().classList.remove("is-over");
      document.getElementById("file").files = event.dataTransfer.files;
      zone().requestSubmit();
    });
  }

  drop();
  setInterval(() => { if (isHeld && !document.hidden) hold(); }, RENEWS_MS);
  setInterval(look, LOOKS_MS);
})();
