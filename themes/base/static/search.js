const form = document.querySelector("form[data-blocks]");
const { blocks: names, shards, size, full, none, found: counted, failed } = form.dataset;
const blocks = names.split(" ").reverse(); // the newest first
const [input, status, list, more] = ["q", "found", "results", "more"].map((id) => document.getElementById(id));
const language = document.documentElement.lang;
const CJK = /[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+/g;
const MAX = 200;
const files = new Map();
let turn = 0;
let hits = [];
let shown = 0;
let said = "";

const fold = (text) => text.normalize("NFKD").replace(/\p{Mn}/gu, "").normalize("NFC").toLowerCase();

function get(path) {
  if (!files.has(path)) {
    files.set(path, fetch(new URL(path, form.action)).then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status))));
    files.get(path).catch(() => files.delete(path));
  }
  return files.get(path);
}

// The pieces of a query: [text, whether more may follow it].
function pieces(query) {
  const words = fold(query).match(/[\p{L}\p{N}]+/gu) || [];
  return words.flatMap((word, at) => {
    const parts = word.split(/([\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+)/).filter(Boolean);
    return parts.flatMap((part, place) => {
      if (part.match(CJK) && part.length > 1) return [...part].slice(1).map((each, i) => [part[i] + each, false]);
      return [[part, part.match(CJK) !== null || (at === words.length - 1 && place === parts.length - 1)]];
    });
  });
}

// The articles of a block that have all pieces: number → weight, the less the better.
async function inBlock(block, wanted) {
  const of = await Promise.all(wanted.map(async ([piece, isStart]) => {
    const words = await get(`${block}/words-${piece.codePointAt(0) % shards}.json`);
    const places = new Map();
    for (const word of isStart ? Object.keys(words).filter((each) => each.startsWith(piece)) : [piece]) {
      for (const place of words[word] || []) {
        const [number, weight] = [Math.floor(place / 3), (place % 3) * 2 + (word === piece ? 0 : 1)];
        places.set(number, Math.min(weight, places.get(number) ?? 9));
      }
    }
    return places;
  }));
  const [first, ...rest] = of;
  return [...first].filter(([number]) => rest.every((each) => each.has(number)))
    .map(([number, weight]) => ({ block, number, weight: rest.reduce((sum, each) => sum + each.get(number), weight) }));
}

async function inTexts(query) {
  try {
    const { results } = await (await import(full)).search(query);
    return results.map((each) => ({ load: () => each.data().then(({ url, meta, plain_excerpt: text }) => [url, meta.title, "", "", text]) }));
  } catch {
    return [];
  }
}

async function inIndex(wanted) {
  const age = new Map(blocks.map((block, at) => [block, at]));
  const found = (await Promise.all(blocks.map((block) => inBlock(block, wanted)))).flat();
  return found.sort((a, b) => a.weight - b.weight || age.get(a.block) - age.get(b.block) || b.number - a.number);
}

async function search(mine) {
  hits = [];
  const wanted = pieces(input.value);
  history.replaceState(null, "", input.value ? `?q=${encodeURIComponent(input.value)}` : location.pathname);
  let found = [];
  if (wanted.length && full) found = await inTexts(input.value);
  if (wanted.length && !found.length) found = await inIndex(wanted);
  if (mine !== turn) return;
  [hits, shown] = [found, 0];
  const forms = JSON.parse(counted);
  const words = forms[new Intl.PluralRules(language).select(found.length)] || forms.other;
  said = !wanted.length ? "" : found.length ? words.replace("{n}", found.length.toLocaleString(language)) : none.replace("{query}", () => input.value);
  list.replaceChildren();
  await show(mine);
}

async function show(mine) {
  const [start, next] = [shown, hits.slice(shown, shown + 10)];
  const cards = await Promise.all(next.map(({ block, number, load }) => load?.() ?? get(`${block}/cards-${Math.floor(number / size)}.json`).then((some) => some[number % size])));
  if (mine !== turn || start !== shown) return;
  shown += next.length;
  list.append(...cards.map(item));
  more.hidden = shown >= Math.min(hits.length, MAX);
  status.textContent = said;
}

// Search or show more; say if a file cannot be loaded, unless a newer query was typed.
function run(action, mine) {
  action(mine).catch(() => {
    if (mine === turn) status.textContent = failed;
  });
}

// The theme's <template> says where the parts of a result stand.
function item([url, title, day, source, summary, badge, lang]) {
  const made = document.querySelector("[data-result]").content.cloneNode(true);
  const date = day && new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(day));
  const parts = { title, day: date, source, summary, badge };
  made.querySelector("a").href = url;
  made.querySelector("time").dateTime = day;
  for (const part of made.querySelectorAll("[data-part]")) {
    const text = parts[part.dataset.part];
    if (!text) part.remove();
    else if (!part.children.length) part.textContent = text;
  }
  if (lang) for (const part of made.querySelectorAll("[data-lang]")) part.lang = lang;
  return made;
}

input.addEventListener("input", () => run(search, (turn += 1)));
form.addEventListener("submit", (event) => event.preventDefault());
more.addEventListener("click", () => run(show, turn));
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !/input|textarea/i.test(event.target.tagName)) [event.preventDefault(), input.focus()];
});
input.value ||= new URLSearchParams(location.search).get("q") || ""; // somebody may type before this runs
if (input.value) run(search, (turn += 1));
else input.focus();
