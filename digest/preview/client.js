// What a page of the preview does beside what the theme makes of it: it keeps itself up to date, and shows what is wrong.
//
// A new version of the page is not loaded but worked into the one on the screen: whatever differs between what the server sent
// before and what it sends now is changed, and nothing else. So scroll, focus, open <details>, and what the theme's own scripts
// made stay as they are.
(() => {
  "use strict";

  const script = document.currentScript;
  const own = new URL(".", script.src);
  const home = new URL("..", own);
  let key = script.dataset.key;
  let sent = null; // the page as the server sent it
  let run = "";
  let follows = null;
  let busy = Promise.resolve();

  // ---- The page

  function parsed(text) {
    const page = new DOMParser().parseFromString(text, "text/html");
    for (const each of page.querySelectorAll(`script[src="${script.getAttribute("src")}"]`)) each.remove();
    return page;
  }

  async function get(address, known) {
    const answer = await fetch(address, { cache: "no-store", headers: known ? { "If-None-Match": `"${known}"` } : {} });
    if (answer.status === 304) return { key: known, text: null };
    if (answer.status === 503) return { key: null, text: null }; // in a moment there is news
    const type = answer.headers.get("Content-Type") || "";
    return { key: (answer.headers.get("ETag") || "").replaceAll('"', ""), text: type.startsWith("text/html") ? await answer.text() : null };
  }

  async function learn() {
    const now = await get(location.href, "");
    if (now.key === null) return;
    if (now.key !== key || now.text === null) location.reload();
    else sent = parsed(now.text);
  }

  async function refresh(message) {
    if (!sent) return learn();
    const now = await get(location.href, key);
    if (now.key === null || now.key === key) return null;
    if (now.text === null || !key || !now.key) return location.reload();
    const page = parsed(now.text);
    if (scriptsOf(page) !== scriptsOf(sent)) return location.reload();
    const touched = [];
    patch(document.documentElement, sent.documentElement, page.documentElement, touched);
    sent = page;
    key = now.key;
    if (isFollowing() && message.follow) reveal(touched);
    return null;
  }

  function scriptsOf(page) {
    const isRun = (each) => !each.type || /javascript|module/.test(each.type);
    return [...page.querySelectorAll("script")].filter(isRun).map((each) => each.outerHTML).join();
  }

  // Work the difference between `old` and `now` into `live`, and note the elements that it touches. `live` may hold more than `old`.
  // With `only` set, nothing is changed.
  function patch(live, old, now, touched, only = false) {
    if (old.isEqualNode(now)) return;
    if (old.nodeType !== Node.ELEMENT_NODE) {
      touched.push(live.parentElement);
      if (!only) live.nodeValue = now.nodeValue;
      return;
    }
    patchAttributes(live, old, now, touched, only);
    const mine = aligned([...old.childNodes], [...live.childNodes]);
    const pairs = paired([...old.childNodes], [...now.childNodes]);
    const kept = new Set(pairs.map(([before]) => before));
    old.childNodes.forEach((before, at) => {
      if (kept.has(before) || !mine[at]) return;
      touched.push(mine[at].nodeType === Node.ELEMENT_NODE && only ? mine[at] : live);
      if (!only) mine[at].remove();
    });
    let cursor = live.firstChild;
    const place = new Map([...old.childNodes].map((before, at) => [before, mine[at]]));
    for (const [before, after] of pairs) {
      const there = before && place.get(before);
      if (there) {
        patch(there, before, after, touched, only);
        cursor = there.nextSibling;
      } else if (!only) {
        const made = document.importNode(after, true);
        live.insertBefore(made, cursor);
        touched.push(made.nodeType === Node.ELEMENT_NODE ? made : live);
      }
    }
  }

  function patchAttributes(live, old, now, touched, only) {
    const names = new Set([...old.getAttributeNames(), ...now.getAttributeNames()]);
    for (const name of names) {
      const value = now.getAttribute(name);
      if (old.getAttribute(name) === value) continue;
      touched.push(live);
      if (only) continue;
      if (name === "href" && live.matches("link[rel~=stylesheet]")) swapSheet(live, value);
      else if (value === null) live.removeAttribute(name);
      else live.setAttribute(name, value);
    }
  }

  // For each node of `old` the one of `live` that it became: scripts of the theme may have added some, or taken some away.
  function aligned(old, live) {
    const isKin = (a, b) => a.nodeName === b.nodeName && (a.id || "") === (b.id || "");
    if (old.length === live.length && old.every((each, at) => isKin(each, live[at]))) return live;
    let next = 0;
    return old.map((each) => {
      let at = live.findIndex((other, place) => place >= next && each.isEqualNode(other));
      if (at < 0) at = live.findIndex((other, place) => place >= next && isKin(each, other));
      if (at < 0) return null;
      next = at + 1;
      return live[at];
    });
  }

  // Pairs of [old, now] in the order of `now`; a node without counterpart has null for it.
  function paired(old, now) {
    let start = 0;
    while (start < old.length && start < now.length && old[start].isEqualNode(now[start])) start += 1;
    let [oldEnd, nowEnd] = [old.length, now.length];
    while (oldEnd > start && nowEnd > start && old[oldEnd - 1].isEqualNode(now[nowEnd - 1])) [oldEnd, nowEnd] = [oldEnd - 1, nowEnd - 1];
    const pairs = [];
    for (let at = 0; at < start; at += 1) pairs.push([old[at], now[at]]);
    let [from, to] = [start, start];
    for (const [a, b] of [...common(old.slice(start, oldEnd), now.slice(start, nowEnd)), [oldEnd - start, nowEnd - start]]) {
      pairs.push(...similar(old.slice(from, start + a), now.slice(to, start + b)));
      if (start + a < oldEnd) pairs.push([old[start + a], now[start + b]]);
      [from, to] = [start + a + 1, start + b + 1];
    }
    for (let at = 0; nowEnd + at < now.length; at += 1) pairs.push([old[oldEnd + at], now[nowEnd + at]]);
    return pairs;
  }

  // The places of a longest common subsequence of equal nodes.
  function common(old, now) {
    if (old.length * now.length > 250000) return [];
    const text = (node) => node.outerHTML || `${node.nodeType} ${node.nodeValue}`;
    const [a, b] = [old.map(text), now.map(text)];
    const lengths = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
    for (let i = a.length - 1; i >= 0; i -= 1)
      for (let j = b.length - 1; j >= 0; j -= 1)
        lengths[i][j] = a[i] === b[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
    const found = [];
    for (let i = 0, j = 0; i < a.length && j < b.length; ) {
      if (a[i] === b[j]) found.push([i++, j++]);
      else if (lengths[i + 1][j] >= lengths[i][j + 1]) i += 1;
      else j += 1;
    }
    return found;
  }

  // Pairs of nodes that differ, but are of one kind, in order.
  function similar(old, now) {
    let next = 0;
    return now.map((each) => {
      const at = old.findIndex((other, place) => place >= next && other.nodeName === each.nodeName && (other.id || "") === (each.id || ""));
      if (at < 0) return [null, each];
      next = at + 1;
      return [old[at], each];
    });
  }

  // ---- Files

  function swapSheet(link, address) {
    const next = link.cloneNode();
    next.href = address;
    const done = () => link.remove();
    next.addEventListener("load", done);
    next.addEventListener("error", done);
    link.after(next);
  }

  function renew(files, number) {
    const is = (address) => address && (files.includes("*") || files.includes(new URL(address, document.baseURI).pathname));
    const other = (address) => {
      const url = new URL(address, document.baseURI);
      url.searchParams.set("v", number);
      return url.href;
    };
    if ([...document.scripts].some((each) => each !== script && is(each.src) && !files.includes("*"))) return location.reload();
    const sheets = [...document.querySelectorAll("link[rel~=stylesheet]")];
    const images = [...document.images].filter((each) => is(each.currentSrc || each.src));
    const loaded = performance.getEntriesByType("resource").filter((each) => is(each.name)).length > 0;
    const named = sheets.filter((each) => is(each.href));
    const isInSheet = !named.length && !images.length && loaded; // imported, or a picture or typeface that a sheet names
    if (isInSheet && !files.some((each) => each.endsWith(".css"))) return location.reload();
    for (const each of isInSheet ? sheets : named) swapSheet(each, other(each.href));
    for (const each of images) {
      each.removeAttribute("srcset");
      each.src = other(each.src);
    }
    return null;
  }

  // ---- Following the editor

  function isFollowing() {
    const own = sessionStorage.getItem("digest-follow");
    return own === null ? follows === true : own === "yes";
  }

  function go(address) {
    sessionStorage.setItem("digest-gone", address);
    location.assign(address);
  }

  async function arrive() {
    const gone = sessionStorage.getItem("digest-gone");
    sessionStorage.removeItem("digest-gone");
    if (gone === null || !isHere(gone) || !sent) return;
    const before = await get(new URL(`before/${location.pathname.slice(home.pathname.length)}`, own), "");
    if (before.text === null) return;
    const touched = [];
    patch(document.documentElement, sent.documentElement, parsed(before.text).documentElement, touched, true);
    reveal(touched);
  }

  function reveal(touched) {
    const order = (a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1);
    const [first] = touched.filter((each) => each && document.body.contains(each) && each !== document.body).sort(order);
    if (!first) return;
    const { top, bottom } = first.getBoundingClientRect();
    if (top < 0 || bottom > innerHeight) first.scrollIntoView({ block: "center" });
    first.animate([{ outline: "2px solid #e8a33d" }, { outline: "2px solid transparent" }], { duration: 1500 });
  }

  function isHere(address) {
    return decodeURI(new URL(address, location.href).pathname) === decodeURI(location.pathname);
  }

  // ---- What is shown over the page

  const element = document.createElement("digest-preview");
  const root = element.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial; color-scheme: light dark; }
    * { box-sizing: border-box; }
    a { color: inherit; }
    .faults, .bar { position: fixed; z-index: 2147483647; font: 14px/1.45 system-ui, sans-serif; }
    .faults { inset: 0 0 auto 0; max-height: 60vh; overflow: auto; padding: 12px 20px 16px; overflow-wrap: anywhere;
      background: #3a0d0d; color: #fdeaea; border-bottom: 3px solid #f26d6d; box-shadow: 0 4px 24px #0008; }
    .faults h2 { margin: 0 0 4px; font-size: 15px; }
    .faults ul { list-style: none; margin: 0; padding: 0; }
    .faults li { padding: 8px 0; border-top: 1px solid #fff3; }
    .place { font-family: ui-monospace, monospace; font-size: 13px; color: #ffc9c9; }
    pre { margin: 4px 0; padding: 6px 10px; overflow: auto; background: #0006; font: 13px/1.45 ui-monospace, monospace; white-space: pre-wrap; }
    .hint { opacity: .85; }
    .bar { left: 12px; bottom: 12px; max-width: min(28rem, calc(100vw - 24px)); border-radius: 8px; background: #222c; color: #fff;
      backdrop-filter: blur(6px); box-shadow: 0 1px 8px #0006; font-size: 13px; }
    .bar summary { padding: 5px 12px; cursor: pointer; list-style: none; }
    .bar summary::-webkit-details-marker { display: none; }
    .bar .rest { max-height: 50vh; overflow: auto; padding: 2px 12px 10px; border-top: 1px solid #fff3; overflow-wrap: anywhere; }
    .bar h3 { margin: 8px 0 2px; font-size: 13px; }
    .bar ul { margin: 0; padding-left: 1.2em; }
    .bar b { font-weight: 600; text-transform: uppercase; font-size: 11px; letter-spacing: .04em; }
    .lost { background: #7a1f1f; }
    button { font: inherit; float: right; color: inherit; background: #fff2; border: 1px solid #fff5; border-radius: 5px; padding: 1px 10px; cursor: pointer; }
    @media print { :host { display: none; } }
  `);
  root.adoptedStyleSheets = [sheet];
  document.documentElement.append(element);
  let hidden = "";
  let isLost = false;

  function make(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  function count(number, one, many) {
    return number ? [`${number} ${number === 1 ? one : many}`] : [];
  }

  function draw(message) {
    const errors = message.faults.filter((fault) => fault.code.startsWith("E"));
    const isOpen = root.querySelector("details")?.open;
    root.replaceChildren();
    const shown = JSON.stringify(errors);
    if (errors.length && hidden !== shown) {
      const hide = make("button", { type: "button", textContent: "Hide", onclick: () => { hidden = shown; draw(message); } });
      const title = make("h2", {}, hide, errors.length === 1 ? "There is a fault" : `There are ${errors.length} faults`);
      root.append(make("section", { className: "faults", role: "alert" }, title, make("ul", {}, ...errors.map(fault))));
    }
    root.append(bar(message, errors, isOpen));
  }

  function fault(each) {
    const place = `${each.path}:${each.line}:${each.column}`;
    const item = make("li", {}, each.link ? make("a", { href: each.link, className: "place" }, place) : make("span", { className: "place" }, place));
    item.append(` ${each.code} ${each.message}`);
    if (each.text.trim()) item.append(make("pre", {}, each.text));
    if (each.hint) item.append(make("div", { className: "hint" }, each.hint));
    return item;
  }

  function bar(message, errors, isOpen) {
    const warnings = message.faults.filter((each) => each.code.startsWith("W"));
    const badges = Map.groupBy ? Map.groupBy(message.unpublished, (each) => each.badge) : new Map([["unpublished", message.unpublished]]);
    const counted = message.count > message.unpublished.length
      ? count(message.count, "unpublished", "unpublished")
      : [...badges].flatMap(([badge, all]) => count(all.length, badge, badge === "draft" ? "drafts" : badge));
    const words = [...counted, ...count(errors.length, "fault", "faults"), ...count(warnings.length, "warning", "warnings")];
    const follow = make("input", { type: "checkbox", checked: isFollowing(), onchange: (event) => sessionStorage.setItem("digest-follow", event.target.checked ? "yes" : "no") });
    const rest = make("div", { className: "rest" }, make("label", {}, follow, " go to the article that is saved"));
    if (message.unpublished.length) {
      const entries = message.unpublished.map((each) => make("li", {}, make("b", {}, each.badge), " ", make("a", { href: each.url }, each.title)));
      rest.append(make("h3", {}, "Only in the preview"), make("ul", {}, ...entries));
    }
    if (warnings.length) rest.append(make("h3", {}, "Warnings"), make("ul", {}, ...warnings.map(fault)));
    let said = message.ready ? ["Preview", ...words].join(" · ") : message.progress || "The site is being read.";
    if (isLost) said = "The preview has ended.";
    const made = make("details", { className: isLost ? "bar lost" : "bar", open: Boolean(isOpen) }, make("summary", {}, said), rest);
    return made;
  }

  // ---- Listening

  let latest = null;

  async function heard(message) {
    if (message.lost) {
      isLost = true;
      if (latest) draw(latest);
      return;
    }
    isLost = false;
    if (run && run !== message.run) return location.reload();
    run = message.run;
    follows = message.follows;
    const isFirst = latest === null;
    latest = message;
    draw(message);
    if (!message.ready) return null;
    if (!key && isFirst === false) return location.reload();
    if (isFirst || !sent) {
      await learn();
      return arrive();
    }
    if (!message.news) return null;
    if (message.follow && isFollowing() && !isHere(message.follow) && document.visibilityState === "visible") return go(message.follow);
    if (message.files.length) renew(message.files, message.number);
    if (!message.page || isHere(message.page)) return refresh(message);
    return null;
  }

  function hear(message) {
    busy = busy.then(() => heard(message)).catch(() => null); // the server has gone, or the page is being left
  }

  if (window.SharedWorker) {
    const { port } = new SharedWorker(new URL("live.js", own), "digest preview");
    port.onmessage = (event) => hear(event.data);
    addEventListener("pagehide", () => port.postMessage("gone"));
    addEventListener("pageshow", (event) => event.persisted && location.reload());
  } else {
    let source = null;
    const listen = () => {
      source?.close();
      source = null;
      if (document.visibilityState !== "visible") return;
      source = new EventSource(new URL("events", own));
      source.onmessage = (event) => hear(latest ? { ...JSON.parse(event.data), news: true } : JSON.parse(event.data));
      source.onerror = () => hear({ lost: true });
    };
    document.addEventListener("visibilitychange", listen);
    listen();
  }
})();
