// The feed: which row is current, its card beside the list, marks in a row, what arrived meanwhile.
(() => {
  const POLL_MS = 5000;
  const SETTLE_MS = 120;
  const beside = matchMedia("(min-width: 900px)");
  const rows = () => [...document.querySelectorAll("#rows .row-line")];
  const current = () => document.querySelector("#rows .row-line.is-current");
  let loading = 0;
  let lastMark = null;
  let awaited = "";

  function choose(line, options) {
    if (!line) return;
    current()?.classList.remove("is-current");
    document.querySelectorAll("[data-row][aria-current]").forEach((link) => link.removeAttribute("aria-current"));
    line.classList.add("is-current");
    const link = line.querySelector("[data-row]");
    link.setAttribute("aria-current", "true");
    if (options.focus) link.focus({ preventScroll: true });
    if (options.focus || options.scroll) line.scrollIntoView({ block: "nearest" });
    if (options.load && beside.matches) {
      clearTimeout(loading);
      loading = setTimeout(() => load(link.href), options.wait || 0);
    }
    remember(line.dataset.id);
  }

  function load(address) {
    const card = document.getElementById("card");
    card.setAttribute("aria-busy", "true");
    htmx.ajax("GET", address, { target: card, swap: "innerHTML" }).finally(() => {
      card.removeAttribute("aria-busy");
      card.scrollTop = 0;
    });
  }

  function remember(id) {
    const address = new URL(location.href);
    address.searchParams.set("chosen", id);
    history.replaceState(history.state, "", address);
  }

  function step(by) {
    const all = rows();
    const at = all.indexOf(current());
    const next = all[at + by] || (at < 0 ? all[0] : null);
    if (next) choose(next, { focus: true, load: true, wait: SETTLE_MS });
    else if (by > 0) document.querySelector("[data-more]")?.click();
  }

  function countMarks() {
    const count = document.querySelectorAll(".row-mark:checked").length;
    const told = document.querySelector("[data-marked]");
    if (told) told.textContent = `Отмечено: ${count}`;
  }

  function markRange(box) {
    const boxes = [...document.querySelectorAll(".row-mark")];
    const [from, to] = [boxes.indexOf(lastMark), boxes.indexOf(box)].sort((a, b) => a - b);
    if (from >= 0) boxes.slice(from, to + 1).forEach((one) => { one.checked = box.checked; });
  }

  document.addEventListener("click", (event) => {
    const box = event.target.closest(".row-mark");
    if (box) {
      if (event.shiftKey && lastMark) markRange(box);
      lastMark = box;
      countMarks();
      return;
    }
    if (event.target.closest("[data-empties]")) {
      document.getElementById(event.target.closest("[data-empties]").dataset.empties).replaceChildren();
      return;
    }
    const link = event.target.closest("[data-row]");
    const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
    if (!link || !plain || !beside.matches) return;
    event.preventDefault();
    const line = link.closest(".row-line");
    const isOpen = line === current() && document.querySelector(`#card [data-question="${line.dataset.id}"]`);
    if (isOpen) document.getElementById("card").focus();
    else choose(line, { load: true });
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-mark-all]")) {
      document.querySelectorAll(".row-mark").forEach((box) => { box.checked = event.target.checked; });
    }
    countMarks();
  });

  document.addEventListener("reset", (event) => {
    if (event.target.id === "bulk") setTimeout(() => {
      document.querySelectorAll(".row-mark, [data-mark-all]").forEach((box) => { box.checked = false; });
      countMarks();
    });
  });

  document.addEventListener("toggle", (event) => {
    if (event.target.matches("#card details[open]")) event.target.scrollIntoView({ block: "nearest" });
  }, true);

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-sentence]")) return;
    [...event.target.elements].forEach((field) => { if (!field.value) field.disabled = true; });
  });

  // A decided question leaves a waiting view: the next row comes by itself.
  document.addEventListener("chose", (event) => {
    const line = document.getElementById(`q${event.detail.id}`);
    if (line) choose(line, { focus: true });
    // The next one is below what was loaded: the list is drawn further and catches up with the card.
    else if (event.detail.id) { awaited = `q${event.detail.id}`; document.querySelector("[data-more]")?.click(); }
    document.getElementById("card").scrollTop = 0;
    announce(event.detail.id ? `Открыт вопрос № ${event.detail.id}` : "Здесь всё разобрано");
  });

  function showMore() {
    announce(`В списке ${rows().length}`);
    choose(document.getElementById(awaited), { focus: true });
    awaited = "";
  }

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "bulk-box") document.getElementById("bulk-dialog").showModal();
    if (event.detail.target.id === "filter-box") document.querySelector("#filter-box select")?.focus();
    if (event.detail.target.id === "more") showMore();
    document.querySelector("#personal-shown [data-focus]")?.focus();
  });

  function begin(chosen) {
    const line = document.getElementById(`q${chosen}`);
    const page = document.querySelector(".feed").dataset;
    if (!beside.matches) line?.scrollIntoView({ block: "center" });
    else if (chosen && !line) load(`${page.card.replace("/0/", `/${Number(chosen)}/`)}?from=${encodeURIComponent(page.feed)}`);
    else choose(line || rows()[0], { load: true, scroll: Boolean(line) });
  }

  setInterval(() => {
    const newer = document.getElementById("newer");
    if (newer && !document.hidden) htmx.trigger(newer, "poll");
  }, POLL_MS);

  window.feed = { step, current, choose, rows };
  begin(new URL(location.href).searchParams.get("chosen"));
  countMarks();
})();
