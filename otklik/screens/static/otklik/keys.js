// Keys of an operator. Codes of keys, not letters, are read: they are the same in the Russian layout.
(() => {
  const typing = (target) => target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

  function take(head, rank) {
    const button = document.querySelector(`#card [data-take="${head}-${rank}"]`);
    const row = window.feed?.current();
    const open = document.querySelector("#card [data-question]")?.dataset.question;
    // While the card of another row is on its way, a key must not decide the wrong question.
    if (!button || (row && row.dataset.id !== open)) return;
    button.click();
  }

  function editTopic() {
    const box = document.getElementById("edit-topic");
    if (!box) return;
    box.open = true;
    box.querySelector("input[type=search]").focus({ preventScroll: true });
    box.scrollIntoView({ block: "center" });
  }

  function ask() {
    const box = document.getElementById("edit-ask");
    if (!box) return;
    box.open = true;
    box.querySelector("textarea").focus({ preventScroll: true });
    box.scrollIntoView({ block: "center" });
  }

  function open() {
    const row = window.feed?.current();
    if (row && document.activeElement === document.body) row.querySelector("[data-row]").click();
    else return false;
    return true;
  }

  function mark() {
    window.feed?.current()?.querySelector(".row-mark")?.click();
  }

  const plain = {
    KeyJ: () => window.feed?.step(1),
    KeyK: () => window.feed?.step(-1),
    KeyE: editTopic,
    KeyQ: ask,
    KeyT: () => document.querySelector("#card [data-takes-on]")?.click(),
    KeyX: mark,
    KeyU: () => document.querySelector("[data-undo]")?.click(),
    Digit1: () => take("theme", 1),
    Digit2: () => take("theme", 2),
    Digit3: () => take("theme", 3),
    Enter: open,
  };
  const shifted = {
    Digit1: () => take("executor", 1),
    Digit2: () => take("executor", 2),
    Digit3: () => take("executor", 3),
  };

  function asksForHelp(event) {
    return event.key === "?" || (event.shiftKey && event.code === "Slash");
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.key === "Enter" && event.target.matches("[data-ctrl-enter]")) event.target.form.requestSubmit();
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape" && typing(event.target)) { event.target.blur(); return; }
    if (typing(event.target)) return;
    if (asksForHelp(event)) { event.preventDefault(); document.getElementById("help").showModal(); return; }
    if (event.code === "Slash") { event.preventDefault(); document.getElementById("search").focus(); return; }
    const act = (event.shiftKey ? shifted : plain)[event.code];
    if (act && act() !== false) event.preventDefault();
  });
})();
