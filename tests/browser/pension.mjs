// 特別徴収 and 適用適正化 by keyboard only: who a pensioner is, who chooses the account, one letter at the counter; a survey of
// who does not live here, and a decision. TAP. NK-01, LV-56, NT-06, EL-43, EL-45.
// The town of this walk has its premiums decided, and a pensioner of whom nobody has said who he is.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { axe, check, choose, facts, first, focused, logIn, press, tabTo, text, type, walkThrough } from "./walk.mjs";

const partner = path.join(path.dirname(fileURLToPath(import.meta.url)), "../partners/pension.py");
const kokuho = (...words) => execFileSync(facts.program, [...words, "--data", facts.data], { encoding: "utf8" });

// Entered by one, looked at first; approved by another where the kind wants it. The words of the last page.
async function entered(page, chief = null) {
  await press(page, "Alt+s");
  await tabTo(page, "button[value=propose]");
  await press(page);
  if (chief === null) {
    return text(page);
  }
  await chief.goto(facts.base + new URL(page.url()).pathname);
  await tabTo(chief, "button[value=approve]");
  await press(chief);
  return text(chief);
}

// NK-01: the task names the pensioner; a number that is somebody else is told at its field, another person approves.
async function confirmed(page, chief, head) {
  const number = first("SELECT pensioner_no FROM withholding_pension WHERE made_on = " + `${facts.year}0601`);
  await page.goto(facts.base + `/change?kind=withholding-person&subject=${head}`);
  check("NK-01 the form begins at the number", (await focused(page)) === "v-pensioner_no", await focused(page));
  await axe(page, "年金の人の確認");
  await type(page, "#v-pensioner_no", "999");
  await type(page, "#v-reason", "年金振込通知書で氏名・生年月日・住所を確認");
  await press(page, "Alt+s");
  check("NK-01 a number that is nobody is told at its field, and the form goes there",
    (await page.locator("#v-pensioner_no-wrong").innerText()).includes("いません") && (await focused(page)) === "v-pensioner_no",
    await text(page));
  await axe(page, "年金の人の確認の誤り");
  await type(page, "#v-pensioner_no", number);
  const done = await entered(page, chief);
  check("NK-01 D6 who a pensioner is, is entered by one and approved by another", done.includes("この方に結びました"), done);
  await axe(chief, "年金の人の確認の登録");
}

// NT-06, LV-58: what was accepted is told by one letter at the counter, once; then it is made again.
async function letter(page, household) {
  const year = ["--year", String(facts.year)];
  for (const job of ["withholding-candidates", "withholding-request"]) {
    try {
      kokuho("job", "run", job, ...year, "--operator", "fuka1");
    } catch (error) {
      if (error.status !== 1) { // findings of other households
        throw error;
      }
    }
    kokuho("job", "approve", job, ...year, "--operator", "fuka2");
  }
  const place = `/household/${household}/withholding`;
  await page.goto(facts.base + place);
  check("LV-04 nothing is printed before the pension side has answered", (await text(page)).includes("回答待ち") &&
    (await page.locator("form[action$='/print']").count()) === 0, await text(page));
  const out = path.join(facts.data, "files/out"), answers = path.join(facts.data, "answers");
  const request = fs.readdirSync(out).find((name) => name.startsWith("TOKUCHO_"));
  execFileSync("python3", [partner, path.join(out, request), "--out", answers, "--made", `${facts.year}0605`]);
  kokuho("import", path.join(answers, fs.readdirSync(answers)[0]), "--partner", "国保連合会（年金特別徴収）", "--operator", "fuka1");
  await page.goto(facts.base + place);
  await axe(page, "特別徴収");
  const printed = async (selector) => {
    await tabTo(page, selector, 400);
    const [answer] = await Promise.all([
      page.context().waitForEvent("response", (r) => r.request().method() === "POST"), page.keyboard.press("Enter")]);
    return answer.status() === 200 && (answer.headers()["content-type"] ?? "").startsWith("application/pdf");
  };
  check("NT-06 the letter is looked at by keys, as a PDF", await printed("td form:not([action$='/print']) button"));
  await page.goto(facts.base + place);
  check("NT-06 looking tells nobody", !(await text(page)).includes("に作成"), await text(page));
  check("NT-06 it is printed by keys, as a PDF", await printed("td form[action$='/print'] button"));
  await page.goto(facts.base + place);
  check("NT-06 then it says that it went, and is made again", (await text(page)).includes("に作成") &&
    (await text(page)).includes("再発行"), await text(page));
  check("NT-06 once: the job makes no other one", kokuho("job", "run", "withholding-letters", ...year, "--operator", "fuka1")
    .includes("特別徴収の通知書 0 通"));
}

// LV-56: the householder asks for the account; a day to come is told at its field.
async function account(page, chief, head) {
  await page.goto(facts.base + `/change?kind=withholding-account&subject=${head}`);
  await axe(page, "特別徴収から口座振替への申出");
  await choose(page, "#v-way", 1);
  await type(page, "#v-from", "080701");
  await type(page, "#v-reason", "納付方法変更申出書 令和8年6月5日受付");
  await press(page, "Alt+s");
  check("LV-56 a day to come is told at its field", (await page.locator("#v-from-wrong").innerText()).includes("より後です"),
    await text(page));
  await axe(page, "特別徴収から口座振替への申出の誤り");
  await type(page, "#v-from", "080605");
  const done = await entered(page, chief);
  check("LV-56 the choice of the account is entered by one and approved by another", done.includes("登録済み"), done);
}

// EL-43: what was looked up at the place; nobody is struck out before the procedure is over.
async function survey(page, chief, who) {
  await page.goto(facts.base + "/enrolments");
  check("EL-35 a town without suspicions says so", (await text(page)).includes("当てはまるものはありません"), await text(page));
  await page.goto(facts.base + `/change?kind=enrolment-survey&subject=${who}`);
  await axe(page, "不現住の実態調査");
  for (const source of ["1", "2"]) {
    await tabTo(page, `#v-sources-${source}`);
    await page.keyboard.press("Space");
  }
  await choose(page, "#v-outcome", 2);
  await type(page, "#v-gone", "080401");
  await type(page, "#v-words", "表札なし。管理人によれば3月末に退去");
  const done = await entered(page);
  check("EL-43 a survey is entered by keys", done.includes("実態調査を登録しました"), done);
  await page.goto(facts.base + "/enrolments");
  await axe(page, "適用適正化");
  check("EL-43 it stands on the screen with what follows", (await text(page)).includes("実態調査を続ける") &&
    (await text(page)).includes("未了 1件"), await text(page));
  await choose(page, "#show", 2);
  await page.keyboard.press("Tab");
  await press(page);
  check("EL-35 what is over is another list", (await text(page)).includes("当てはまるものはありません"), await text(page));
  await page.goto(facts.base + "/enrolments");
  await tabTo(page, `a[href^='/change?kind=enrolment-decide&subject=${who}']`, 200);
  await press(page);
  await axe(page, "適用適正化の決定");
  await tabTo(page, "#v-suspect input");
  await page.keyboard.press("Space");
  await choose(page, "#v-decision", 1);
  await type(page, "#v-words", "不現住の通報");
  await press(page, "Alt+s");
  check("EL-43 nobody is struck out before the procedure is over", (await page.locator("#v-decision-wrong").innerText())
    .includes("手順が終わっていません"), await text(page));
  await axe(page, "適用適正化の決定の誤り");
  await choose(page, "#v-decision", 2);
  await type(page, "#v-words", "入院していたことを病院に確かめた");
  const ended = await entered(page, chief);
  check("EL-45 a reason ends it, entered by one and approved by another", ended.includes("理由を登録して終えました"), ended);
  await page.goto(facts.base + "/enrolments?show=2");
  check("EL-35 it stands among what is over", (await text(page)).includes("終わり（理由がある）"), await text(page));
}

await walkThrough("pension and enrolment", async (browser) => {
  const clerk = await logIn(browser, "fuka1"), chief = await logIn(browser, "fuka2");
  const head = first("SELECT addressee_no FROM withholding_care");
  const household = first(`SELECT household_no FROM premium_assessment WHERE payer_no = ${head}`);
  await confirmed(clerk, chief, head);
  await letter(clerk, household);
  await account(clerk, chief, head);
  const eligibility = await logIn(browser, "shikaku1"), leader = await logIn(browser, "shikaku2");
  await survey(eligibility, leader, facts.others[3]);
});
