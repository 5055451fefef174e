// What every walk uses: the facts of run.py, one browser, pages of logged-in operators, keys, axe, TAP.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = path.dirname(fileURLToPath(import.meta.url));
export const facts = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const axeSource = fs.readFileSync(path.join(here, "node_modules/axe-core/axe.min.js"), "utf8");
const WIDE = { width: 1280, height: 900 };
const ZOOMED = { width: 640, height: 900 }; // 200 %: half the width for the same screen

// ------------------------------------------------------------------------------------------- TAP ----
let count = facts.count; // run.py has counted before
let failures = 0;
export function check(name, ok, words = "") {
  count += 1;
  failures += ok ? 0 : 1;
  console.log(`${ok ? "ok" : "not ok"} ${count} - ${name}`);
  if (!ok && words !== "") {
    console.log("#   " + String(words).replaceAll("\n", "\n#   "));
  }
}

const strangers = [];  // requests that leave this machine
const complaints = []; // words on the console: a broken policy, a broken script
export async function walkThrough(name, walk) {
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  try {
    await walk(browser);
    check("no request left this machine", strangers.length === 0, strangers.join("\n"));
    check("the console has no complaints", complaints.length === 0, complaints.join("\n"));
  } catch (error) {
    check(`the walk through ${name} ends`, false, error.stack);
  }
  await browser.close();
  console.log(`1..${count}`);
  process.exit(failures === 0 ? 0 : 1);
}

// Which declared screens a walk has come to: run.py compares with what the program declares.
const screenOf = (place) =>
  facts.screens.find((s) => new RegExp("^" + s.path.replaceAll(".", "\\.").replaceAll("#", "\\d+") + "$").test(place))?.name;
function reached(screen, way) {
  if (screen) {
    fs.appendFileSync(facts.reached, `${screen} ${way}\n`);
  }
}

// ----------------------------------------------------------------------------------------- pages ----
export const password = (who) => `renshu-${who}-2026`;
export const code = (who) =>
  execFileSync(facts.program, ["operator", "code", who, "--data", facts.data], { encoding: "utf8" }).trim();

// The first cell of a question to the town's database.
export const first = (sql) => execFileSync("python3", ["-c",
  "import sqlite3, sys; print(sqlite3.connect(sys.argv[1], timeout=20).execute(sys.argv[2]).fetchone()[0])",
  `${facts.data}/kokuho.db`, sql], { encoding: "utf8" }).trim();

export async function open(browser, options = {}) {
  const context = await browser.newContext({ viewport: WIDE, locale: "ja-JP", ...options });
  const page = await context.newPage();
  // What the browser shows a PDF with is its own and asks nobody.
  const isOwn = (url) => url.startsWith(facts.base) || /^chrome(-extension)?:\/\//.test(url);
  context.on("request", (r) => isOwn(r.url()) || strangers.push(r.url()));
  context.on("request", (r) => reached(screenOf(new URL(r.url()).pathname), r.method().toLowerCase()));
  // A page that answers 4xx on purpose is no complaint.
  page.on("console", (m) => m.type() === "error" && !/status of 4\d\d/.test(m.text()) && complaints.push(m.text()));
  page.on("pageerror", (e) => complaints.push(String(e)));
  page.setDefaultTimeout(15000);
  return page;
}

export async function logIn(browser, who, options = {}, page = null) {
  page ??= await open(browser, options);
  if (!page.url().includes("/login")) {
    await page.goto(facts.base + "/login");
  }
  // The first field takes the focus when the page is painted: on a busy machine after "load", and away from where one is.
  await until(page, () => document.activeElement?.id === "operator", "the log-in has the focus");
  await type(page, "#operator", who);
  await type(page, "#password", password(who));
  await page.keyboard.press("Tab");
  await page.keyboard.type(code(who));
  await press(page);
  return page;
}

export const text = (page) => page.locator("main").innerText();
export const focused = (page) => page.evaluate(() => document.activeElement?.id || document.activeElement?.tagName);
export const wrongs = (page) => page.locator("[role=alert]").count();

// ------------------------------------------------------------------------------------------ keys ----
// Tab until the element has the focus; counts the keys.
export async function tabTo(page, selector, most = 120) {
  for (let keys = 0; keys <= most; keys += 1) {
    if (await page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector)) {
      return keys;
    }
    await page.keyboard.press("Tab");
  }
  throw new Error(`no Tab leads to ${selector}`);
}

// What a script of the page brings about in its own time. The browser's own waiting for a function evaluates words, which
// the page's policy forbids as soon as the first look did not do: so each look here is a call of its own.
export async function until(page, holds, what) {
  for (const end = Date.now() + 15000; !(await page.evaluate(holds));) {
    if (Date.now() > end) {
      throw new Error(`it did not come about: ${what}`);
    }
    await page.waitForTimeout(10);
  }
}

// A key that leads to another page.
export async function press(page, key = "Enter") {
  await Promise.all([page.waitForEvent("load"), page.keyboard.press(key)]);
}

// Into a field, in place of what stood there.
export async function type(page, selector, words) {
  await tabTo(page, selector);
  await page.keyboard.press("Control+A");
  await page.keyboard.type(words);
}

// In a list: its first line, then as many down as wanted.
export async function choose(page, selector, down) {
  await tabTo(page, selector);
  await page.keyboard.press("Home");
  for (let i = 0; i < down; i += 1) {
    await page.keyboard.press("ArrowDown");
  }
}

export async function search(page, words) {
  await page.goto(facts.base + "/search");
  await tabTo(page, "#words");
  await page.keyboard.type(words);
  await press(page);
}

// ------------------------------------------------------------------------------------------- axe ----
export async function axe(page, name) {
  if (name.startsWith("スクリプトなし")) {
    return; // axe is a script itself
  }
  for (const [zoom, viewport] of [["100 %", WIDE], ["200 %", ZOOMED]]) {
    await page.setViewportSize(viewport);
    reached(await page.evaluate(() => document.querySelector("main")?.dataset.screen), zoom.slice(0, 3));
    await page.evaluate(axeSource);
    const result = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
    const words = result.violations.map((v) => `${v.id}: ${v.help}\n${v.nodes.slice(0, 3).map((n) => n.html).join("\n")}`);
    check(`${name}: axe finds nothing at ${zoom}`, result.violations.length === 0, words.join("\n"));
    const spill = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    check(`${name}: nothing spills sideways at ${zoom}`, spill <= 0, `${spill} px`);
    if (facts.shots) {
      fs.mkdirSync(facts.shots, { recursive: true });
      await page.bringToFront(); // a document that was opened meanwhile covers it
      await page.screenshot({ path: `${facts.shots}/${name.replaceAll(/[^\p{L}\p{N}]+/gu, "-")}-${viewport.width}.png`, fullPage: true });
    }
  }
  await page.setViewportSize(WIDE);
}

// Every key that goes to the page from here on, until the answer is asked for.
export function countKeys(page) {
  const { press, type: typed } = page.keyboard;
  let count = 0;
  page.keyboard.press = (key, options) => { count += 1; return press.call(page.keyboard, key, options); };
  page.keyboard.type = (words, options) => { count += words.length; return typed.call(page.keyboard, words, options); };
  return () => { Object.assign(page.keyboard, { press, type: typed }); return count; };
}
