// The screens by keyboard only, with and without script, checked with axe at 100 % and 200 % zoom. TAP.
// OP-29 keyboard only, OP-30 help, OP-26 search, OP-08 record, OP-48 practice, OP-12 log-out, OP-31 the PDF that is
// printed, FE-13 typed count, NX-08 as true on and as known on; key-stroke budgets of use are counted and printed.
import { execFileSync, spawnSync } from "node:child_process";
import {
  axe, check, code, facts, focused, logIn, open, password, press, search, tabTo, text, until, walkThrough,
} from "./walk.mjs";

// Nobody types before the field has the focus; the browser gives it with the first picture of the page.
async function readyToType(page) {
  if (await page.locator("main [autofocus]").count() > 0) {
    await page.locator("main [autofocus]:focus").waitFor();
  }
}

// Keys as an expert presses them: one a character, one a named key. The budget is kept or the test fails.
async function keysWithin(name, most, page, keys) {
  await readyToType(page);
  const began = performance.now();
  let count = 0;
  for (const key of keys) {
    if (key.text !== undefined) {
      await page.keyboard.type(key.text);
      count += key.text.length;
    } else if (key.leads) {
      await press(page, key.press);
      await readyToType(page);
      count += 1;
    } else {
      await page.keyboard.press(key.press);
      count += 1;
    }
  }
  const ms = Math.round(performance.now() - began);
  console.log(`# budget ${name}: ${count} keys (limit ${most}), ${ms} ms`);
  check(`${name} takes at most ${most} keys`, count <= most, `${count} keys`);
}

const person = facts.person;
const ymd = String(person.birth);
const [y, m, d] = [Number(ymd.slice(0, 4)), Number(ymd.slice(4, 6)), Number(ymd.slice(6))];
const eras = [["令和", "R", 2019, 20190501], ["平成", "H", 1989, 19890108], ["昭和", "S", 1926, 19261225]];
const [era, letter, first] = eras.find((e) => person.birth >= e[3]);
const eraYear = y - first + 1;
const two = (n) => String(n).padStart(2, "0");
const digit = { 令和: 5, 平成: 4, 昭和: 3 }[era];
const spellings = [
  `${y}-${two(m)}-${two(d)}`,
  `${letter}${eraYear}.${m}.${d}`,
  `${era}${eraYear}年${m}月${d}日`,
  `${digit}${two(eraYear)}${two(m)}${two(d)}`,
];
const premiumPath = `/premium/${person.payer_no}/${person.household_no}/${facts.year}`;

async function loggingIn(browser) {
  const page = await open(browser);
  let bytes = 0;
  page.on("response", async (r) => { bytes += (await r.body().catch(() => Buffer.alloc(0))).length; });
  await page.goto(facts.base + "/household/" + person.household_no);
  await page.waitForLoadState("networkidle");
  check("without a log-in a page leads to the log-in", page.url().includes("/login?next="), page.url());
  check("the log-in says 練習", (await page.locator(".practice").innerText()).includes("練習"));
  check(`the first load is under 100 KB (${Math.ceil(bytes / 1024)} KB)`, bytes > 0 && bytes <= 102400);
  await axe(page, "ログイン");
  check("the first field has the focus", (await focused(page)) === "operator", await focused(page));

  await page.keyboard.type("fuka1");
  await page.keyboard.press("Enter"); // to the next field
  check("Enter leads to the next field", (await focused(page)) === "password", await focused(page));
  await page.keyboard.type("wrong-password");
  await page.keyboard.press("Tab");
  await page.keyboard.type("000000");
  await press(page);
  check("a wrong log-in is refused in words", (await text(page)).includes("職員番号、パスワードまたは確認コードが違います"));
  check("the operator's number is kept", (await page.inputValue("#operator")) === "fuka1");
  check("the password is not", (await page.inputValue("#password")) === "");
  await axe(page, "ログインの失敗");

  await tabTo(page, "#password");
  await page.keyboard.type(password("fuka1"));
  await page.keyboard.press("Tab");
  await page.keyboard.type(code("fuka1"));
  await press(page);
  check("the log-in leads to the page that was asked for", page.url().endsWith("/household/" + person.household_no), page.url());
  const [cookie] = await page.context().cookies();
  check("the cookie is HttpOnly and SameSite=Strict", cookie.httpOnly && cookie.sameSite === "Strict");
  return page;
}

async function searching(page) {
  for (const words of spellings) {
    await search(page, words);
    const body = await text(page);
    check(`search by birth day ${words}`, body.includes(String(person.addressee_no)), body.slice(0, 400));
  }
  const family = person.kana.split(/[\s　]/)[0];
  for (const [what, words] of [["kana", person.kana], ["family name in kana", family], ["kanji", person.name],
    ["number", String(person.addressee_no)]]) {
    await search(page, words);
    check(`search by ${what}`, (await text(page)).includes(String(person.addressee_no)));
    const url = decodeURIComponent(page.url());
    check(`search by ${what}: no name in the address line or the title`,
      !url.includes(words) && !(await page.title()).includes(person.name), url);
  }
  await search(page, facts.family.kana);
  const several = await page.locator("main tbody tr").count();
  check(`a family name of ${facts.family.count} people gives a list of them`, several > 1 && several >= Math.min(50, facts.family.count) &&
    new URL(page.url()).pathname.startsWith("/search/"), `${several} at ${page.url()}`);
  await axe(page, "検索の結果");
  await search(page, "そのような人はいない");
  check("nobody found is said in words", (await text(page)).includes("該当する人はいません"));
  await page.goto(facts.base + "/search");
  await tabTo(page, "#words");
  await press(page);
  check("an empty search is an error at the top and at the field",
    (await page.locator("[role=alert]").count()) === 1 && (await page.locator("#words-wrong").count()) === 1);
  await axe(page, "検索のエラー");
}

async function household(page) {
  // From the menu to the household: F2, the words, Enter, Enter on the first hit.
  await page.goto(facts.base + "/menu");
  let keys = 1;
  await press(page, "F2");
  check("F2 opens the search", page.url().endsWith("/search"), page.url());
  // The field gets the focus when the page is painted: on a busy machine after "load".
  await until(page, () => document.activeElement?.id === "words", "the field has the focus");
  const words = String(person.addressee_no);
  await page.keyboard.type(words);
  await press(page);
  keys += words.length + 1;
  check("the only hit opens at once", page.url().endsWith(`/household/${person.household_no}`),
    `${words} ${page.url()} ${(await text(page)).replace(/\s+/g, " ").slice(0, 600)}`);
  console.log(`# keys from the menu to the household by number: ${keys}`);
  let body = await text(page);
  check("the household shows name and address", body.includes(person.name) && body.includes(person.address.slice(0, 3)));
  for (const panel of ["世帯員", "資格の履歴", "所得", "保険料", "通知書", "収納・滞納", "給付"]) { // expectation 4
    check(`the panel ${panel} is there`, (await page.getByRole("heading", { name: panel, exact: true }).count()) === 1);
  }
  await axe(page, "世帯");
  for (const day of ["080401", "R8.4.1", "令和8年4月1日", "2026-04-01"]) {
    await page.goto(facts.base + `/household/${person.household_no}`);
    await tabTo(page, "#on");
    await page.keyboard.type(day);
    await page.keyboard.press("Enter");
    await page.locator("#on-reading:not(:empty)").waitFor();
    check(`as-of date ${day}: both readings after leaving the field`,
      (await page.locator("#on-reading").innerText()) === "令和8年4月1日（2026-04-01）");
    await press(page); // the second field sends
    check(`as-of date ${day}`, (await page.locator(".asof").innerText()).includes("令和8年4月1日（2026-04-01）"));
  }
  await page.goto(facts.base + `/household/${person.household_no}?on=2026-02-30`);
  check("a day that does not exist is an error at the top and at the field",
    (await page.locator("[role=alert]").count()) === 1 && (await page.locator("#on-wrong").count()) === 1);
  await axe(page, "世帯の日付のエラー");
  // As known before anything was imported: nobody is there, and the page says so.
  await page.goto(facts.base + `/household/${person.household_no}?known=2020-01-01`);
  body = await text(page);
  check("as known in 2020 the household is empty", body.includes("この日、この世帯に人はいません"), body.slice(0, 600));
  // NX-08, EL-03, expectation 6: two states of one household side by side.
  await page.goto(facts.base + `/household/${person.household_no}`);
  const link = page.getByRole("link", { name: "この姿を、別の日・別の時点と並べて比べる" });
  await link.focus();
  await press(page);
  await tabTo(page, "#known2");
  await page.keyboard.type("2020-01-01");
  await press(page);
  const changed = await page.locator("tr.is-changed").count();
  check("what was not known yet is marked as changed", changed > 0 &&
    (await text(page)).includes(`変わったところ：${changed}か所`) &&
    (await page.locator("tr.is-changed .mark").count()) === changed);
  await axe(page, "世帯の2つの姿");
  await page.goto(facts.base + `/person/${person.addressee_no}`);
  check("every person has a page", (await text(page)).includes(person.name));
  await axe(page, "個人");
}

// F1 and F3 lie over the page, so nothing typed is left; both are pages too.
async function paletteAndHelp(page) {
  await page.goto(facts.base + `/household/${person.household_no}`);
  await tabTo(page, "#known");
  await page.keyboard.type("0804");
  await page.keyboard.press("F1");
  await page.locator("dialog[open] #f-known").waitFor();
  check("F1 explains the field that has the focus", (await focused(page)) === "f-known", await focused(page));
  await axe(page, "ヘルプの重ね表示");
  await page.keyboard.press("Escape");
  check("what was typed is still there", (await page.inputValue("#known")) === "0804");
  await page.keyboard.press("Control+k");
  await page.locator("dialog[open] #palette-words").waitFor();
  await axe(page, "パレットの重ね表示");
  await page.keyboard.type("しょり");
  await press(page);
  check("Ctrl+K and a reading lead to a screen", page.url().endsWith("/jobs"), page.url());
  await page.goto(facts.base + `/household/${person.household_no}`);
  await page.keyboard.press("F3");
  await page.locator("dialog[open] #palette-words").waitFor();
  await page.keyboard.type(person.name);
  await press(page);
  check("the palette searches for what is no screen", (await text(page)).includes(String(person.addressee_no)), page.url());
  for (const place of ["/palette", "/date?typed=080401", "/help?screen=household"]) {
    await page.goto(facts.base + place);
    await axe(page, `ページ ${place.split("?")[0].slice(1)}`);
  }
  await page.goto(facts.base + "/date?typed=080431");
  check("a day that does not exist is told", (await page.locator("[role=alert]").count()) === 1);
  await axe(page, "日付のエラー");
  // OP-30: every screen has its page of help, and every link of the list leads to one.
  await page.goto(facts.base + "/help");
  const links = await page.locator("main table a").evaluateAll((all) => all.map((a) => a.href));
  let broken = "";
  for (const link of links) {
    const answer = await page.request.get(link);
    broken += answer.ok() && (await answer.text()).includes("ヘルプ：") ? "" : link + " ";
  }
  check(`each of ${links.length} screens has its page of help`, links.length > 15 && broken === "", broken);
}

// Goals of use, section 5 of the expectations: keys of somebody who knows the screens.
async function budgets(page) {
  const { who } = facts;
  await page.goto(facts.base + "/search");
  await keysWithin("find a household by three kana and the year of birth", 8, page,
    [{ text: `${who.kana.slice(0, 3)} ${who.year}` }, { press: "Enter", leads: true }]);
  check("three kana and a year lead to the household", page.url().endsWith(`/household/${who.household_no}`),
    page.url() + (await text(page)).slice(0, 300));
  await page.goto(facts.base + "/menu");
  await keysWithin("find a person by number from any page", 12, page,
    [{ press: "F2", leads: true }, { text: String(person.addressee_no) }, { press: "Enter", leads: true }]);
  check("the budget ends on the household", page.url().includes("/household/"), page.url() + (await text(page)));
  await page.goto(facts.base + "/search");
  await keysWithin("find by birth day, era digit first", 8, page, [{ text: spellings[3] }, { press: "Enter", leads: true }]);
  check("the birth day leads to the person", (await text(page)).includes(String(person.addressee_no)));
  await page.goto(facts.base + `/household/${person.household_no}`);
  const why = page.locator("#why");
  check("the newest amount has a key of its own", (await why.count()) === 1);
  await keysWithin("why this amount, from the household to the full derivation", 3, page, [{ press: "Alt+w", leads: true }]);
  check("the derivation is open", (await page.locator(".tree > li > details[open]").count()) > 0);
}

// RP-03: whoever has the right sees the warning before the address; nobody else sees the address at all.
async function guarded(browser, page) {
  if (!facts.guarded) {
    return;
  }
  const g = facts.guarded;
  const street = g.address.replace(/^東京都新宿区/, "");
  await page.goto(facts.base + `/household/${g.household_no}`);
  const shown = await text(page);
  check("支援措置: the warning stands before the address (RP-03, RC-03)", shown.includes("支援措置") &&
    (!shown.includes(g.address) || shown.indexOf("支援措置") < shown.indexOf(g.address)));
  await search(page, String(g.addressee_no));
  await axe(page, "支援措置の人の検索");

  const counter = await logIn(browser, "mado9");
  await counter.goto(facts.base + `/household/${g.household_no}`);
  let html = await counter.content();
  check("支援措置: the household is marked", html.includes("支援措置"));
  check("支援措置: no address in the page", !html.includes(g.address) && (street.length < 4 || !html.includes(street)));
  await search(counter, String(g.addressee_no));
  html = await counter.content();
  check("支援措置: no address in the search", html.includes("支援措置") && !html.includes(g.address));
  await counter.context().close();
}

async function derivation(page) {
  await page.goto(facts.base + `/household/${person.household_no}`);
  const link = `a[href^="${premiumPath}/"]`;
  await page.locator(`td ${link}`).first().focus();
  await press(page);
  check("one key on the amount opens its derivation", page.url().includes(premiumPath), page.url());
  const total = Number(person.total).toLocaleString("en-US");
  const first = page.locator(".tree > li > details").first();
  check("the yearly amount leads the derivation and is open",
    (await first.getAttribute("open")) !== null && (await first.locator("> summary").innerText()).includes(`${total}円`));
  await page.locator(".tree > li > details > summary").first().focus();
  const inner = page.locator(".tree > li > details > ul > li > details").first();
  check("its parts are closed", (await inner.getAttribute("open")) === null);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  check("Tab and Enter open the first part", (await inner.getAttribute("open")) !== null);
  const words = await inner.innerText();
  check("the part names its law", words.includes("国民健康保険法施行令29条の7"), words);
  const part = page.locator("#amounts ~ .scroll td a[href^='#t']").first();
  const place = await part.getAttribute("href");
  await part.focus();
  await page.keyboard.press("Enter");
  check("the amount of a part leads to its step", (await page.locator(`li${place}`).isVisible()) &&
    (await page.locator(`li${place} > details > summary`).innerText()).includes(await part.innerText()));
  await page.evaluate(() => document.querySelectorAll("details").forEach((e) => { e.open = true; }));
  const all = await text(page);
  check("a rate names file and line", /params\/municipal\/131041\/levy\.tsv:\d+/.test(all));
  check("what did not apply is there too", all.includes("適用しない"));
  await axe(page, "算定根拠");
  await page.goto(facts.base + `${premiumPath}/compare?a=1&b=1`);
  check("two versions stand side by side", (await text(page)).includes("変わったところ：0か所"));
  await axe(page, "版の比較");
  await page.goto(facts.base + `${premiumPath}/past`);
  check("what was known then equals what is known now (NX-08)", (await text(page)).includes("違い：0か所"));
  await axe(page, "過去の再現");
}

async function monitor(page) {
  await page.goto(facts.base + "/menu");
  await press(page, "F4");
  check("F4 opens the job monitor", page.url().endsWith("/jobs"), page.url());
  check("the proposed run is listed", (await text(page)).includes("当初賦課"));
  await axe(page, "処理状況");
  await page.goto(facts.base + "/jobs/1");
  const body = await text(page);
  check("totals stand on the run's page", body.includes("総賦課額調定表"));
  check("OP-17 and so do the conditions it ran under", body.includes("処理の条件") && body.includes("区分ごとの総額が前年度から"));
  check("nobody approves what he proposed", body.includes("自分が提案した結果は承認できません") &&
    (await page.getByRole("button", { name: "この結果を承認する" }).count()) === 0);
  await axe(page, "処理の結果");
  for (const [key, place] of [["F6", "/tasks"], ["F7", "/changes"], ["F10", "/menu"]]) {
    await press(page, key);
    check(`${key} leads to ${place} from everywhere`, page.url().endsWith(place), page.url());
  }
  await axe(page, "メニュー");
  await page.goto(facts.base + "/parameters");
  await axe(page, "料率等");
  await page.goto(facts.base + "/help");
  await axe(page, "ヘルプ");
  await press(page, "F9");
  check("F9 logs out", page.url().endsWith("/login"), page.url());
  await page.goto(facts.base + "/menu");
  check("after that no page opens", page.url().includes("/login"), page.url());
}

// OP-22, OP-24, expectations 15 to 19: a change from the form to the second person, by keyboard.
const addressPath = `/person/${person.addressee_no}/changes`;
async function changing(page) {
  await page.goto(facts.base + addressPath);
  await axe(page, "個人の変更");
  const kind = page.getByRole("link", { name: "送付先の登録", exact: true });
  await kind.focus();
  await press(page);
  await axe(page, "変更の入力");
  await tabTo(page, "#v-reason");
  await page.keyboard.press("ArrowDown");
  await tabTo(page, "#v-postal_code");
  await page.keyboard.type("12");
  await page.keyboard.press("Enter");
  check("Enter leads to the next field of a change", (await focused(page)) === "v-address", await focused(page));
  await page.keyboard.type("東京都新宿区新宿一丁目1番1号");
  await page.locator("[data-draft-state]", { hasText: "下書きに保存しました" }).waitFor();
  // Whatever happens to the browser now, the server has it: the menu offers it.
  await page.goto(facts.base + "/menu");
  check("the menu offers the open draft", (await text(page)).includes("送付先の登録"));
  await axe(page, "メニューと下書き");
  await page.getByRole("link", { name: "続ける" }).first().focus();
  await press(page);
  check("nothing typed is lost", (await page.inputValue("#v-address")) === "東京都新宿区新宿一丁目1番1号" &&
    (await page.inputValue("#v-postal_code")) === "12");
  await tabTo(page, "button[value=check]");
  await press(page);
  check("a wrong field stops the change, told at the top and at the field (OP-24)",
    (await page.locator("[role=alert] a[href='#v-postal_code']").count()) === 1 &&
    (await page.locator("#v-postal_code-wrong").count()) === 1, (await text(page)).slice(0, 600));
  await axe(page, "変更の停止");
  await tabTo(page, "#v-postal_code");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("160-0022");
  await tabTo(page, "button[value=check]");
  await press(page);
  const body = await text(page);
  check("what follows is shown before it is proposed", body.includes("この変更で起こること") && body.includes("変更後"), body.slice(0, 800));
  await axe(page, "変更の確認");
  await press(page); // the button has the focus
  check("a proposal waits for a second person", (await text(page)).includes("審査待ち") &&
    (await text(page)).includes("自分が提案した変更は承認できません"), (await text(page)).slice(0, 500));
  await axe(page, "提案した変更");
  const place = new URL(page.url()).pathname;
  await page.goto(facts.base + "/changes");
  await axe(page, "変更と審査");
  // Expectation 21: a table is read first, each line has its result, nothing is written.
  await page.goto(facts.base + "/paste?kind=contact");
  await page.locator("#table").fill("宛名番号\t電話番号\n12\t090");
  await tabTo(page, "button[value=try]");
  await press(page);
  check("a pasted table tells line by line what is wrong", (await page.locator("[role=alert]").count()) === 1);
  await axe(page, "表の貼り付けのエラー");
  await page.goto(facts.base + `/household/${person.household_no}`);
  await tabTo(page, "#words");
  await page.keyboard.type("<b>転居</b>の予定");
  await page.keyboard.press("Enter");
  await page.keyboard.type("電話不通"); // of the catalogue (tags.tsv)
  await page.keyboard.press("Enter");
  await press(page);
  check("a note stands on the household, its markup as words", (await text(page)).includes("<b>転居</b>の予定") &&
    (await page.locator(".tag").count()) === 1);
  await axe(page, "メモと付せん");
  for (const [path, name] of [["/tasks", "作業一覧"], ["/tasks?condition=owner%3Dme", "作業一覧の条件"],
    ["/tasks?condition=wrong%3D1", "作業一覧のエラー"], ["/settings", "個人設定"]]) {
    await page.goto(facts.base + path);
    await axe(page, name);
  }
  await page.goto(facts.base + addressPath);
  await page.getByRole("link", { name: "連絡先の登録", exact: true }).focus();
  await press(page); // the form is left open: its lock stays
  return place;
}

// OP-23 who edits; OP-22, FE-12: the second person sees before and after, and decides.
async function deciding(browser, place) {
  const page = await logIn(browser, "fuka2");
  await page.goto(facts.base + `/person/${person.addressee_no}`);
  check("who is editing stands on the page (OP-23)", (await page.locator(".lock").innerText()).includes("fuka1"));
  await axe(page, "編集中の個人");
  await page.goto(facts.base + "/menu");
  check("the menu says that a change waits", (await text(page)).includes("審査を待っている変更が"));
  await page.goto(facts.base + place);
  check("the second person sees before and after", (await page.locator("tr.is-changed").count()) > 0 &&
    (await text(page)).includes("新宿一丁目"), (await text(page)).slice(0, 500));
  await axe(page, "審査");
  await page.locator("button[value=approve]").focus();
  await press(page);
  check("the approved change is applied", (await text(page)).includes("登録済み"), (await text(page)).slice(0, 500));
  await axe(page, "登録した変更");
  await page.context().close();
}

async function rights(browser) {
  const page = await logIn(browser, "shori");
  check("the menu shows only what one may", (await page.getByRole("link", { name: /検索/ }).count()) === 0);
  await page.goto(facts.base + `/household/${person.household_no}`);
  check("a screen without the right is refused in words", (await text(page)).includes("権限がありません") &&
    !(await text(page)).includes(person.name));
  await axe(page, "権限なし");
  await page.context().close();
}

// The same tasks with JavaScript switched off; here the second operator approves.
async function withoutScript(browser) {
  const page = await logIn(browser, "fuka2", { javaScriptEnabled: false });
  check("no script: log-in", page.url().endsWith("/menu"), page.url());
  await search(page, person.name);
  check("no script: search", (await text(page)).includes(String(person.addressee_no)));
  await page.goto(facts.base + `/household/${person.household_no}`);
  check("no script: household", (await text(page)).includes(person.name));
  await page.goto(facts.base + premiumPath);
  await page.locator(".tree > li > details > summary").first().focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const inner = page.locator(".tree > li > details > ul > li > details").first();
  check("no script: derivation opens by keyboard", (await inner.getAttribute("open")) !== null);
  for (const place of ["/menu", "/help", "/help?screen=jobs", "/palette", "/date?typed=S56.5.2", "/search", "/jobs", "/parameters", "/tasks", "/changes", "/settings",
    `/person/${person.addressee_no}/changes`,
    `/person/${person.addressee_no}`, `/household/${person.household_no}/compare?on2=R7.4.1`, `${premiumPath}/compare?a=1&b=1`]) {
    const answer = await page.goto(facts.base + place);
    check(`no script: ${place.split("?")[0]}`, answer.status() === 200 && (await page.locator("h1").count()) === 1);
  }
  await page.goto(facts.base + `/household/${person.household_no}?on=080401`);
  check("no script: both readings on the next page",
    (await page.locator("#on-reading").innerText()) === "令和8年4月1日（2026-04-01）");
  await page.goto(facts.base + "/palette");
  await page.locator("#palette-words").fill("しょり");
  await press(page);
  check("no script: the palette is a page", page.url().endsWith("/jobs"), page.url());
  check("no script: every key of the bar has an access key",
    (await page.locator(".keys [data-fkey]:not([accesskey])").count()) === 0);
  // FE-13: the count that was looked at is typed; another one is refused.
  await page.goto(facts.base + "/jobs/1");
  const counted = /進み具合\s*([\d,]+)/.exec(await text(page))[1].replaceAll(",", "");
  await page.locator("#count").fill(String(Number(counted) + 1));
  await press(page);
  check("no script: another count than the one shown approves nothing",
    (await page.locator("[role=alert]").innerText()).includes("件数と違います") && (await text(page)).includes("承認待ち"));
  await page.locator("#count").fill(counted);
  await press(page);
  const body = await text(page);
  check("no script: another operator approves", body.includes("fuka2") && !body.includes("承認待ち"), body.slice(0, 500));
  await page.goto(facts.base + premiumPath);
  check("the decision is approved", (await text(page)).includes("決議済み"));
  await page.context().close();
}

// A change without script: draft by its button, the same form again from the menu, the check, the proposal.
async function changingWithoutScript(browser) {
  const page = await logIn(browser, "fuka1", { javaScriptEnabled: false });
  await page.goto(facts.base + `/change?kind=mailing-address&subject=${person.addressee_no}`);
  await page.locator("#v-address").fill("東京都新宿区新宿二丁目2番2号");
  await page.locator("button[value=keep]").focus();
  await press(page);
  check("no script: a draft is kept by its button", (await text(page)).includes("下書きに保存しました"));
  await page.goto(facts.base + "/menu");
  await page.getByRole("link", { name: "続ける" }).first().focus();
  await press(page);
  check("no script: the draft goes on from the menu",
    (await page.inputValue("#v-address")) === "東京都新宿区新宿二丁目2番2号");
  await page.locator("#v-from").fill("080431");
  await page.locator("button[value=check]").focus();
  await press(page);
  check("no script: a day that does not exist stops the change at its field",
    (await page.locator("[role=alert] a[href='#v-from']").count()) === 1 && (await page.locator("#v-from-wrong").count()) === 1,
    (await text(page)).slice(0, 700));
  await page.goto(facts.base + "/paste?kind=contact");
  check("no script: pasting is a form", (await page.locator("#table").count()) === 1);
  await page.context().close();
}

// Later feeds and a monthly run beside the running screens: a second version, side by side with the first.
function secondVersion() {
  const run = (words) => {
    const done = spawnSync(facts.program, [...words, "--operator", "fuka1", "--business-date", `${facts.year}-08-05`,
      "--data", facts.data], { encoding: "utf8" });
    if (done.status > 1) {
      throw new Error(`kokuho ${words.join(" ")}: ${done.stderr}`);
    }
  };
  run(["import", "--all", `${facts.data}/feeds/later`]);
  run(["job", "run", "premium-monthly", "--year", String(facts.year)]);
  const row = execFileSync("python3", ["-c", `import sqlite3, sys
print("/".join(map(str, sqlite3.connect(sys.argv[1]).execute("SELECT b.payer_no, b.household_no, b.fiscal_year "
  "FROM premium_assessment b JOIN premium_assessment a ON a.fiscal_year = b.fiscal_year AND a.payer_no = b.payer_no "
  "AND a.household_no = b.household_no AND a.version = 1 WHERE b.version = 2 AND a.total <> b.total "
  "ORDER BY b.payer_no LIMIT 1").fetchone())))`, `${facts.data}/kokuho.db`], { encoding: "utf8" });
  return `/premium/${row.trim()}`;
}

async function comparing(browser) {
  const place = secondVersion();
  const page = await logIn(browser, "fuka2");
  await page.goto(facts.base + place);
  check("the newest version is shown first", (await text(page)).includes("第2版の額"));
  const link = page.getByRole("link", { name: "第2版と比べる" });
  await link.focus();
  await press(page);
  const body = await text(page);
  const changed = await page.locator("tr.is-changed").count();
  check("two versions stand side by side, changed lines marked in words", changed > 0 &&
    body.includes(`変わったところ：${changed}か所`) && (await page.locator("tr.is-changed .mark").count()) === changed, body);
  const year = page.locator("tr", { hasText: "年額" });
  check("the yearly amount changed", (await year.getAttribute("class")) === "is-changed");
  await axe(page, "2つの版の比較");
  await page.goto(facts.base + place + "/1");
  check("the first version still explains itself", (await page.locator(".tree > li").count()) > 0 &&
    (await page.locator("[role=alert]").count()) === 0);
  await page.context().close();
}

// OP-31: the notice of an approved decision, previewed and printed by keys; each opens as a PDF beside the page.
async function notices(browser) {
  const page = await logIn(browser, "fuka1");
  await page.goto(facts.base + `/household/${person.household_no}`);
  for (const [what, place] of [["previewed", /\/notice\/\d+\/\d+$/], ["printed", /\/notice\/\d+\/\d+\/print$/]]) {
    const paths = await page.locator("form[action^='/notice/']").evaluateAll((all) => all.map((f) => f.getAttribute("action")));
    const action = paths.find((path) => place.test(path));
    await tabTo(page, `form[action='${action}'] button`, 300);
    const [answer] = await Promise.all([
      page.context().waitForEvent("response", (r) => r.url().endsWith(action) && r.request().method() === "POST"),
      page.keyboard.press("Enter")]);
    check(`a notice is ${what} by keys, as a PDF`, answer.status() === 200 &&
      (answer.headers()["content-type"] ?? "").startsWith("application/pdf"), `${answer.status()} ${answer.url()}`);
  }
  await page.context().close();
}

await walkThrough("the screens", async (browser) => {
  const page = await loggingIn(browser);
  await searching(page);
  await household(page);
  await paletteAndHelp(page);
  await budgets(page);
  await guarded(browser, page);
  await derivation(page);
  const place = await changing(page);
  await deciding(browser, place);
  await monitor(page);
  await page.context().close();
  await rights(browser);
  await withoutScript(browser);
  await changingWithoutScript(browser);
  await notices(browser);
  await comparing(browser);
});
