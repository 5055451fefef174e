// Rare characters by keyboard only: a form and a search get a character that no keyboard gives, without script and with
// it. axe at 100 % and 200 %. TAP.
// OP-28 by stroke count, reading, part and variant; OP-29 keyboard only; OP-22 the draft takes the character.
import { axe, check, facts, focused, logIn, open, press, tabTo, text, type, walkThrough, wrongs } from "./walk.mjs";

const FORM = "/change?kind=addressee-add";
const SELECTED = "\u9089\u{E010F}"; // a form of 邉 that differs by its selector alone
const hits = (page) => page.locator("button.character").allInnerTexts();

// Without script: from the form to the page and back, nothing typed is lost.
async function withoutScript(browser) {
  const scripted = await logIn(browser, "shikaku1");
  const page = await open(browser, { javaScriptEnabled: false, storageState: await scripted.context().storageState() });
  await scripted.context().close();
  await page.goto(facts.base + FORM);
  await tabTo(page, "#v-name");
  await page.locator("#v-name").fill("渡辺　花子"); // as a writing system gives it
  await tabTo(page, "button[value=characters]");
  await press(page);
  check("the form leads to the characters and says where they go", page.url().includes("/characters?change=") &&
    (await page.locator("#c-field option").allInnerTexts()).includes("氏名・名称"), await text(page));
  await page.locator("#c-typed").fill("へん");
  await type(page, "#c-strokes", "17");
  await page.locator("#c-part").fill("しんにょう");
  await press(page);
  check("reading, strokes and part together find it", (await hits(page))[0] === "邉", (await hits(page)).join(" "));
  check("the first hit has the focus", (await page.evaluate(() => document.activeElement.value)) === "邉");
  await tabTo(page, "button[name=like]");
  await press(page);
  const forms = await hits(page);
  check("its other forms stand beside it, with a selector, too", forms[0] === "邉" && forms.includes("辺") && forms.includes("邊") &&
    forms.includes(SELECTED), forms.join(" "));
  await tabTo(page, `button[name=pick][value="${SELECTED}"]`);
  await press(page);
  check("the chosen one takes the place of its variant in the draft", (await page.inputValue("#v-name")) === `渡${SELECTED}　花子`,
    await page.inputValue("#v-name"));
  await page.context().close();
}

async function thePage(page) {
  await page.goto(facts.base + "/characters");
  await axe(page, "文字を探す");
  await type(page, "#c-strokes", "0");
  await press(page);
  check("a wrong count of strokes is told", (await wrongs(page)) === 1 && (await text(page)).includes("画数「0」は読めません"), await text(page));
  await axe(page, "文字を探す画面のエラー");
  await tabTo(page, "#c-strokes");
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Delete");
  await tabTo(page, "summary");
  await page.keyboard.press("Enter");
  await tabTo(page, "button[name=radical][value='髟']", 400);
  await press(page);
  const found = await hits(page);
  check("a part of the list finds its characters, those of daily use first", found.includes("髪") && found.length > 50 &&
    (await page.inputValue("#c-part")) === "髟", found.join(" "));
  await axe(page, "部首で見つかった文字");
  await tabTo(page, "button[name=pick][value='髪']", 400);
  await press(page);
  check("what is chosen gathers in a line", (await page.inputValue("#c-words")) === "髪" &&
    (await text(page)).includes("「髪」を加えました"), await text(page));
  await tabTo(page, "button[formaction='/search']");
  await press(page);
  check("and is searched with", new URL(page.url()).pathname.startsWith("/search/") && (await page.inputValue("#words")) === "髪", page.url());
}

// With script: Alt+J over the form, the character before the caret is asked for, the choice takes its place.
async function withScript(page) {
  await page.goto(facts.base + FORM);
  await tabTo(page, "#v-name");
  await page.keyboard.insertText("高");
  await page.keyboard.press("Alt+j");
  const dialog = page.locator("dialog[open]");
  await dialog.locator("button.character").first().waitFor();
  check("the first hit has the focus over the form", (await page.evaluate(() => document.activeElement.value)) === "高");
  const offered = await hits(page);
  const keys = offered.indexOf("髙");
  for (let i = 0; i < keys; i += 1) {
    await page.keyboard.press("ArrowRight");
  }
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  check(`髙 takes two keys and ${keys} arrows`, keys > 0 && keys < 10 && (await page.inputValue("#v-name")) === "髙", offered.join(" "));
  check("one goes on typing there", (await focused(page)) === "v-name");
  await page.keyboard.insertText("橋　よし");
  await page.locator("[data-draft-state]", { hasText: "保存しました" }).waitFor();
  await page.keyboard.press("Alt+j");
  await dialog.locator("#c-typed").waitFor();
  await type(page, "dialog #c-strokes", "17");
  await type(page, "dialog #c-part", "162");
  await page.keyboard.press("Enter");
  await dialog.locator("button.character", { hasText: "邉" }).waitFor();
  check("strokes and part are asked over the form", (await hits(page)).includes("邉"));
  await tabTo(page, "button[name=pick][value='邉']");
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  check("what is no variant of anything goes where one types", (await page.inputValue("#v-name")) === "髙橋　よし邉",
    await page.inputValue("#v-name"));
  await page.keyboard.press("Alt+j");
  await dialog.locator("#c-typed").waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  check("Escape leaves everything as it was", (await page.inputValue("#v-name")) === "髙橋　よし邉");
  await page.goto(facts.base + "/search");
  await tabTo(page, "#words");
  await page.keyboard.insertText("高");
  await page.keyboard.press("Alt+j");
  await dialog.locator("button.character").first().waitFor();
  await tabTo(page, "button[name=pick][value='髙']");
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  check("the search box takes it, too", (await page.inputValue("#words")) === "髙");
}

await walkThrough("rare characters", async (browser) => {
  await withoutScript(browser);
  const page = await logIn(browser, "shikaku1");
  await thePage(page);
  await withScript(page);
});
