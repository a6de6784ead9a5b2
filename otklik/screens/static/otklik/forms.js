// Forms of the desks: one press sends once, and the first wrong field gets the focus.
"use strict";
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-once]");
  if (!form) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  form.querySelectorAll("button:not([type=button])").forEach((button) => button.setAttribute("aria-disabled", "true"));
});
// A page taken back from the browser's memory may be sent anew.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-once]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  });
});
document.addEventListener("DOMContentLoaded", () => {
  const wrong = document.querySelector('.desk-field [aria-invalid="true"]');
  if (wrong) wrong.focus();
});
document.addEventListener("click", (event) => {
  const all = event.target.closest("[data-mark-all]");
  if (all) document.querySelectorAll(`input[name="${all.dataset.markAll}"]`).forEach((box) => { box.checked = all.checked; });
});
