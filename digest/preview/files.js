// Files that a page uses: style sheets and pictures are brought up to date in the page, without loading it again.
//
// A browser that has shown a file under an address shows it again without asking. So what has changed gets an address of its own, by
// its version; and whatever comes into the page later, a sheet that names the picture, another <img>, gets that as well.

const loaded = new Set(); // the browser's own list is short, and scripts may empty it
const versions = new Map(); // of files that changed since the page was loaded, by path
const coming = new WeakMap(); // to each sheet that is being replaced, the one that will take its place

new PerformanceObserver((list) => {
  for (const each of list.getEntries()) loaded.add(pathOf(each.name));
}).observe({ type: "resource", buffered: true });

// The decoded path of an address; '' if it is one of another server, or none.
function pathOf(address, base = document.baseURI) {
  try {
    const url = new URL(address, base);
    return url.origin === location.origin ? decodeURIComponent(url.pathname) : "";
  } catch {
    return "";
  }
}

// Bring the page up to date after these files have changed. False if the page has to be loaded again for that.
export function renew(files, number) {
  const paths = files.map((each) => pathOf(each));
  for (const path of paths) versions.set(path, String(number));
  const found = useNewest();
  const missing = paths.filter((path) => loaded.has(path) && !found.has(path));
  if (!missing.every((path) => path.endsWith(".css"))) return false;
  if (missing.length) { // sheets that other sheets import
    for (const sheet of sheets()) versions.set(pathOf(sheet.href), String(number));
    useNewest();
  }
  return true;
}

// Let everything in the document have the newest version of each file that changed; the paths of those that are there.
export function useNewest() {
  const found = new Set();
  function newest(address, base = document.baseURI) {
    const version = versions.get(pathOf(address, base));
    if (!version) return address;
    const url = new URL(address, base);
    found.add(pathOf(url));
    if (url.searchParams.get("v") === version) return address;
    url.searchParams.set("v", version);
    return url.href;
  }

  for (const sheet of sheets()) {
    const address = newest(sheet.href);
    if (address !== sheet.href) swapSheet(sheet, address);
  }
  for (const [selector, names] of [["link[rel~=icon]", ["href"]], ["img, source, video, input[type=image]", ["src", "srcset", "poster"]]]) {
    for (const each of document.querySelectorAll(selector)) {
      for (const name of names) {
        const value = each.getAttribute(name) ?? "";
        const renewed = value.replace(/[^\s,]\S*[^\s,]/g, (word) => newest(word)); // a srcset holds several
        if (renewed !== value) each.setAttribute(name, renewed);
      }
    }
  }
  for (const [style, base] of styles()) {
    for (const name of style) {
      const value = style.getPropertyValue(name);
      const renewed = value.replace(/url\("([^"]+)"\)/g, (whole, address) => `url("${newest(address, base)}")`);
      if (renewed !== value) style.setProperty(name, renewed, style.getPropertyPriority(name));
    }
  }
  return found;
}

function sheets() {
  return [...document.querySelectorAll("link[rel~=stylesheet]")].filter((each) => pathOf(each.href));
}

// Pairs of each declaration in the page's sheets and attributes, and the address that those in it are relative to.
function* styles() {
  for (const sheet of document.styleSheets) yield* stylesOf(sheet);
  for (const each of document.querySelectorAll('[style*="url("]')) yield [each.style, document.baseURI];
}

function* stylesOf(sheet) {
  const base = sheet.href ?? document.baseURI;
  const stack = [];
  try {
    stack.push(...sheet.cssRules);
  } catch { /* one of another server */ }
  for (const rule of stack) {
    if (rule.styleSheet) yield* stylesOf(rule.styleSheet);
    if (rule.style) yield [rule.style, base];
    if (rule.cssRules) stack.push(...rule.cssRules);
  }
}

// Let a style sheet come from another address. The old one stays until the new one is there: a page is never seen without.
export function swapSheet(link, address) {
  if (!link.isConnected) return; // it waited to take the place of another, and a newer one does so
  const waiting = coming.get(link);
  if (waiting?.isConnected && waiting.href === address) return;
  waiting?.remove();
  const next = link.cloneNode();
  coming.set(link, next);
  next.href = address;
  next.onload = () => {
    if (!next.isConnected) return; // it came when it was not wanted any more: `link` waits for another
    link.remove();
    useNewest();
  };
  next.onerror = () => next.remove();
  link.after(next);
}
