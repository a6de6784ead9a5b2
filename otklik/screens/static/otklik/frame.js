// The frame of every page: theme switch, clock, messages that fade, errors of the network told in words.
(() => {
  const FADES_AFTER_MS = 10000;

  // Tells a screen reader what changed.
  window.announce = (text) => {
    const live = document.getElementById("live");
    if (live) live.textContent = text;
  };

  window.say = (text, level) => {
    const line = document.createElement("div");
    line.className = `toast-line is-${level || "info"}`;
    const words = document.createElement("p");
    words.textContent = text;
    line.append(words);
    const box = document.getElementById("messages");
    box.replaceChildren(line);
    if (level !== "error") fade(line);
  };

  function fade(line) {
    let timer = setTimeout(() => line.remove(), FADES_AFTER_MS);
    const hold = () => clearTimeout(timer);
    const go = () => { hold(); timer = setTimeout(() => line.remove(), FADES_AFTER_MS); };
    line.addEventListener("mouseenter", hold);
    line.addEventListener("focusin", hold);
    line.addEventListener("mouseleave", go);
    line.addEventListener("focusout", go);
  }

  function arm() {
    document.querySelectorAll("[data-fades]").forEach((line) => { line.removeAttribute("data-fades"); fade(line); });
  }

  function showTheme() {
    const dark = document.documentElement.dataset.bsTheme === "dark";
    document.querySelectorAll("[data-theme-switch]").forEach((button) => button.setAttribute("aria-pressed", dark));
  }

  function tick() {
    const clock = document.getElementById("clock");
    if (!clock) return;
    const sign = clock.dataset.offset.startsWith("-") ? -1 : 1;
    const digits = clock.dataset.offset.replace(/\D/g, "");
    const minutes = sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2, 4)));
    clock.textContent = new Date(Date.now() + minutes * 60000).toISOString().slice(11, 16);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.matches("[data-theme-switch]")) {
      const theme = document.documentElement.dataset.bsTheme === "dark" ? "light" : "dark";
      document.documentElement.dataset.bsTheme = theme;
      localStorage.setItem("otklik-theme", theme);
      showTheme();
    }
    if (button.matches("[data-close]")) button.closest(".toast-line").remove();
    if (button.matches("[data-opens]")) document.getElementById(button.dataset.opens).showModal();
    if (button.matches("[data-closes]")) button.closest("dialog").close();
    if (button.matches("[data-print]")) window.print();
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
  });

  document.addEventListener("htmx:afterSettle", arm);
  document.addEventListener("htmx:sendError", () => say("Нет связи с сервером. Набранное цело: повторите, когда связь вернётся.", "error"));
  document.addEventListener("htmx:timeout", () => say("Сервер не ответил вовремя. Повторите действие.", "error"));
  document.addEventListener("htmx:responseError", (event) => {
    const words = { 403: "На это действие у вашей роли нет права.", 404: "Вопрос не найден или он вне вашей зоны ответственности." };
    say(words[event.detail.xhr.status] || "На сервере сбой. Повторите; если не поможет, сообщите администратору.", "error");
  });

  arm();
  showTheme();
  tick();
  setInterval(tick, 10000);
})();
