// Lists as files, records, users and measures, by keyboard only, with and without script, axe at 100 % and 200 %. TAP.
// BO-08 the password once, the file for this session only, BO-13 criteria in words, FE-13 the typed count,
// AZ-03 rights asked for by one and approved by another, MN-01 the 個人番号 unmasked on one page only, RP-08 ends of measures,
// BO-07 a page that is printed, DS-05 who looked at a person, DA-12 the list of alerts, AZ-07 auditors open no business page.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { axe, check, facts, logIn, press, tabTo, text, type, walkThrough, wrongs } from "./walk.mjs";

// Beside the program, into one of its databases; what stands in the first cell of the first row.
const inDatabase = (name, sql) => execFileSync("python3", ["-c", `import sqlite3, sys
db = sqlite3.connect(sys.argv[1], timeout=20)
row = db.execute(sys.argv[2]).fetchone()
db.commit()
print(row[0] if row else "")`, `${facts.data}/${name}`, sql], { encoding: "utf8" }).trim();
const kokuho = (...words) => execFileSync(facts.program, [...words, "--data", facts.data], { encoding: "utf8" });

// ------------------------------------------------------------------------------------------ 出力 ----

async function ask(page, criteria, purpose) {
  await page.goto(facts.base + "/output/new?list=addressee");
  await type(page, "#criteria", criteria);
  await type(page, "#purpose", purpose);
  await tabTo(page, "main button.primary");
  await press(page);
}

async function lists(browser, options, name) {
  const page = await logIn(browser, "shikaku1", options);
  await page.goto(facts.base + "/output");
  check(`${name}: the lists stand there`, (await text(page)).includes("宛名の一覧"), await text(page));
  await axe(page, `${name}出力`);
  await ask(page, "そんな名=1", "試し");
  check(`${name}: criteria that are not understood are told`, (await wrongs(page)) === 1 &&
    (await page.inputValue("#purpose")) === "試し");
  await axe(page, `${name}出力の申請のエラー`);
  await ask(page, "", "窓口の案内のため");
  const place = page.url();
  let body = await text(page);
  check(`${name}: a request of everybody waits for somebody else`, body.includes("申請中") && /人数\s+[\d,]+人/.test(body), body);
  check(`${name}: he cannot approve it himself`, (await page.locator("#count").count()) === 0);
  await axe(page, `${name}出力の申請中`);

  const chief = await logIn(browser, "shikaku2", options);
  await chief.goto(place);
  const number = /人数\s+([\d,]+)人/.exec(await text(chief))[1];
  await type(chief, "#count", String(Number(number.replaceAll(",", "")) + 1));
  await press(chief);
  check(`${name}: a wrong count approves nothing (FE-13)`, (await wrongs(chief)) === 1 &&
    (await text(chief)).includes("申請中"), await text(chief));
  await axe(chief, `${name}出力の承認`);
  await type(chief, "#count", number);
  await press(chief);
  check(`${name}: the right count approves`, (await text(chief)).includes("取出し待ち"), await text(chief));
  await chief.context().close();

  await page.goto(place);
  await tabTo(page, "#take");
  await press(page);
  check(`${name}: taking asks for the password again`, page.url().includes("/step-up"), page.url());
  await type(page, "#password", "renshu-shikaku1-2026");
  await press(page);
  await axe(page, `${name}取出し`);
  await tabTo(page, "#take");
  await press(page);
  body = await text(page);
  check(`${name}: the password stands there once (BO-08)`, (await page.locator("#password").innerText()).length >= 12, body);
  await axe(page, `${name}取り出したところ`);
  const key = await page.inputValue("[name=key]");
  await tabTo(page, "#file");
  const [file] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  const bytes = fs.readFileSync(await file.path());
  check(`${name}: the file is a sealed ZIP`, bytes.subarray(0, 2).toString() === "PK", file.suggestedFilename());
  const secret = await page.locator("#password").innerText();
  await page.goto(place);
  body = await text(page);
  check(`${name}: afterwards the password is nowhere`, body.includes("取出し済み") && !body.includes(secret), body);
  check(`${name}: nothing is taken twice`, (await page.locator("#take").count()) === 0);
  const csrf = await page.locator("[name=csrf]").first().inputValue();
  if (options.javaScriptEnabled === false) {
    await page.context().close();
    return;
  }
  const wrong = await page.evaluate(async ([to, token, other]) =>
    (await fetch(to, { method: "POST", body: new URLSearchParams({ csrf: token, key: other }) })).status,
  [place + "/output-" + place.split("/").at(-1) + ".zip", csrf, key.replace(/^./, (c) => (c === "0" ? "1" : "0"))]);
  check(`${name}: with another session's key nobody gets the file`, wrong === 400, String(wrong));
  await page.context().close();
}

// ------------------------------------------------------------------------------------------ 記録 ----

async function records(browser) {
  const clerk = await logIn(browser, "fuka1");
  await clerk.goto(facts.base + `/person/${facts.person.addressee_no}`);
  await clerk.context().close();
  const page = await logIn(browser, "kansa1");
  await page.goto(facts.base + "/records");
  await axe(page, "操作の記録");
  await type(page, "#resident", String(facts.person.addressee_no));
  await press(page);
  let body = await text(page);
  check("who looked at this person (DS-05)", body.includes("fuka1") && body.includes("照会：個人の照会"), body);
  check("the records name nobody", !body.includes(facts.person.name));
  await axe(page, "だれが見たか");
  await page.goto(facts.base + "/records?from=2026-02-30");
  check("a wrong day is told", (await wrongs(page)) === 1);
  await page.goto(facts.base + "/alerts");
  check("the list of alerts says when there is nothing", (await text(page)).includes("確認するものはありません"));
  await axe(page, "異常アクセスの点検");
  // What a night finds (tests/whole/nightly.py makes it find this); here it only has to stand there.
  inDatabase("audit.db", "INSERT INTO audit_alert VALUES (1, 20260604, 0, 'DA-03', 'fuka1', 0, '1時間に61人を照会（試験）')");
  await page.goto(facts.base + "/alerts");
  await axe(page, "異常アクセスの確認");
  await type(page, "#words-1", "係長に確認。窓口の応援だった");
  await press(page);
  check("a finding is reviewed by keys (DA-12)", (await text(page)).includes("確認するものはありません") && (await wrongs(page)) === 0,
    await text(page));
  for (const place of ["/search", `/person/${facts.person.addressee_no}`, "/output", "/tasks"]) {
    const answer = await page.goto(facts.base + place);
    check(`an auditor does not open ${place} (AZ-07, OP-46)`, answer.status() === 403, String(answer.status()));
  }
  await page.context().close();
}

// ----------------------------------------------------------------------------- 利用者・権限・端末 ----

async function administration(browser) {
  const page = await logIn(browser, "sys1");
  await page.goto(facts.base + "/users");
  check("the users ask for the password again", page.url().includes("/step-up"), page.url());
  await type(page, "#password", "renshu-sys1-2026");
  await press(page);
  check("the users stand there", (await text(page)).includes("fuka1"), await text(page));
  await axe(page, "利用者");
  await tabTo(page, "[aria-label='mado9 に初期パスワードを渡す']");
  await press(page);
  const value = await page.locator("#value").innerText();
  await axe(page, "初期パスワード");
  await page.goto(facts.base + "/users");
  check("a one-time value stands on one page", value.length >= 8 && !(await text(page)).includes(value));
  await tabTo(page, "[aria-label='sys1 に初期パスワードを渡す']");
  await press(page);
  check("nobody gives himself a value", (await wrongs(page)) === 1, await text(page));

  await page.goto(facts.base + "/rights");
  await type(page, "#holder", "sys1");
  await type(page, "#subject", "joho-chief");
  await type(page, "#reason", "試し");
  await press(page);
  check("a request for himself is refused in words (AZ-03)", (await wrongs(page)) === 1, await text(page));
  await type(page, "#holder", "fuka1");
  await type(page, "#subject", "shikaku");
  await type(page, "#reason", "応援のため");
  await press(page);
  check("a request waits", (await text(page)).includes("審査待ち"), await text(page));
  await axe(page, "権限の申請");
  const chief = await logIn(browser, "sys2");
  await chief.goto(facts.base + "/rights");
  await tabTo(chief, "button[value=approve]");
  await press(chief);
  check("another person approves (AZ-03)", (await text(chief)).includes("承認済み"), await text(chief));
  await chief.goto(facts.base + "/rights/review");
  await axe(chief, "権限の点検");
  await chief.context().close();
  await page.goto(facts.base + "/rights");
  await tabTo(page, "button[value=apply]");
  await press(page);
  check("what was approved is applied", (await text(page)).includes("設定済み"), await text(page));
  kokuho("terminal", "issue", "mado-77", "--place", "本庁の窓口", "--section", "資格係", "--out", `${facts.data}/mado-77.p12`,
    "--operator", "sys1");
  await page.goto(facts.base + "/terminals");
  check("a terminal stands there", (await text(page)).includes("mado-77") && (await text(page)).includes("使用中"), await text(page));
  await axe(page, "端末");
  await type(page, "#reason-0", "入れ替えのため");
  await press(page);
  check("it is retired by keys (TR-01)", (await text(page)).includes("廃止 ") && (await page.locator("#reason-0").count()) === 0,
    await text(page));
  const refused = await page.goto(facts.base + `/person/${facts.person.addressee_no}`);
  check("the administration opens no business page (AZ-07)", refused.status() === 403, String(refused.status()));
  await page.context().close();
}

// ------------------------------------------------------------------------- 支援措置・個人番号 ----

async function guarding(browser) {
  const page = await logIn(browser, "shikaku2");
  await page.goto(facts.base + "/measures");
  await axe(page, "支援措置の期限");
  await page.goto(facts.base + `/person/${facts.person.addressee_no}`);
  check("the number is masked (MN-01)", (await text(page)).includes("************") && !/\b\d{12}\b/.test(await text(page)));
  const [told] = await Promise.all([page.waitForRequest((r) => r.url().endsWith("/printed")), page.pdf()]);
  const answered = await told.response();
  check("a page that is printed is told and recorded (BO-07)", told.method() === "POST" && answered?.status() === 200 &&
    told.postData().includes(`path=%2Fperson%2F${facts.person.addressee_no}&`), `${answered?.status()} ${told.postData()}`);
  await tabTo(page, "main a[href$='/number']");
  await press(page);
  check("unmasking asks for the password again (AU-20)", page.url().includes("/step-up"), page.url());
  await type(page, "#password", "renshu-shikaku2-2026");
  await press(page);
  await axe(page, "個人番号の目的");
  await tabTo(page, "main button.primary");
  await press(page);
  check("without a purpose nothing is shown", (await wrongs(page)) === 1 &&
    (await page.locator("#number").count()) === 0);
  await tabTo(page, "#purpose");
  await page.keyboard.press("ArrowDown");
  await tabTo(page, "main button.primary");
  await press(page);
  check("the number stands on its page, in no title and no address", /^\d{12}$/.test(await page.locator("#number").innerText()) &&
    !/\d{12}/.test(await page.title()) && page.url().endsWith("/number"), await text(page));
  await axe(page, "個人番号");
  await page.context().close();
}

// 知らせ: emergency rights tell the managers; each takes note by a key.
async function messages(browser) {
  kokuho("rights", "emergency", "--may", "number.view", "--reason", "夜間の急病の照会（試験）", "--operator", "shikaku1");
  const who = inDatabase("kokuho.db", "SELECT operator_id FROM ops_notice ORDER BY operator_id LIMIT 1");
  const page = await logIn(browser, who);
  await page.goto(facts.base + "/messages");
  check("a manager is told of emergency rights", (await text(page)).includes("夜間の急病の照会"), await text(page));
  await axe(page, "管理職への知らせ");
  await tabTo(page, "form[action^='/messages/'] button");
  await press(page);
  check("he takes note by keys, and it is gone", (await text(page)).includes("新しい知らせはありません"), await text(page));
  await page.context().close();
}

await walkThrough("the office", async (browser) => {
  await lists(browser, {}, "");
  await lists(browser, { javaScriptEnabled: false }, "スクリプトなし ");
  await administration(browser);
  await guarding(browser);
  await records(browser);
  await messages(browser);
});
