// Keys of an approver. Codes of keys, not letters, are read: they are the same in the Russian layout.
(() => {
  const typing = (target) => target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
  const rows = () => [...document.querySelectorAll("[data-row]")];

  function step(by) {
    const link = document.querySelector(by > 0 ? "[data-next]" : "[data-previous]");
    if (link) { link.click(); return; }
    const all = rows();
    const line = document.activeElement.closest(".approvals-line");
    const place = all.findIndex((row) => line?.contains(row));
    all[place < 0 ? 0 : Math.max(0, Math.min(all.length - 1, place + by))]?.focus();
  }

  function open(id) {
    const box = document.getElementById(id);
    if (!box) return;
    box.open = true;
    box.querySelector("select, textarea")?.focus({ preventScroll: true });
    box.scrollIntoView({ block: "nearest" });
  }

  const keys = {
    KeyJ: () => step(1),
    KeyK: () => step(-1),
    KeyA: () => document.getElementById("approve")?.requestSubmit(),
    KeyE: () => open("edit-correct"),
    KeyR: () => open("edit-return"),
    KeyX: () => document.activeElement.closest(".approvals-line")?.querySelector("input[type=checkbox]")?.click(),
    KeyU: () => document.querySelector("[data-undo]")?.click(),
  };

  // A form is sent once, however often it is pressed.
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "yes";
  });

  // Come back to by the browser's button, the page shows what has become of it.
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.key === "Enter" && event.target.matches("[data-ctrl-enter]")) event.target.form.requestSubmit();
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape" && typing(event.target)) { event.target.blur(); return; }
    if (typing(event.target)) return;
    if (event.key === "?" || (event.shiftKey && event.code === "Slash")) { event.preventDefault(); document.getElementById("help").showModal(); return; }
    if (event.code === "Slash") { event.preventDefault(); document.getElementById("search").focus(); return; }
    const act = keys[event.code];
    if (act && !event.repeat) { event.preventDefault(); act(); }
  });
})();
