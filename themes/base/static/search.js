const form = document.querySelector("form[data-blocks]");
const { blocks: names, shards, size, full, none, found: counted, failed } = form.dataset;
const blocks = names.split(" ").reverse(); // the newest first
const [input, status, list, more] = ["q", "found", "results", "more"].map((id) => document.getElementById(id));
const language = document.documentElement.lang;
const CJK = /([\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+)/;
const files = new Map();
let [turn, shown, hits, said] = [0, 0, [], ""];

const fold = (text) => text.normalize("NFKD").replace(/\p{Mn}/gu, "").normalize("NFC").toLowerCase();

function get(path) {
  if (!files.has(path)) {
    files.set(path, fetch(new URL(path, form.action)).then((answer) => (answer.ok ? answer.json() : Promise.reject())));
    files.get(path).catch(() => files.delete(path));
  }
  return files.get(path);
}

// A query's pieces: [text, whether more may follow].
function pieces(query) {
  const words = fold(query).match(/[\p{L}\p{N}]+/gu) || [];
  return words.flatMap((word, at) => {
    const parts = word.split(CJK).filter(Boolean);
    return parts.flatMap((part, place) => {
      if (CJK.test(part) && part.length > 1) return [...part].slice(1).map((each, i) => [part[i] + each, false]);
      return [[part, CJK.test(part) || (at === words.length - 1 && place === parts.length - 1)]];
    });
  });
}

// A block's articles with all pieces; the least weight is best.
async function inBlock(block, age, wanted) {
  const [first, ...rest] = await Promise.all(wanted.map(async ([piece, isStart]) => {
    const words = await get(`${block}/words-${piece.codePointAt(0) % shards}.json`);
    const places = new Map();
    for (const word of isStart ? Object.keys(words).filter((each) => each.startsWith(piece)) : [piece]) {
      for (const place of words[word] || []) {
        const [number, weight] = [Math.floor(place / 3), (place % 3) * 2 + (word !== piece)];
        places.set(number, Math.min(weight, places.get(number) ?? 9));
      }
    }
    return places;
  }));
  return [...first].filter(([number]) => rest.every((each) => each.has(number)))
    .map(([number, weight]) => ({ block, age, number, weight: rest.reduce((sum, each) => sum + each.get(number), weight) }));
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
  const found = (await Promise.all(blocks.map((block, age) => inBlock(block, age, wanted)))).flat();
  return found.sort((a, b) => a.weight - b.weight || a.age - b.age || b.number - a.number);
}

async function search(mine) {
  const wanted = pieces(input.value);
  hits = [];
  history.replaceState(null, "", input.value ? `?q=${encodeURIComponent(input.value)}` : location.pathname);
  let found = wanted.length && full ? await inTexts(input.value) : [];
  if (wanted.length && !found.length) found = await inIndex(wanted);
  if (mine !== turn) return;
  hits = found.slice(0, 200);
  shown = 0;
  const forms = JSON.parse(counted);
  const words = forms[new Intl.PluralRules(language).select(found.length)] || forms.other;
  said = found.length ? words.replace("{n}", found.length.toLocaleString(language)) : wanted.length ? none.replace("{query}", () => input.value) : "";
  list.replaceChildren();
  await show(mine);
}

async function show(mine) {
  const from = shown;
  const next = hits.slice(from, from + 10);
  const cards = await Promise.all(next.map(({ block, number, load }) => load?.() ?? get(`${block}/cards-${Math.floor(number / size)}.json`).then((some) => some[number % size])));
  if (mine !== turn || from !== shown) return;
  shown += next.length;
  list.append(...cards.map(item));
  more.hidden = shown >= hits.length;
  status.textContent = said;
}

const start = () => run(search, (turn += 1));

// Reports a file that cannot be loaded.
const run = (action, mine) => action(mine).catch(() => mine === turn && (status.textContent = failed));

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

input.addEventListener("input", start);
form.addEventListener("submit", (event) => event.preventDefault());
more.addEventListener("click", () => run(show, turn));
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !/input|textarea/i.test(event.target.tagName)) [event.preventDefault(), input.focus()];
});
input.value ||= new URLSearchParams(location.search).get("q") || ""; // unless typed before this ran
if (input.value) start();
else input.focus();
