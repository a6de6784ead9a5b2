// Pickers: arrows go from the field to what fits, Enter takes the first line.
(() => {
  const lines = (picker) => [...picker.querySelectorAll("input[type=radio]")];
  const answered = (picker) => picker.querySelector("[data-typed]")?.dataset.typed;

  function take(picker) {
    const all = lines(picker);
    const taken = all.find((line) => line.checked) || all[0];
    if (taken) taken.checked = true;
    picker.querySelector("input[type=search]").form.requestSubmit();
  }

  document.addEventListener("keydown", (event) => {
    const picker = event.target.closest("[data-picker]");
    if (!picker || event.target.type !== "search") return;
    if (event.key === "ArrowDown" && lines(picker).length) {
      event.preventDefault();
      lines(picker)[0].focus();
      lines(picker)[0].checked = true;
    }
    if (event.key !== "Enter") return;
    event.preventDefault();
    // A quick hand presses Enter before the list has come: what is shown then answers other words.
    if (answered(picker) === event.target.value) take(picker);
    else picker.dataset.takes = "soon";
  });

  document.addEventListener("input", (event) => {
    const picker = event.target.closest("[data-picker]");
    if (picker && event.target.type === "search") delete picker.dataset.takes;
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const picker = event.detail.target.closest("[data-picker]");
    if (!picker?.dataset.takes || answered(picker) !== picker.querySelector("input[type=search]").value) return;
    delete picker.dataset.takes;
    take(picker);
  });
})();
