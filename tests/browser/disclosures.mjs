// A request for disclosure from the window to the file, by keyboard only. TAP.
// OP-47 one report, DS-01 the request and its deadline, DS-03 part by part, DS-05 who looked, OP-29.
import { approve, propose, request } from "./request.mjs";
import { axe, check, choose, facts, logIn, password, press, tabTo, text, type, walkThrough } from "./walk.mjs";

async function stepUp(page, who) {
  if (new URL(page.url()).pathname === "/step-up") {
    await type(page, "#password", password(who));
    await press(page);
  }
}

await walkThrough("requests for disclosure", async (browser) => {
  const page = await logIn(browser, "shikaku1"), chief = await logIn(browser, "shikaku2");
  const person = facts.others[0];
  await page.goto(facts.base + `/person/${person}`);
  await request(page, chief, person);
  check("DS-01 a request is entered by one and approved by another", (await text(chief)).includes("受付番号 1"), await text(chief));
  await page.goto(facts.base + "/disclosures");
  check("OP-47 it stands in the list with its deadline", (await text(page)).includes("決定を待つ"), await text(page));
  await axe(page, "開示請求");
  await tabTo(page, "tbody th a");
  await press(page);
  check("DS-03 every part stands there with its number of records", (await page.locator("tbody tr").count()) === 15, await text(page));
  await tabTo(page, "a[href$='area=log']");
  await press(page);
  check("DS-05 who looked at him is read by keys", (await text(page)).includes("person.look"), await text(page));
  await axe(page, "開示請求の内容");
  await tabTo(page, "a[href*='kind=disclosure-decide']");
  await press(page);
  await stepUp(page, "shikaku1");
  for (const area of ["contact", "arrears", "casework", "note"]) {
    check(`${area}: nothing is proposed`, (await page.locator(`#v-${area}`).inputValue()) === "", area);
    await choose(page, `#v-${area}`, 3);
  }
  await type(page, "#v-ground", "78条1項7号");
  const place = await propose(page);
  check("the decision waits for another", (await text(page)).includes("審査待ち"), await text(page));
  await chief.goto(facts.base + place);
  await approve(chief, place);
  await stepUp(chief, "shikaku2");
  if (!(await text(chief)).includes("登録済み")) {
    await approve(chief, place);
  }
  check("OP-47 it is decided by another", (await text(chief)).includes("登録済み"), await text(chief));
  await page.goto(facts.base + "/disclosure/1");
  await tabTo(page, "a[href*='list=disclosure']");
  await press(page);
  check("the file is asked for with its number", (await page.locator("#criteria").inputValue()) === "受付番号=1", await text(page));
  await type(page, "#purpose", "開示請求への回答");
  await tabTo(page, "main button.primary");
  await press(page);
  check("BO-01 one person is enough to want an approval", (await text(page)).includes("申請中"), await text(page));
});
