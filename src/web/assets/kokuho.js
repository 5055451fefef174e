// Keys, palette, help, readings of dates, drafts. Every page works without this file.
"use strict";

const fieldsOf = (form) => [...form.elements].filter((e) =>
  /^(INPUT|SELECT|TEXTAREA)$/.test(e.tagName) && e.type !== "hidden" && !e.disabled);

// One part of a page of ours.
async function partOf(url, selector) {
  const answer = await fetch(url, { credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector(selector);
}

// ------------------------------------------------------------------------------- dialogs --------
function dialogWith(part, label) {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-label", label);
  const close = document.createElement("button");
  close.className = "plain";
  close.textContent = "閉じる（Esc）";
  close.addEventListener("click", () => dialog.close());
  dialog.append(document.importNode(part, true), close);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

const normal = (words) => words.normalize("NFKC").toLowerCase();

async function openPalette(link) {
  const part = await partOf(link.href, "[data-panel=palette]");
  if (!part) {
    location.assign(link.href);
    return;
  }
  const dialog = dialogWith(part, "パレット");
  const box = dialog.querySelector("input[name=words]");
  const lines = [...dialog.querySelectorAll("li[data-words]")];
  const shown = () => lines.filter((l) => !l.hidden);
  const fits = (line) => normal(line.dataset.words).split(" ").some((w) => w.startsWith(normal(box.value)));
  box.addEventListener("input", () => {
    for (const line of lines) {
      line.hidden = box.value !== "" && !fits(line);
    }
  });
  box.focus();
  dialog.addEventListener("keydown", (event) => {
    if (event.isComposing) {
      return;
    }
    if (event.key === "Enter" && event.target === box && box.value !== "" && shown().length > 0) {
      event.preventDefault();
      shown()[0].querySelector("a").click();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const links = [box, ...shown().map((l) => l.querySelector("a"))];
      const step = event.key === "ArrowDown" ? 1 : links.length - 1;
      links[(Math.max(0, links.indexOf(document.activeElement)) + step) % links.length].focus();
    }
  });
}

// The help of this screen over the page, so that nothing typed is left; of the field that has the focus first.
async function openHelp(link, field) {
  const part = await partOf(link.href, "[data-panel=help]");
  if (!part) {
    location.assign(link.href);
    return;
  }
  const dialog = dialogWith(part, "ヘルプ");
  const name = field && (field.dataset.help || field.name);
  const about = name && dialog.querySelector(`[id="f-${CSS.escape(name)}"]`);
  if (about) {
    about.classList.add("is-current");
    about.tabIndex = -1;
    about.focus();
  }
}

// ------------------------------------------------------------------------- rare characters -------
// 外字・異体字: the page opens over the form, asked for the character before the caret; what is chosen takes its
// place, or goes where one types.
let lastField = null; // of words, where one typed last
const noteField = (target) => {
  const isWords = target.matches("textarea, input:not([type], [inputmode], [data-date])");
  lastField = isWords && !target.closest("dialog") ? target : target.closest("dialog, [data-characters]") ? lastField : null;
};
document.addEventListener("focusin", ({ target }) => noteField(target));
noteField(document.activeElement); // a field may have had the focus before this file came

const IDEOGRAPH = /\p{Script=Han}[\u{E0100}-\u{E01EF}]?$/u;

async function openCharacters(path) {
  const field = lastField;
  const { selectionStart: start, selectionEnd: end } = field;
  const asked = start < end ? field.value.slice(start, end) : IDEOGRAPH.exec(field.value.slice(0, end))?.[0] ?? "";
  const from = start < end ? start : end - asked.length;
  const pageOf = (query) => partOf(`${path}?${new URLSearchParams(query)}`, "[data-panel=characters]").catch(() => null);
  const part = await pageOf({ typed: asked.slice(0, 40) });
  if (!part) {
    location.assign(path);
    return;
  }
  part.querySelector("[data-words]")?.remove();
  const dialog = dialogWith(part, "文字を探す");
  const form = dialog.querySelector("form");
  const hits = () => [...form.querySelectorAll(".character")];
  const ask = async (more) => {
    const query = new FormData(form);
    query.delete("csrf");
    const fresh = await pageOf([...query, ...more]);
    if (!fresh) {
      return;
    }
    form.querySelector("#characters").replaceWith(document.importNode(fresh.querySelector("#characters"), true));
    form.querySelector("[role=status]").textContent = fresh.querySelector("[role=alert]")?.textContent ?? "";
    for (const name of ["typed", "strokes", "part"]) {
      form.elements.namedItem(name).value = fresh.elements.namedItem(name).value;
    }
    (hits()[0] ?? form.elements.namedItem("typed")).focus();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { name, value } = event.submitter ?? {};
    if (name === "pick") {
      dialog.close();
      field.focus();
      field.setRangeText(value, from, end, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    } else {
      ask(name ? [[name, value]] : []);
    }
  });
  form.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const all = hits(), now = all.indexOf(event.target);
    if (event.isComposing || !step || all.length === 0 || (now < 0 && event.key !== "ArrowDown")) {
      return;
    }
    event.preventDefault();
    all[Math.max(0, Math.min(all.length - 1, now + step))].focus();
  });
}

document.addEventListener("click", (event) => {
  const way = event.target.closest?.("[data-characters]");
  if (way && lastField) {
    event.preventDefault();
    openCharacters(way.dataset.characters);
  }
});

// ---------------------------------------------------------------------------------- keys --------
function pressKey(key, target) {
  const link = document.querySelector(`[data-fkey="${key}"]`);
  if (!link || document.querySelector("dialog[open]")) {
    return Boolean(link);
  }
  if (key === "F3") {
    openPalette(link);
  } else if (key === "F1" && document.querySelector("main").dataset.screen !== "help") {
    openHelp(link, target);
  } else {
    link.click();
  }
  return true;
}

function nextField(event) {
  const field = event.target;
  if (!field.form || !("enterNext" in field.form.dataset) || field.tagName === "TEXTAREA" ||
      !/^(INPUT|SELECT)$/.test(field.tagName)) {
    return;
  }
  const fields = fieldsOf(field.form);
  const next = fields[fields.indexOf(field) + 1];
  event.preventDefault();
  if (next) {
    next.focus();
    next.select?.();
  } else { // the last field sends the form
    field.form.requestSubmit(field.form.querySelector("button.primary") ?? undefined);
  }
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing) {
    return;
  }
  const access = event.altKey && !event.ctrlKey && !event.metaKey && event.key.length === 1 &&
    document.querySelector(`[accesskey="${CSS.escape(event.key.toLowerCase())}"]`);
  if (access) { // the same with every browser's own key for it
    event.preventDefault();
    access.click();
    return;
  }
  const isPalette = event.ctrlKey && !event.altKey && !event.metaKey && event.key.toLowerCase() === "k";
  const isPlain = !event.ctrlKey && !event.altKey && !event.metaKey;
  if (isPalette || (isPlain && !event.shiftKey && /^F([1-9]|10)$/.test(event.key))) {
    if (pressKey(isPalette ? "F3" : event.key, event.target)) {
      event.preventDefault();
    }
  } else if (isPlain && event.key === "Enter") {
    nextField(event);
  }
});

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-fkey=F3]");
  if (link && !event.ctrlKey && !event.shiftKey) {
    event.preventDefault();
    openPalette(link);
  }
});

// --------------------------------------------------------------------------------- dates --------
document.addEventListener("change", async (event) => {
  const field = event.target;
  const out = field.matches?.("input[data-date]") && document.getElementById(field.id + "-reading");
  if (!out) {
    return;
  }
  const typed = field.value.trim();
  const both = typed === "" ? null : await partOf("/date?typed=" + encodeURIComponent(typed), "#both");
  const words = both?.textContent ?? "";
  out.textContent = typed !== "" && words === "" ? "日付として読めません" : words;
  field.toggleAttribute("data-unread", typed !== "" && words === "");
});

// --------------------------------------------------------------------- address of a postal code --
// Seven digits fill the empty address with the town; the one that was filled in changes with them.
for (const field of document.querySelectorAll("input[data-towns]")) {
  const address = field.form.elements.namedItem(field.dataset.towns);
  const out = document.getElementById(field.id + "-town");
  let filled = null, asked = "";
  field.addEventListener("input", async () => {
    const digits = normal(field.value).replace(/[^0-9]/g, "");
    if (digits === asked) {
      return;
    }
    asked = digits;
    out.textContent = "";
    if (digits.length !== 7) {
      return;
    }
    const found = await partOf("/towns?typed=" + digits, "#towns").catch(() => null);
    if (asked !== digits || !found) { // overtaken
      return;
    }
    const towns = [...found.querySelectorAll("[data-address]")].map((t) => t.dataset.address);
    out.textContent = towns.length > 0 ? towns.join("、") : "この郵便番号の町は辞書にありません";
    if (towns.length === 1 && (address.value === "" || address.value === filled)) {
      address.value = filled = towns[0];
      address.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
}

// ------------------------------------------------------------------------- results while typing --
// The first hits under the box. What may become a 個人番号 is not sent until the button is pressed.
const TYPING_MS = 150;
for (const form of document.querySelectorAll("form[data-typing]")) {
  const box = form.elements.namedItem("words");
  let timer = 0, asked = box.value, turn = 0;
  const show = async () => {
    const typed = box.value.trim();
    const mine = ++turn;
    if (typed === asked) {
      return;
    }
    asked = typed;
    const isAsked = typed.length >= 2 && typed.length <= 100 && !/\d{10}/.test(normal(typed).replace(/[-\s]/g, ""));
    const part = isAsked ? await partOf(`${form.dataset.typing}?words=${encodeURIComponent(typed)}`, "#found").catch(() => null)
      : null;
    const place = document.getElementById("found");
    if (mine === turn && place) { // an answer that was overtaken is dropped
      place.replaceChildren(...(part ? document.importNode(part, true).childNodes : []));
      place.querySelector("[autofocus]")?.removeAttribute("autofocus");
    }
  };
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, TYPING_MS);
  });
}

// ---------------------------------------------------------------------------- running jobs ------
const LIVE_MS = 5000;
if (document.querySelector("[data-live]")) {
  setInterval(async () => {
    const old = document.getElementById("live");
    if (old && !old.contains(document.activeElement)) {
      const now = await partOf(location.pathname, "#live").catch(() => null);
      if (now) {
        old.replaceWith(document.importNode(now, true));
      }
    }
  }, LIVE_MS);
}

// ------------------------------------------------------------------------ rates somebody tries ---
// The outcome follows what is typed, and a slider stands below the fields that have one. One question at a time:
// what changes meanwhile is asked when the answer is there.
for (const form of document.querySelectorAll("form[data-try]")) {
  let isAsking = false, isChanged = false;
  const show = async () => {
    if (isAsking) {
      isChanged = true;
      return;
    }
    isAsking = true;
    do {
      isChanged = false;
      const part = await partOf(`${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`, "#outcome")
        .catch(() => null);
      if (part) {
        document.getElementById("outcome").replaceWith(document.importNode(part, true));
      }
    } while (isChanged);
    isAsking = false;
    for (const set of form.querySelectorAll("[data-set]")) {
      document.querySelector(`[data-sets] [name="${set.dataset.set}"]`)?.setAttribute("value", set.value);
    }
  };
  for (const field of form.querySelectorAll("input[data-slide]")) {
    const slider = document.createElement("input");
    [slider.min, slider.max, slider.step] = field.dataset.slide.split(" ");
    slider.type = "range";
    slider.className = "slide";
    slider.value = field.value;
    slider.setAttribute("aria-labelledby", field.getAttribute("aria-labelledby"));
    slider.addEventListener("input", (event) => {
      event.stopPropagation();
      field.value = slider.step < 1 ? Number(slider.value).toFixed(2) : slider.value;
      show();
    });
    field.addEventListener("input", () => { slider.value = field.value; });
    field.after(slider);
  }
  form.addEventListener("input", show);
}

// ------------------------------------------------------- fields asked only with another's value ----
function showWhatIsAsked(form) {
  for (const place of form.querySelectorAll("[data-only-if]")) {
    const [name, value] = place.dataset.onlyIf.split("=");
    const other = form.elements.namedItem("v-" + name);
    const now = other?.type === "checkbox" ? (other.checked ? "1" : "0") : other?.value;
    place.hidden = !value.split("|").includes(now);
    for (const field of place.querySelectorAll("input, select, textarea")) {
      field.disabled = place.hidden;
    }
  }
}
for (const form of document.querySelectorAll("form.change")) {
  if (form.querySelector("[data-only-if]") && !form.querySelector("[disabled]")) {
    showWhatIsAsked(form);
    form.addEventListener("change", () => showWhatIsAsked(form));
  }
}

// -------------------------------------------------------------------------------- prints --------
// A page that the browser prints is told to the server, for the record; the print never waits for it.
addEventListener("beforeprint", () => {
  const token = document.querySelector("nav [name=csrf]");
  if (token) {
    const { page } = document.querySelector("main").dataset;
    navigator.sendBeacon("/printed", new URLSearchParams({ csrf: token.value, path: location.pathname, page }));
  }
});

// -------------------------------------------------------------------------------- drafts --------
// What is typed is kept by the server, so that neither a session's end nor a power cut loses it: when a field is
// left, and a moment after the last key. What could not be kept is tried again until it is.
const DRAFT_AFTER_MS = 400;
const DRAFT_AGAIN_MS = 2000;
const keepers = [];

function keepDrafts(form) {
  const state = form.querySelector("[data-draft-state]");
  const typed = () => {
    const body = new URLSearchParams(new FormData(form));
    body.delete("change");
    body.delete("csrf");
    return body.toString();
  };
  let kept = typed(), running = Promise.resolve(), waiting = 0, timer = 0, isSent = false;

  // The session may have ended and begun anew, in this window or in another: its pages have another token.
  const takeToken = async () => {
    const token = await partOf(form.action + "?change=" + form.elements.namedItem("change").value, "[name=csrf]")
      .catch(() => null);
    if (token) {
      form.elements.namedItem("csrf").value = token.value;
    }
  };
  const send = async (now) => {
    const body = new URLSearchParams(new FormData(form));
    body.set("step", "keep");
    const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin", keepalive: true });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const number = page.querySelector("form[data-draft] input[name=change]");
    if (!answer.ok || !number) {
      throw new Error(String(answer.status));
    }
    form.elements.namedItem("change").value = number.value;
    history.replaceState(null, "", form.action + "?change=" + number.value); // the way back to what was typed
    kept = now;
    if (typed() === now) { // else something was typed meanwhile, and that is not kept yet
      state.textContent = "下書きに保存しました（" + new Date().toLocaleTimeString("ja-JP") + "）";
    }
  };
  const keep = async () => {
    const now = typed();
    if (now === kept || isSent) {
      return;
    }
    try {
      await send(now);
    } catch {
      state.textContent = "下書きに保存できません。この画面を閉じないでください。ログインが切れているときは、" +
        "新しいタブでログインすると、ここの入力を保存します";
      await takeToken();
    }
  };
  const keepNow = () => { // one after the other
    clearTimeout(timer);
    if (waiting === 0 && typed() === kept) {
      return running;
    }
    waiting += 1;
    running = running.then(keep).finally(() => { waiting -= 1; });
    return running;
  };
  form.addEventListener("change", keepNow);
  form.addEventListener("input", () => {
    state.textContent = "";
    clearTimeout(timer);
    timer = setTimeout(keepNow, DRAFT_AFTER_MS);
  });
  setInterval(keepNow, DRAFT_AGAIN_MS);
  form.addEventListener("submit", (event) => {
    if (waiting > 0 && !isSent) { // else the same input would become two drafts
      event.preventDefault();
      const { submitter } = event;
      running.then(() => form.requestSubmit(submitter));
      return;
    }
    isSent = true;
  });
  addEventListener("pagehide", keepNow);
  keepers.push(keepNow);
}
document.querySelectorAll("form[data-draft]").forEach(keepDrafts);

// ---------------------------------------------------------------------------------- lock --------
// Nobody at the keyboard for as long as the server allows: the page goes blank, then the session is locked (TR-03).
// The clock runs for all windows of a session together; whoever types keeps the server waiting too.
const LOOK_MS = 1000;
const ASK_MS = 60000;
const ACTIVE = "kokuho.active"; // a time, nothing else
const lockForm = document.querySelector("form[data-lock-ms]");

function lockWhenIdle() {
  const limit = Number(lockForm.dataset.lockMs);
  let last = Date.now(), asked = last, isLocked = false;
  const lastOfAll = () => Math.max(last, Number(localStorage.getItem(ACTIVE)) || 0);
  const isActive = () => {
    if (Date.now() - last >= LOOK_MS) {
      localStorage.setItem(ACTIVE, String(Date.now()));
    }
    last = Date.now();
  };
  const blank = async () => {
    isLocked = true;
    const main = document.querySelector("main");
    document.querySelectorAll("dialog").forEach((dialog) => dialog.remove());
    main.hidden = true;
    document.title = "画面をロックしました";
    await Promise.race([Promise.all(keepers.map((keep) => keep())), new Promise((done) => { setTimeout(done, LOOK_MS); })]);
    main.replaceChildren();
    lockForm.requestSubmit();
  };
  const look = () => {
    if (isLocked) {
      return;
    }
    if (Date.now() - lastOfAll() >= limit) {
      blank();
    } else if (lastOfAll() - asked >= ASK_MS) {
      asked = Date.now();
      fetch("/date", { credentials: "same-origin" }).catch(() => {});
    }
  };
  for (const what of ["keydown", "pointerdown", "pointermove", "wheel"]) {
    addEventListener(what, () => { look(); isActive(); }, { capture: true, passive: true });
  }
  addEventListener("visibilitychange", look);
  addEventListener("pageshow", look);
  setInterval(look, LOOK_MS);
  lockForm.addEventListener("submit", () => { // the same page again when it is unlocked
    const next = document.createElement("input");
    Object.assign(next, { type: "hidden", name: "next", value: location.pathname + location.search });
    lockForm.append(next);
  });
}
if (lockForm) {
  lockWhenIdle();
}
