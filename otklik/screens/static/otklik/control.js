// The board: counted anew while the page is open, marks and focus kept; keys go along its rows.
(() => {
  const POLL_MS = 20000;
  const rows = () => [...document.querySelectorAll("[data-row]")];
  const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select");
  let kept = null;

  function remember(board) {
    const at = document.activeElement;
    const links = [...board.querySelectorAll("a, button, input, select")];
    kept = {
      marks: [...board.querySelectorAll("input[type=checkbox]:checked")].map((box) => `${box.name}=${box.value}`),
      column: board.querySelector("#column")?.value,
      focus: links.indexOf(at),
    };
  }

  function putBack(board) {
    board.querySelectorAll("input[type=checkbox]").forEach((box) => {
      box.checked = kept.marks.includes(`${box.name}=${box.value}`);
    });
    const column = board.querySelector("#column");
    if (column && kept.column) column.value = kept.column;
    if (kept.focus >= 0) [...board.querySelectorAll("a, button, input, select")][kept.focus]?.focus({ preventScroll: true });
    count();
  }

  function count() {
    document.querySelectorAll("[data-group]").forEach((form) => {
      const marked = form.querySelectorAll("input[type=checkbox]:checked").length;
      const told = form.querySelector("[data-marked]");
      if (told) told.textContent = marked ? `Отмечено: ${marked}` : "С отмеченными:";
    });
  }

  function lost(isLost) {
    const told = document.querySelector("[data-lost]");
    if (told) told.hidden = !isLost;
  }

  const isBoard = (event) => event.target.id === "board" || event.detail.target?.id === "board";
  document.addEventListener("htmx:beforeSwap", (event) => { if (isBoard(event)) remember(event.detail.target); });
  document.addEventListener("htmx:afterSwap", (event) => { if (isBoard(event) && kept) putBack(event.detail.target); });
  document.addEventListener("htmx:sendError", (event) => { if (isBoard(event)) lost(true); });
  document.addEventListener("htmx:responseError", (event) => { if (isBoard(event)) lost(true); });
  document.addEventListener("htmx:timeout", (event) => { if (isBoard(event)) lost(true); });
  document.addEventListener("change", count);

  function poll() {
    const board = document.getElementById("board");
    // An open list of a select would close under the hand.
    if (board && !document.hidden && document.activeElement?.tagName !== "SELECT") htmx.trigger(board, "poll");
  }
  setInterval(poll, POLL_MS);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) poll(); });

  function step(by) {
    const all = rows();
    const at = all.findIndex((row) => row.contains(document.activeElement));
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
    (next?.querySelector("input[type=checkbox]") || next?.querySelector("a"))?.focus();
  }

  const keys = {
    KeyJ: () => step(1),
    KeyK: () => step(-1),
    KeyX: () => rows().find((row) => row.contains(document.activeElement))?.querySelector("input[type=checkbox]")?.click(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || typing(event.target)) return;
    if (event.code === "Slash") { event.preventDefault(); document.getElementById("search").focus(); return; }
    if (keys[event.code]) { event.preventDefault(); keys[event.code](); }
  });
  count();
})();
