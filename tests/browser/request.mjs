// A request for disclosure by keys: entered by one clerk, approved by another. Two walks begin with it.
import { choose, facts, press, tabTo, type } from "./walk.mjs";

export async function propose(page) {
  await tabTo(page, "button[value=check]");
  await press(page);
  await tabTo(page, "button[value=propose]");
  await press(page);
  return new URL(page.url()).pathname;
}

export async function approve(chief, place) {
  await chief.goto(facts.base + place);
  await tabTo(chief, "button[value=approve]");
  await press(chief);
}

export async function request(page, chief, person) {
  await page.goto(facts.base + `/change?kind=disclosure-request&subject=${person}`);
  await choose(page, "#v-asked_by", 1);
  await type(page, "#v-evidence", "運転免許証");
  await type(page, "#v-words", "保有する一切の情報");
  const place = await propose(page);
  await approve(chief, place);
  return place;
}
