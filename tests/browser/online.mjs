// Applications filed online, from the list to the registered change, by keyboard only. TAP.
// EL-67 no retyping, attachments kept and opened, who is not found is for a person; OP-29.
import { propose } from "./request.mjs";
import { axe, check, facts, first, logIn, press, tabTo, text, type, walkThrough, wrongs } from "./walk.mjs";

await walkThrough("applications filed online", async (browser) => {
  const page = await logIn(browser, "shikaku1"), { addressee_no: person } = facts.person;
  await page.goto(facts.base + "/online");
  check("EL-67 what came stands in the list", (await page.locator("tbody tr").count()) === 2 && (await text(page)).includes("受付 2件"),
    await text(page));
  await axe(page, "オンライン申請");
  await page.goto(facts.base + "/online/1");
  check("EL-67 he is found by name, birth and address", (await text(page)).includes(`宛名番号 ${person}`), await text(page));
  await axe(page, "オンライン申請の内容");
  await tabTo(page, "form[action$='/file/1'] button");
  const [picture] = await Promise.all([page.context().waitForEvent("page"), page.keyboard.press("Enter")]);
  await picture.waitForLoadState();
  check("EL-67 the attachment opens as a picture", (await picture.locator("img").count()) === 1, picture.url());
  await picture.close();
  await page.goto(facts.base + "/online/1");
  await tabTo(page, "button[data-step=draft]");
  await press(page);
  check("EL-67 the form stands there filled in", (await page.locator("#v-type").inputValue()) === "4" &&
    (await page.locator("#v-reason").inputValue()) === "3" && (await page.locator("#v-delivery").inputValue()) === "2", await text(page));
  check("and leads back to the application", (await page.locator("main a[href='/online/1']").count()) === 1, await text(page));
  const place = await propose(page);
  check("EL-67 it is registered with nothing typed", place.startsWith("/change/") && (await text(page)).includes("登録済み"), await text(page));
  check("the change tells where it came from", (await page.locator("main a[href='/online/1']").count()) === 1, await text(page));
  await page.goto(facts.base + "/online/1");
  check("EL-67 処理済", (await text(page)).includes("処理済"), await text(page));

  await page.goto(facts.base + "/tasks?condition=" + encodeURIComponent("source=online:*"));
  await tabTo(page, "tbody th a");
  await press(page);
  check("EL-67 who is not found is a task that leads here", (await page.locator("main a[href='/online']").count()) === 1, await text(page));
  await page.goto(facts.base + "/online/2");
  await tabTo(page, "button[data-step=again]");
  await press(page);
  check("looked for again, nobody is found", (await text(page)).includes("宛名に見つからない"), await text(page));
  await type(page, "#addressee-1", "999999999");
  await press(page);
  check("EL-67 a number that nobody has is told at once", (await wrongs(page)) === 1 && (await text(page)).includes("宛名番号 999999999"), await text(page));
  await page.goto(facts.base + "/online/2");
  await type(page, "#words", "住所が確かめられない。8月20日に手紙");
  await press(page);
  check("EL-67 不備 with its words", (await text(page)).includes("不備") && (await text(page)).includes("8月20日に手紙"), await text(page));
  await tabTo(page, "button[data-step=work]");
  await press(page);
  await type(page, "#addressee-1", String(facts.others[0]));
  await press(page);
  check("EL-67 a clerk says who it is", (await text(page)).includes("職員が確認"), await text(page));
  check("and his task is done", first("SELECT COUNT(*) FROM casework_task WHERE source = 'online:person' AND state = 1") === "0");
  await page.goto(facts.base + "/online?state=1");
  check("the list by state", (await page.locator("tbody tr").count()) === 1, await text(page));
});
