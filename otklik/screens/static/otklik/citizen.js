// Small comforts of pages that work without any script.
(() => {
  const copy = document.querySelector("[data-copy]");
  if (copy && navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(copy.dataset.copy).value);
      document.getElementById("copied").textContent = "Скопировано.";
    });
  }
  // A second click must not send twice.
  for (const form of document.forms)
    form.addEventListener("submit", () => {
      const button = form.querySelector("button.button:not([type=button])");
      if (button) setTimeout(() => { button.disabled = true; button.textContent = "Отправляем…"; });
    });
})();
