// Keys of «Мои вопросы»: J and K go along the list, T takes, Enter opens (it is a link).
(() => {
  const rows = () => [...document.querySelectorAll(".mine-line")];
  const current = () => document.activeElement?.closest?.(".mine-line");

  function step(by) {
    const all = rows();
    const at = all.indexOf(current());
    const next = all[at + by] || (at < 0 ? all[0] : null);
    if (next) {
      next.querySelector(".row-text").focus({ preventScroll: true });
      next.scrollIntoView({ block: "nearest" });
    } else if (by > 0) document.querySelector("#more a")?.click();
  }

  const keys = {
    KeyJ: () => step(1),
    KeyK: () => step(-1),
    KeyT: () => current()?.querySelector(".mine-take button")?.click(),
    KeyU: () => document.querySelector("[data-undo]")?.click(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog")) return;
    if (!keys[event.code]) return;
    event.preventDefault();
    keys[event.code]();
  });
})();
