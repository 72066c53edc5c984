// The script that the preview adds to every page: it keeps the page up to date, and shows errors.
//
// It applies the changes of a new version to the page on the screen, see difference.js; if that is impossible, it reloads the page.
(async () => {
  "use strict";

  const script = document.currentScript;
  const own = new URL(".", script.src); // the folder of the preview's own files
  const home = new URL("..", own);
  const loading = ["difference.js", "files.js", "panel.js"].map((name) => import(new URL(name, own)));
  const modules = await Promise.all(loading).catch(reloadWhenServed);
  if (!modules) return; // the server ended while this page was loaded
  const [{ differences, needsLoading }, { renew, useNewest }, { Panel }] = modules;

  let key = script.dataset.key; // the hash of the page's bytes; '' for a message page
  let sent = null; // the page as the server sent it
  let latest = null; // the latest message

  // Reload this page when the server responds again. Importing again would not help: a browser may remember that a module failed.
  // If the server responds and a reload did not help, report the error: reloading would never end.
  function reloadWhenServed(error) {
    let mayHelp = performance.getEntriesByType("navigation")[0].type !== "reload";
    const retry = () => fetch(script.src, { cache: "no-store" }).then(
      () => (mayHelp ? location.reload() : console.error(error)),
      () => {
        mayHelp = true;
        setTimeout(retry, 1000);
      },
    );
    setTimeout(retry, 1000);
  }

  // ---- Values that this tab stores across pages

  function recall(name) {
    try {
      return sessionStorage.getItem(`digest-${name}`);
    } catch {
      return null; // the browser may forbid storage
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

  class Unreachable extends Error {} // the server cannot be reached now: a message will follow

  // Fetch the page at this URL: returns its key and its document. The document is null if the page is unchanged or is not HTML.
  async function get(address, known = "") {
    const headers = known ? { "If-None-Match": `"${known}"` } : {};
    const answer = await fetch(address, { cache: "no-store", headers }).catch(() => null);
    if (!answer || answer.status === 503) throw new Unreachable();
    if (answer.status === 304) return { key: known, page: null };
    const isPage = answer.headers.get("Content-Type")?.startsWith("text/html") && !answer.redirected;
    return { key: answer.headers.get("ETag")?.replaceAll('"', "") ?? "", page: isPage ? parsed(await answer.text()) : null };
  }

  function parsed(text) {
    const page = new DOMParser().parseFromString(text, "text/html");
    page.querySelector(`script[src="${script.getAttribute("src")}"]`)?.remove();
    return page;
  }

  // Fetch this page as the server sent it: other scripts may already have changed the document.
  async function fetchSent() {
    const now = await get(location.href);
    if (now.page === null || now.key !== key) return load(latest.number); // the page was saved meanwhile
    sent = now.page;
    return null;
  }

  // Update the document to the server's current version. Returns the changed nodes.
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

  // ---- Articles whose URL changes

  // Return the current URL of the article that had this page's URL in that generation; null if it did not move or was removed.
  async function movedTo(number) {
    const path = location.pathname.slice(home.pathname.length);
    const answer = await fetch(new URL(`moved/${number}/${path}`, own), { cache: "no-store" }).catch(() => null);
    const address = answer?.ok ? await answer.text() : "";
    return address ? new URL(address + location.search + location.hash, location.href) : null;
  }

  // Reload this page, or load the current page of the article that was here in that generation.
  async function load(number) {
    const address = await movedTo(number);
    return address ? location.replace(address) : location.reload();
  }

  // ---- Following the editor

  function isHere(address) {
    return decodeURI(new URL(address, location.href).pathname) === decodeURI(location.pathname);
  }

  let leaving = ""; // the URL being loaded: a save sends two messages, and the second must not start loading again

  function go(address) {
    if (address === leaving) return;
    leaving = address;
    setTimeout(() => (leaving = ""), 5000); // by then the page has changed, unless the user stopped loading
    remember("gone", address);
    location.assign(address);
  }

  // If this page was loaded because of a save, highlight the changes.
  async function arrive() {
    const gone = recall("gone");
    remember("gone", "");
    if (!gone || !isHere(gone)) return;
    const before = await get(new URL(`before/${location.pathname.slice(home.pathname.length)}`, own));
    if (before.page === null) return;
    const back = differences(document.documentElement, sent.documentElement, before.page.documentElement);
    reveal([...back].map(([node]) => node));
  }

  // Scroll to the first of these nodes, and highlight it for a moment.
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

  // ---- Messages

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
      await fetchSent();
      return sent && arrive();
    }
    if (!message.news) return null;
    const follows = message.follow && isFollowing() && document.visibilityState === "visible";
    if (follows && !isHere(message.follow)) return go(message.follow);
    const address = message.moves && (await movedTo(before.number));
    if (address) history.replaceState(history.state, "", address); // the old URL must not stay in the history
    if (message.files.length && !renew(message.files, message.number)) return location.reload();
    if (message.page && !isHere(message.page)) return null;
    const touched = await refresh();
    return follows && reveal(touched);
  }

  // Numbers of messages are consecutive. A missed message may have been about any page.
  function hasMissed(before, message) {
    return message.number !== before.number + (message.news ? 1 : 0);
  }

  let busy = Promise.resolve(); // messages are handled one after another

  function hear(message) {
    busy = busy.then(() => heard(message)).catch((error) => {
      if (!(error instanceof Unreachable)) console.error(error);
    });
  }

  // ---- Listening

  // All tabs share one connection. A browser opens six connections to a server, so a seventh tab would wait forever.
  function listenShared() {
    const worker = new SharedWorker(new URL("live.js", own), "digest preview");
    worker.port.onmessage = (event) => hear(event.data);
    worker.onerror = listenAlone;
    addEventListener("pagehide", () => worker.port.postMessage("gone"));
    addEventListener("pageshow", (event) => event.persisted && location.reload()); // the page was restored from the back/forward cache
  }

  // A separate connection, while the page is visible.
  function listenAlone() {
    let source = null;
    const listen = () => {
      source?.close();
      if (document.visibilityState !== "visible") return;
      source = new EventSource(new URL("events", own));
      source.onmessage = (event) => hear(JSON.parse(event.data));
      source.onerror = ({ target }) => {
        hear({ lost: true });
        if (target === source && target.readyState === EventSource.CLOSED) setTimeout(listen, 1000); // the connection was refused, and EventSource does not retry
      };
    };
    document.addEventListener("visibilitychange", listen);
    listen();
  }

  try {
    listenShared();
  } catch { // this browser has no SharedWorker
    listenAlone();
  }
})();
