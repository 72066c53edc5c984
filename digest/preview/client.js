// What a page of the preview does beside what its theme makes of it: it keeps itself up to date, and shows what is wrong.
//
// A new version of a page is not loaded but worked into the one on the screen; see difference.js. Where that cannot be, it is loaded.
(async () => {
  "use strict";

  const script = document.currentScript;
  const own = new URL(".", script.src); // the folder of the preview's own files
  const home = new URL("..", own);
  const [{ differences, needsLoading }, { renew, useNewest }, { Panel }] = await Promise.all(
    ["difference.js", "files.js", "panel.js"].map((name) => import(new URL(name, own))),
  );

  let key = script.dataset.key; // the name of the page's bytes; '' for a page that stands in for one
  let sent = null; // the page as the server sent it
  let latest = null; // what was heard last

  // ---- What this tab remembers from page to page

  function recall(name) {
    try {
      return sessionStorage.getItem(`digest-${name}`);
    } catch {
      return null; // a browser may keep nothing
    }
  }

  function remember(name, value) {
    try {
      sessionStorage.setItem(`digest-${name}`, value);
    } catch { /* as above */ }
  }

  function isFollowing() {
    return recall("follow") === null ? latest.follows : recall("follow") === "yes";
  }

  // ---- The page

  class Gone extends Error {} // the server cannot be asked, or not now: there will be news

  // The page at this address: its key and its document, or null for that if the browser has it, or it is no page.
  async function get(address, known = "") {
    const headers = known ? { "If-None-Match": `"${known}"` } : {};
    const answer = await fetch(address, { cache: "no-store", headers }).catch(() => null);
    if (!answer || answer.status === 503) throw new Gone();
    if (answer.status === 304) return { key: known, page: null };
    const isPage = answer.headers.get("Content-Type")?.startsWith("text/html") && !answer.redirected;
    return { key: answer.headers.get("ETag")?.replaceAll('"', "") ?? "", page: isPage ? parsed(await answer.text()) : null };
  }

  function parsed(text) {
    const page = new DOMParser().parseFromString(text, "text/html");
    page.querySelector(`script[src="${script.getAttribute("src")}"]`)?.remove();
    return page;
  }

  // Learn what the server sent for this page: scripts may have changed the document before we came.
  async function learn() {
    const now = await get(location.href);
    if (now.page === null || now.key !== key) return load(latest.number); // there was a save meanwhile
    sent = now.page;
    return null;
  }

  // Make the document what the server sends now; the nodes that this touched.
  async function refresh() {
    const now = await get(location.href, key);
    if (key && now.key === key) return [];
    if (now.page === null || !now.key || !key || needsLoading(sent, now.page)) {
      location.reload();
      return [];
    }
    const touched = [];
    for (const [node, change] of differences(document.documentElement, sent.documentElement, now.page.documentElement)) {
      change();
      touched.push(node);
    }
    [sent, key] = [now.page, now.key];
    useNewest();
    return touched;
  }

  // ---- Articles that move

  // Where the article is now that stood at our address in the state of this number; null if it is still here, or nowhere.
  async function movedTo(number) {
    const path = location.pathname.slice(home.pathname.length);
    const answer = await fetch(new URL(`moved/${number}/${path}`, own), { cache: "no-store" }).catch(() => null);
    const address = answer?.ok ? await answer.text() : "";
    return address ? new URL(address + location.search + location.hash, location.href) : null;
  }

  // Load this page again, or the one of its article, which stood here in the state of this number.
  async function load(number) {
    const address = await movedTo(number);
    return address ? location.replace(address) : location.reload();
  }

  // ---- Following the editor

  function isHere(address) {
    return decodeURI(new URL(address, location.href).pathname) === decodeURI(location.pathname);
  }

  let leaving = ""; // where we are going: what a save changes comes in two messages, and the second must not begin that anew

  function go(address) {
    if (address === leaving) return;
    leaving = address;
    setTimeout(() => (leaving = ""), 5000); // by then this page is gone, unless somebody stopped it
    remember("gone", address);
    location.assign(address);
  }

  // If we were sent here after a save: show what it changed.
  async function arrive() {
    const gone = recall("gone");
    remember("gone", "");
    if (!gone || !isHere(gone)) return;
    const before = await get(new URL(`before/${location.pathname.slice(home.pathname.length)}`, own));
    if (before.page === null) return;
    const back = differences(document.documentElement, sent.documentElement, before.page.documentElement);
    reveal([...back].map(([node]) => node));
  }

  // Scroll to the first of these nodes, and let it light up for a moment.
  function reveal(nodes) {
    const order = (a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1);
    const elements = nodes.map((each) => (each.nodeType === Node.ELEMENT_NODE ? each : each.parentElement));
    const [first] = elements.filter((each) => each && each !== document.body && document.body.contains(each)).sort(order);
    if (!first) return;
    const { top, bottom, height } = first.getBoundingClientRect();
    if (top < 0 || bottom > innerHeight) first.scrollIntoView({ block: height > innerHeight ? "start" : "center", behavior: "instant" });
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    first.animate([{ outline: "2px solid #e8a33d" }, { outline: "2px solid transparent" }], { duration: 1500 });
  }

  // ---- What is heard

  const panel = new Panel(
    recall("hidden") ?? "",
    (diagnostics) => remember("hidden", diagnostics),
    (follows) => remember("follow", follows ? "yes" : "no"),
  );

  async function heard(message) {
    if (message.lost) return latest && panel.draw(latest, isFollowing(), true);
    const before = latest;
    latest = message;
    const moved = new URL(message.home, home);
    if (moved.href !== home.href) return location.replace(moved + location.href.slice(home.href.length));
    if (before && before.run !== message.run) return location.reload();
    if (before && hasMissed(before, message)) return load(before.number);
    panel.draw(message, isFollowing());
    if (!message.ready) return null;
    if (!sent) {
      await learn();
      return sent && arrive();
    }
    if (!message.news) return null;
    const follows = message.follow && isFollowing() && document.visibilityState === "visible";
    if (follows && !isHere(message.follow)) return go(message.follow);
    const address = message.moves && (await movedTo(before.number));
    if (address) history.replaceState(history.state, "", address); // the old address is nothing to go back to
    if (message.files.length && !renew(message.files, message.number)) return location.reload();
    if (message.page && !address && !isHere(message.page)) return null;
    const touched = await refresh();
    return follows && reveal(touched);
  }

  // Each piece of news has the next number. What came without us may have been about anything.
  function hasMissed(before, message) {
    return message.number !== before.number + (message.news ? 1 : 0);
  }

  let busy = Promise.resolve(); // one message after the other

  function hear(message) {
    busy = busy.then(() => heard(message)).catch((error) => {
      if (!(error instanceof Gone)) console.error(error);
    });
  }

  // ---- Listening

  // By the one connection that all tabs share. A browser opens six to a server, and a seventh tab would wait for ever.
  function listenShared() {
    const worker = new SharedWorker(new URL("live.js", own), "digest preview");
    worker.port.onmessage = (event) => hear(event.data);
    worker.onerror = listenAlone;
    addEventListener("pagehide", () => worker.port.postMessage("gone"));
    addEventListener("pageshow", (event) => event.persisted && location.reload()); // the browser had put the page aside
  }

  // By a connection of its own, as long as the page is seen.
  function listenAlone() {
    let source = null;
    const listen = () => {
      source?.close();
      if (document.visibilityState !== "visible") return;
      source = new EventSource(new URL("events", own));
      source.onmessage = (event) => hear(JSON.parse(event.data));
      source.onerror = ({ target }) => {
        hear({ lost: true });
        if (target === source && target.readyState === EventSource.CLOSED) setTimeout(listen, 1000); // it was refused, and gives up
      };
    };
    document.addEventListener("visibilitychange", listen);
    listen();
  }

  try {
    listenShared();
  } catch { // there is none in this browser
    listenAlone();
  }
})();
