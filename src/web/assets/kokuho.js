/* F-keys and Enter to the next field. Every page works without this file. */
"use strict";
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) {
    return;
  }
  if (/^F([1-9]|10)$/.test(event.key) && !event.shiftKey) {
    const target = document.querySelector(`[data-fkey="${event.key}"]`);
    if (target) {
      event.preventDefault();
      target.click();
    }
    return;
  }
  const field = event.target;
  if (event.key !== "Enter" || !(field instanceof HTMLInputElement) || !field.form ||
      !("enterNext" in field.form.dataset)) {
    return;
  }
  const fields = [...field.form.elements].filter((e) => e instanceof HTMLInputElement && e.type !== "hidden");
  const next = fields[fields.indexOf(field) + 1];
  if (next) { // the last field sends the form
    event.preventDefault();
    next.focus();
    next.select();
  }
});
