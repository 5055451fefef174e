// A clerk's day by keyboard only: what is typed is never lost, changes go back and are taken back, work is worked off,
// two people meet at one person. axe at 100 % and 200 % on each page. TAP.
// OP-22 drafts and the second person, OP-23 one editor, OP-24 warnings, OP-19 failed lines again, OP-12 and TR-03 the lock,
// AU-20 the password again, NX-08 as true on and as known on; expectations 5, 6, 15, 16, 18, 20, 21, 26.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import {
  axe, check, choose, countKeys, facts, logIn, open, password, press, search, tabTo, text, type, until, walkThrough, wrongs,
} from "./walk.mjs";

const [anna, berta, carla, dora] = facts.others; // numbers of four people without 支援措置
const at = (page, place) => page.goto(facts.base + place);
const state = (page) => page.locator("dl.facts .mark").first().innerText();
const form = (kind, subject) => `/change?kind=${kind}&subject=${subject}`;

async function pressOn(page, selector) {
  await tabTo(page, selector);
  await press(page);
}

// 送付先: needs a second person.
async function proposeAddress(page, subject, address) {
  await at(page, form("mailing-address", subject));
  await choose(page, "#v-reason", 1);
  await type(page, "#v-postal_code", "160-0022");
  await until(page, () => document.querySelector("#v-address").value !== "", "the town comes by itself");
  await type(page, "#v-address", address);
  await pressOn(page, "button[value=check]");
  await pressOn(page, "button[value=propose]");
  check("a proposal waits", (await state(page)) === "審査待ち", await text(page));
  return new URL(page.url()).pathname;
}

// ---------------------------------------------------------------------------------- undo (#16) ----

async function undoing(clerk, chief) {
  await at(clerk, form("contact", anna));
  await type(clerk, "#v-phone", "03-0000-0001");
  await pressOn(clerk, "button[value=check]");
  await pressOn(clerk, "button[value=propose]");
  check("without a second person a change stands at once", (await state(clerk)) === "登録済み", await text(clerk));
  await axe(clerk, "登録した連絡先");
  await type(clerk, "#reason", "番号を聞き違えた");
  await press(clerk);
  check("its owner takes it back", (await state(clerk)) === "取消し済み" && (await text(clerk)).includes("番号を聞き違えた"),
    await text(clerk));
  check("nothing is taken back twice", (await clerk.locator("#reason").count()) === 0);
  await axe(clerk, "取り消した連絡先");

  const place = await proposeAddress(clerk, anna, "東京都新宿区新宿三丁目3番3号");
  await at(chief, place);
  await pressOn(chief, "button[value=approve]");
  check("the second person approves", (await state(chief)) === "登録済み");
  await at(clerk, place);
  await type(clerk, "#reason", "届出が取り下げられた");
  await press(clerk);
  check("what two people did, two people take back: the cancellation waits", (await text(clerk)).includes("取消しが審査を待っています") &&
    (await clerk.locator("#reason").count()) === 0, await text(clerk));
  await axe(clerk, "取消しの審査待ち");
  await at(chief, "/changes");
  await pressOn(chief, "#waiting ~ .scroll tbody th a");
  check("the second person reads why", (await text(chief)).includes("届出が取り下げられた"), await text(chief));
  await axe(chief, "取消しの審査");
  await pressOn(chief, "button[value=approve]");
  await at(clerk, place);
  check("both rows stay: the first is taken back", (await state(clerk)) === "取消し済み", await text(clerk));
}

// -------------------------------------------------------------------------- return (OP-22, #19) ----

async function returning(clerk, chief) {
  const place = await proposeAddress(clerk, berta, "東京都新宿区新宿一丁目9番9号");
  await at(chief, place);
  await type(chief, "#words", "番地が届出書と違います");
  await press(chief);
  check("a proposal goes back with words and leaves the list", chief.url().endsWith("/changes") &&
    (await wrongs(chief)) === 0, await text(chief));
  await axe(chief, "差し戻したあと");
  await at(clerk, "/menu");
  check("the menu of its owner says so", (await text(clerk)).includes("差戻し") &&
    (await text(clerk)).includes("番地が届出書と違います"), await text(clerk));
  await axe(clerk, "メニューと差戻し");
  await pressOn(clerk, "#drafts ~ .scroll td a[href^='/change?']");
  check("the form has what was typed and the words of the return", (await clerk.inputValue("#v-address")) ===
    "東京都新宿区新宿一丁目9番9号" && (await text(clerk)).includes("番地が届出書と違います"), await text(clerk));
  await axe(clerk, "差し戻された変更の入力");
  await type(clerk, "#v-address", "東京都新宿区新宿一丁目8番8号");
  await pressOn(clerk, "button[value=check]");
  await pressOn(clerk, "button[value=propose]");
  check("corrected it waits again", (await state(clerk)) === "審査待ち", await text(clerk));
  await at(chief, place);
  check("the second person sees the correction and what went before", (await text(chief)).includes("8番8号") &&
    (await text(chief)).includes("番地が届出書と違います"), await text(chief));
  await pressOn(chief, "button[value=approve]");
  check("the corrected change stands", (await state(chief)) === "登録済み");
  await axe(chief, "直して登録した変更");
}

// ---------------------------------------------------------------------------- paste of a table (#21) ----

async function pasting(page) {
  const table = (rows) => ["宛名番号\t手続\t種類\t電話番号\tこの日から", ...rows].join("\n");
  const paste = async (words) => {
    await tabTo(page, "#table");
    await page.keyboard.press("Control+A");
    await page.keyboard.insertText(words);
    await pressOn(page, "button[value=try]");
  };
  await at(page, "/changes");
  await pressOn(page, "#paste ~ ul a[href$='kind=contact']");
  await axe(page, "表の貼り付け");
  await paste(table([`${berta}\t登録\t電話\t03-0000-0002\t080601`, `${carla}\t登録\t電話\t12\t080601`, "1\t登録\t電話\t03-0000-0004\t080601"]));
  const results = await page.locator("tbody tr").allInnerTexts();
  check("each line has its own result", results.length === 3 && results[0].includes("よい") && results[1].includes("エラー") &&
    results[2].includes("エラー"), await text(page));
  check("what is wrong stands in words, and nothing can be entered", (await text(page)).includes("電話番号") &&
    (await page.locator("button[value=enter]").count()) === 0);
  await axe(page, "表の貼り付けの行ごとのエラー");
  await paste(table([`${berta}\t登録\t電話\t03-0000-0002\t080601`, `${carla}\t登録\t電話\t03-0000-0003\t080601`]));
  check("a dry run tells that all lines are right", (await text(page)).includes("2行すべて登録できます") &&
    (await text(page)).includes("まだ登録していません"), await text(page));
  await axe(page, "表の貼り付けの試し");
  await at(page, `/person/${carla}/changes`);
  check("the dry run wrote nothing", !(await text(page)).includes("連絡先の登録　"), await text(page));
  await at(page, "/paste?kind=contact");
  await paste(table([`${berta}\t登録\t電話\t03-0000-0002\t080601`, `${carla}\t登録\t電話\t03-0000-0003\t080601`]));
  await pressOn(page, "button[value=enter]");
  check("then the table is taken", (await text(page)).includes("2行を登録しました"), await text(page));
  await axe(page, "表を登録したところ");
  await at(page, `/person/${carla}/changes`);
  check("each line is a change of its person", (await text(page)).includes("登録済み"), await text(page));
  await axe(page, "個人の変更の記録");
}

// ------------------------------------------------------------------- nothing typed is lost (#15) ----

const kept = (page) => page.locator("[data-draft-state]", { hasText: "下書きに保存しました" }).waitFor();
// The session's row is made older: as if the limit had passed.
function endSessions(who) {
  execFileSync("python3", ["-c", `import sqlite3, sys
db = sqlite3.connect(sys.argv[1], timeout=20)
assert db.execute("UPDATE web_session SET created_at = created_at - 11 * 3600000 WHERE operator_id = ?",
                  (sys.argv[2],)).rowcount > 0
db.commit()`, `${facts.data}/kokuho.db`, who]);
}

async function draftAfterTimeOut(browser) {
  const page = await logIn(browser, "fuka1");
  await at(page, form("mailing-address", carla));
  await choose(page, "#v-reason", 1);
  await type(page, "#v-address", "東京都新宿区新宿四丁目4番4号");
  await kept(page);
  endSessions("fuka1");
  await page.waitForTimeout(2500); // what the server remembers of the session is 2 seconds old
  await type(page, "#v-building", "四号棟401");
  await page.keyboard.press("Tab");
  await page.locator("[data-draft-state]", { hasText: "新しいタブでログイン" }).waitFor();
  check("a session that has ended is told while one types", true);
  await axe(page, "ログインが切れた入力");
  const again = await page.context().newPage();
  await again.goto(facts.base + "/menu");
  check("the log-in leads back", again.url().includes("/login?next="), again.url());
  await logIn(browser, "fuka1", {}, again);
  check("after it the menu offers the draft", (await text(again)).includes("送付先の登録"), await text(again));
  await kept(page);
  check("the first window keeps its input under the new session", true);
  await pressOn(again, "#drafts ~ .scroll td a[href^='/change?']");
  check("after the time-out every field is there", (await again.inputValue("#v-address")) === "東京都新宿区新宿四丁目4番4号" &&
    (await again.inputValue("#v-building")) === "四号棟401" && (await again.inputValue("#v-reason")) !== "",
  await again.inputValue("#v-building"));
  await axe(again, "ログインし直した入力");
  // The other way: sent when the session is over.
  await type(again, "#v-name", "宛名　四子");
  await again.keyboard.press("Tab");
  await kept(again);
  endSessions("fuka1");
  await again.waitForTimeout(2500);
  await pressOn(again, "button[value=check]");
  check("a form sent too late leads to the log-in", again.url().includes("/login"), again.url());
  await logIn(browser, "fuka1", {}, again);
  await pressOn(again, "#drafts ~ .scroll td a[href^='/change?']");
  check("and nothing of it is lost", (await again.inputValue("#v-name")) === "宛名　四子" &&
    (await again.inputValue("#v-building")) === "四号棟401");
  await page.context().close();
}

// SIGKILL for the process that serves: the next one takes the same place.
function killServer() {
  const children = fs.readFileSync(`/proc/${facts.server}/task/${facts.server}/children`, "utf8").trim().split(" ");
  process.kill(Number(children[0]), "SIGKILL");
}

async function draftAfterKill(browser) {
  const page = await logIn(browser, "fuka1");
  await at(page, form("mailing-address", dora));
  await choose(page, "#v-reason", 1);
  await type(page, "#v-postal_code", "160-0022");
  killServer(); // perhaps before it was kept
  await page.waitForTimeout(300); // the town's name was asked for, too: it came, or it comes no more
  await type(page, "#v-address", "東京都新宿区新宿五丁目5番5号");
  await type(page, "#v-building", "五号棟501");
  await page.keyboard.press("Tab");
  await kept(page);
  const number = new URL(page.url()).searchParams.get("change");
  check("the address line leads to the draft", Number(number) > 0, page.url());
  await page.reload();
  const values = async (p) => Promise.all(["#v-postal_code", "#v-address", "#v-building"].map((s) => p.inputValue(s)));
  const typed = "160-0022,東京都新宿区新宿五丁目5番5号,五号棟501";
  check("kill -9 of the server: 0 fields lost", String(await values(page)) === typed, String(await values(page)));
  await axe(page, "異常終了のあとの入力");
  await type(page, "#v-name", "宛名　五子");
  await page.waitForTimeout(600);
  killServer();
  await page.context().close(); // and the browser with it
  const other = await logIn(browser, "fuka1");
  await pressOn(other, `#drafts ~ .scroll td a[href='/change?change=${number}']`);
  check("kill -9 of server and window: 0 fields lost", String(await values(other)) === typed &&
    (await other.inputValue("#v-name")) === "宛名　五子", await text(other));
  await at(other, `/change/${number}`);
  await pressOn(other, "button[value=discard]");
  check("a draft is thrown away by its own key only", other.url().endsWith("/changes"), other.url());
  await other.context().close();
}

// --------------------------------------------------------------------------- work lists (#17, #18) ----

async function working(clerk) {
  await at(clerk, "/menu");
  await press(clerk, "F6");
  const all = Number(/(\d+)件/.exec(await clerk.locator("main p[role=status]").innerText())[1]);
  check("jobs and files have left work", all > 0, await text(clerk));
  await axe(clerk, "作業一覧と作業");
  await pressOn(clerk, "tbody th a");
  const place = new URL(clerk.url()).pathname;
  await axe(clerk, "作業");
  await type(clerk, "#owner", "fuka1");
  await type(clerk, "#due", "080604");
  await press(clerk);
  check("a task has an owner and a day", /fuka1/.test(await text(clerk)) && (await text(clerk)).includes("令和8年6月4日"), await text(clerk));
  await type(clerk, "#words", "本人の返事を待つ");
  await pressOn(clerk, "button[value=wait]");
  check("a task waits for a reason", (await state(clerk)) === "待ち" && (await text(clerk)).includes("本人の返事を待つ"), await text(clerk));
  await axe(clerk, "待ちの作業");

  await at(clerk, "/tasks");
  await type(clerk, "#condition", "owner=me due<today");
  await press(clerk);
  check("overdue work of one's own is one condition", (await text(clerk)).includes("期限切れ") &&
    (await clerk.locator("tbody tr").count()) === 1, await text(clerk));
  await type(clerk, "#name", "わたしの期限切れ");
  await press(clerk);
  const tile = clerk.locator(".tiles li", { hasText: "わたしの期限切れ" });
  check("a list is kept with its counts", (await tile.innerText()).includes("1件") && (await tile.innerText()).includes("期限切れ 1件"),
    await text(clerk));
  await axe(clerk, "残した作業一覧");
  await at(clerk, "/tasks");
  await pressOn(clerk, ".tiles a");
  check("it opens by one key", (await clerk.locator("tbody tr").count()) === 1, await text(clerk));

  await at(clerk, place);
  await tabTo(clerk, "#words");
  await type(clerk, "#words", "申告書を受け取った");
  await press(clerk);
  check("a task is finished with words", (await state(clerk)) === "完了" && (await text(clerk)).includes("申告書を受け取った"), await text(clerk));
  await axe(clerk, "済みの作業");
  await at(clerk, "/tasks?condition=owner%3Dme");
  check("finished work leaves the list", !(await text(clerk)).includes("申告書を受け取った") &&
    (await tile.innerText()).includes("0件"), await text(clerk));
  await at(clerk, place);
  await type(clerk, "#words", "書類が足りなかった");
  await press(clerk);
  check("and is opened again with a reason", (await state(clerk)) !== "完了", await text(clerk));
  await at(clerk, "/tasks");
  await pressOn(clerk, ".tiles button");
  check("a kept list goes", (await clerk.locator(".tiles").count()) === 0, await text(clerk));
}

// ------------------------------------------------------------------------------ job monitor (#26) ----

async function again(clerk, chief) {
  await at(chief, "/jobs/1");
  const counted = /進み具合\s*([\d,]+)/.exec(await text(chief))[1].replaceAll(",", "");
  await type(chief, "#count", counted);
  await press(chief);
  check("the run is approved", (await text(chief)).includes("fuka2"), await text(chief));
  await at(clerk, "/menu");
  await press(clerk, "F4");
  await pressOn(clerk, "tbody th a");
  await axe(clerk, "決議した処理");
  await pressOn(clerk, "#findings ~ form button.primary");
  const body = await text(clerk);
  check("what failed is done again, and only that", /実行1\s*で確認が要ったものだけ/.test(body) || (await wrongs(clerk)) === 1, body);
  await axe(clerk, "処理し直した結果");
  await at(clerk, "/jobs");
  check("both runs stand in the monitor", (await clerk.locator("tbody tr").count()) >= 1, await text(clerk));
  await axe(clerk, "処理状況と処理し直し");
}

// --------------------------------------------------------------------------- password again (AU-20) ----

async function stepUp(page) {
  await at(page, `/person/${anna}/changes`);
  await pressOn(page, "main a[href*='kind=account']");
  check("a sensitive change asks for the password first", page.url().includes("/step-up"), page.url());
  await axe(page, "パスワードの再確認");
  await type(page, "#password", "wrong");
  await press(page);
  check("a wrong one is told", (await wrongs(page)) === 1 && (await text(page)).includes("パスワードが違います"), await text(page));
  await axe(page, "パスワードの再確認の誤り");
  await type(page, "#password", password("fuka1"));
  await press(page);
  check("the right one leads to the form that was asked for", (await page.locator("#v-bank").count()) === 1, await text(page));
  await axe(page, "重要な変更の入力");
  await type(page, "#v-bank", "9999");
  await page.keyboard.press("Tab");
  await kept(page);
  await pressOn(page, "button[value=check]");
  check("its fields are checked like any others", (await wrongs(page)) === 1, await text(page));
  await axe(page, "重要な変更の停止");
}

// ------------------------------------------------------------------------- two editors (OP-23, #20) ----

async function meeting(browser) {
  const first = await logIn(browser, "shikaku1");
  await at(first, form("mailing-address", berta));
  await choose(first, "#v-reason", 1);
  await type(first, "#v-address", "東京都新宿区新宿六丁目6番6号");
  await first.keyboard.press("Tab");
  await kept(first);
  const second = await logIn(browser, "fuka1");
  await at(second, `/person/${berta}`);
  check("who edits stands on the page of the person", (await second.locator(".lock").innerText()).includes("shikaku1"));
  await at(second, form("mailing-address", berta));
  check("a second editor is told who, and cannot type or take over", (await wrongs(second)) === 1 &&
    (await second.locator("#v-address").isDisabled()) && (await second.locator("button[value=take]").count()) === 0, await text(second));
  await axe(second, "ほかの人が編集中の入力");
  const leader = await logIn(browser, "kakari1");
  await at(leader, form("mailing-address", berta));
  await axe(leader, "編集の引き継ぎ");
  await pressOn(leader, "button[value=take]");
  check("who distributes work takes over, with what stands", !(await leader.locator("#v-address").isDisabled()) &&
    (await leader.inputValue("#v-action")) !== "" && (await wrongs(leader)) === 0, await text(leader));
  await axe(leader, "引き継いだ入力");
  await type(leader, "#v-address", "東京都新宿区新宿七丁目7番7号");
  await leader.keyboard.press("Tab");
  await kept(leader);
  await type(first, "#v-building", "六号棟601");
  await first.keyboard.press("Tab");
  await kept(first);
  await pressOn(first, "button[value=check]");
  check("the first one is told who has taken over, what he typed is kept", (await wrongs(first)) === 1 &&
    (await text(first)).includes("kakari1") && (await first.inputValue("#v-building")) === "六号棟601", await text(first));
  await axe(first, "引き継がれた入力");
  await at(leader, `/person/${berta}`);
  check("the page names the new editor", (await leader.locator(".lock").innerText()).includes("あなた"));
  for (const page of [first, second, leader]) {
    await page.context().close();
  }
}

// --------------------------------------------------------------- 国保の加入・脱退 (EL-06, EL-07, NX-12) ----
// A household none of whose members is insured or protected, with three of them at least.
const household = execFileSync("python3", ["-c", "import sqlite3, sys; print(*sqlite3.connect(sys.argv[1], timeout=20).execute(sys.argv[2]).fetchone())",
  `${facts.data}/kokuho.db`, `
  SELECT b.household_no, min(b.addressee_no) FROM addressee_belonging b JOIN addressee_person p ON p.addressee_no = b.addressee_no
  WHERE b.superseded_at = 9223372036854775807 AND b.valid_from <= 20260401 AND b.valid_until > 20260605
    AND p.superseded_at = b.superseded_at AND p.valid_from <= 20260605 AND p.valid_until > 20260605 AND p.status = 1
  GROUP BY b.household_no
  HAVING count(*) >= 3 AND sum(b.is_head) = 1 AND max(p.is_restricted) = 0 AND min(p.birth) > 19520000 AND min(p.birth % 100) > 0
    AND NOT EXISTS (SELECT 1 FROM eligibility_fact f JOIN addressee_belonging o ON o.addressee_no = f.addressee_no
                    WHERE o.household_no = b.household_no AND f.kind IN (1, 3))
  ORDER BY 1 LIMIT 1`], { encoding: "utf8" }).trim().split(" ");

async function joining(page) {
  const [number, person] = household;
  await at(page, form("eligibility-join", number));
  check("all members of the household are offered", (await page.locator("#v-members input").count()) >= 3, await text(page));
  await axe(page, "加入の入力");
  const counted = countKeys(page);
  for (const box of (await page.locator("#v-members input").all()).slice(0, 3)) {
    await tabTo(page, `#${await box.getAttribute("id")}`);
    await page.keyboard.press("Space");
  }
  await choose(page, "#v-reason", 3);
  check("only what this reason needs is asked", (await page.locator("#v-prefecture").isVisible()) === false &&
    (await page.locator("#v-former").isVisible()) === false);
  await type(page, "#v-occurred", "080601");
  await type(page, "#v-evidence", "資格喪失証明書");
  await pressOn(page, "button[value=check]");
  const pressed = counted();
  console.log(`# budget join of three after job loss, with what it does to the premium: ${pressed} keys (limit 45)`);
  check("three join within the budget of keys (NX-12)", pressed <= 45, `${pressed} keys`);
  check("before it is saved the months are told", (await text(page)).includes("令和8年度: 対象になる月 6月から3月"), await text(page));
  check("and what it does to the premium", (await text(page)).includes("保険料への影響"), await text(page));
  await axe(page, "加入で起こること");
  await pressOn(page, "button[value=propose]");
  check("the household has joined in one pass", (await state(page)) === "登録済み" && (await text(page)).includes("人の加入を登録しました"),
    await text(page));
  check("what comes next at the window is one link away (NX-12)", (await text(page)).includes("続けてすること") &&
    (await page.locator("section:has(#follow) a").count()) >= 3, await text(page));
  await axe(page, "続けてすること");
  await at(page, `/person/${person}`);
  check("his page has the event with both days", (await text(page)).includes("A03 社保離脱") && (await text(page)).includes("窓口"),
    await text(page));
  await axe(page, "加入した人の履歴");
  await at(page, form("eligibility-leave", number));
  await tabTo(page, "#v-members input");
  await page.keyboard.press("Space");
  await choose(page, "#v-reason", 4);
  await type(page, "#v-occurred", "080604");
  await pressOn(page, "button[value=check]");
  check("treatment from the day of joining is not ours", (await text(page)).includes("令和8年6月4日からの診療"), await text(page));
  await pressOn(page, "button[value=propose]");
  check("one of them has left", (await state(page)) === "登録済み", await text(page));
  await axe(page, "脱退の登録");
}

// ------------------------------------------------------------------------- time (NX-08, #5, #6) ----

async function looking(page) {
  await at(page, `/person/${anna}`);
  await type(page, "#on", "080401");
  await page.keyboard.press("Enter");
  await type(page, "#known", "R9.3.31");
  await press(page);
  check("a person as true on one day, as known on another", (await page.locator(".asof").innerText()).includes("令和8年4月1日") &&
    (await page.locator(".asof").innerText()).includes("令和9年3月31日"), await page.locator(".asof").innerText());
  await axe(page, "個人の基準日");
  await at(page, `/household/${facts.person.household_no}`);
  await pressOn(page, "main a[href*='/compare']");
  await type(page, "#known", "2020-01-01");
  await page.keyboard.press("Enter");
  await type(page, "#on2", "080605");
  await page.keyboard.press("Enter");
  await press(page); // the last field sends
  check("two states of a household side by side, each with its day", (await page.locator("tr.is-changed").count()) > 0 &&
    (await page.locator("thead").innerText()).includes("2020-01-01"), await text(page));
  await axe(page, "世帯の2つの時点");
}

// ---------------------------------------------------------------------------- lock (OP-12, TR-03) ----

async function locking(browser) {
  const page = await open(browser);
  await page.clock.install();
  await logIn(browser, "shikaku2", {}, page);
  await at(page, `/household/${facts.person.household_no}`);
  await page.clock.fastForward("04:30");
  check("before the limit the page stays", (await text(page)).includes(facts.person.name));
  await page.keyboard.press("ArrowDown");
  await page.clock.fastForward("04:30");
  check("a key begins the time anew", (await text(page)).includes(facts.person.name));
  await Promise.all([page.waitForURL("**/unlock**"), page.clock.fastForward("00:40")]);
  check("nobody there: the page goes away by itself", !(await page.content()).includes(facts.person.name) &&
    page.url().includes("/unlock?next="), page.url());
  check("the session is locked for every page", (await (await page.request.get(`${facts.base}/household/${facts.person.household_no}`)).text())
    .includes("画面をロックしています"));
  await axe(page, "ロックした画面");
  await page.goBack({ waitUntil: "load" });
  check("the way back shows nothing", !(await page.content()).includes(facts.person.name), page.url());
  await at(page, `/unlock?next=/household/${facts.person.household_no}`);
  await type(page, "#password", "wrong");
  await press(page);
  check("a wrong password leaves it locked", (await wrongs(page)) === 1);
  await axe(page, "ロックの解除の誤り");
  await type(page, "#password", password("shikaku2"));
  await press(page);
  check("the right one goes on where one was", page.url().endsWith(`/household/${facts.person.household_no}`), page.url());
  await at(page, "/jobs");
  await press(page, "F8");
  check("F8 locks at once", page.url().includes("/unlock"), page.url());
  await type(page, "#password", password("shikaku2"));
  await press(page);
  check("and leads back to its page", page.url().endsWith("/jobs"), page.url());
  await page.context().close();
}

await walkThrough("casework", async (browser) => {
  const clerk = await logIn(browser, "fuka1");
  const chief = await logIn(browser, "fuka2");
  await undoing(clerk, chief);
  await returning(clerk, chief);
  await pasting(clerk);
  await working(clerk);
  await again(clerk, chief);
  await stepUp(clerk);
  await looking(clerk);
  const eligibility = await logIn(browser, "shikaku1");
  await joining(eligibility);
  await eligibility.context().close();
  await search(clerk, String(anna));
  await clerk.context().close();
  await chief.context().close();
  await draftAfterTimeOut(browser);
  await draftAfterKill(browser);
  await meeting(browser);
  await locking(browser);
});
