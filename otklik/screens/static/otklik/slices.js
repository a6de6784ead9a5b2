// Keeps open what a person opened when the page of a slice is swapped.
(() => {
  let opened = new Map();
  const folds = () => document.querySelectorAll("#slice details[id]");
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "slice") return;
    opened = new Map([...folds()].map((fold) => [fold.id, fold.open]));
  });
  document.addEventListener("htmx:afterSettle", () => {
    folds().forEach((fold) => { if (fold.id.startsWith("keep") || !opened.has(fold.id)) return; fold.open = opened.get(fold.id); });
    opened = new Map();
  });
  // On a phone the shelf stands above the figures: it opens only when asked.
  if (matchMedia("(max-width: 899px)").matches) document.getElementById("shelf")?.removeAttribute("open");
})();
