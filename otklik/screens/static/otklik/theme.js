// Sets the colour theme before the page is drawn: the person's choice, or the system's.
(() => {
  const kept = localStorage.getItem("otklik-theme");
  const dark = kept ? kept === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
  document.documentElement.classList.add("has-js");
})();
