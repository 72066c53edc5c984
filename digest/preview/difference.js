// Computes the changes to the document on the screen for a new version of its page.
//
// It compares three trees: the previous version from the server, the new version, and the document, which the theme's scripts and
// the reader may have changed. Differences between the first two are applied to the document. So it keeps the scroll position,
// focus, form input, an open <details>, a playing video, and nodes that scripts added.

import { swapSheet } from "./files.js";

// Changes of these take effect only when a page is loaded.
const LOADED = "script:not([type*=json]), template, base, meta[http-equiv]";

export function needsLoading(old, now) {
  const loaded = (page) => [...page.querySelectorAll(LOADED)].map((each) => each.outerHTML).join();
  return loaded(old) !== loaded(now);
}

// Yield pairs of a changed node of `live` and a function that makes the change. Call all functions in this order, or none.
export function* differences(live, old, now) {
  if (old.isEqualNode(now)) return;
  if (old.nodeType !== Node.ELEMENT_NODE) {
    yield [live, () => { live.nodeValue = now.nodeValue; }];
    return;
  }
  for (const name of new Set([...old.getAttributeNames(), ...now.getAttributeNames()])) {
    if (old.getAttribute(name) !== now.getAttribute(name)) yield [live, () => setAttribute(live, name, old, now)];
  }
  yield* differencesInside(live, [...old.childNodes], [...now.childNodes]);
}

function* differencesInside(live, old, now) {
  const place = new Map(paired(old, [...live.childNodes]));
  const pairs = paired(old, now);
  const kept = new Set(pairs.map(([before]) => before));
  for (const before of old) {
    const there = place.get(before);
    if (there && !kept.has(before)) yield [there, () => there.remove()];
  }
  let last = null; // the node of `live` after which the next one belongs
  for (const [before, after] of pairs) {
    const there = before && place.get(before);
    if (there) {
      yield* differences(there, before, after);
      last = there;
    } else if (!before) {
      const [made, previous] = [document.importNode(after, true), last];
      yield [made, () => (previous ? previous.after(made) : live.prepend(made))];
      last = made;
    } // otherwise a script of the theme removed it, and it stays removed
  }
}

function setAttribute(live, name, old, now) {
  if (name === "class") { // keep the classes that scripts added
    live.classList.remove(...old.classList);
    live.classList.add(...now.classList);
  } else if (name === "href" && live.matches("link[rel~=stylesheet]")) swapSheet(live, now.href);
  else if (now.hasAttribute(name)) live.setAttribute(name, now.getAttribute(name));
  else live.removeAttribute(name);
}

// ---- Matching old and new nodes

// Return pairs [old, now] in the order of `now`: equal nodes, and between these, nodes of the same kind. `old` is null for new nodes.
function paired(old, now) {
  let start = 0;
  let [oldEnd, nowEnd] = [old.length, now.length];
  while (start < oldEnd && start < nowEnd && old[start].isEqualNode(now[start])) start += 1;
  while (start < oldEnd && start < nowEnd && old[oldEnd - 1].isEqualNode(now[nowEnd - 1])) [oldEnd, nowEnd] = [oldEnd - 1, nowEnd - 1];

  const pairs = now.slice(0, start).map((each, at) => [old[at], each]);
  const [olds, nows] = [old.slice(start, oldEnd), now.slice(start, nowEnd)];
  let [from, to] = [0, 0];
  for (const [a, b] of [...equals(olds, nows), [olds.length, nows.length]]) {
    pairs.push(...alike(olds.slice(from, a), nows.slice(to, b)));
    if (a < olds.length) pairs.push([olds[a], nows[b]]);
    [from, to] = [a + 1, b + 1];
  }
  return [...pairs, ...now.slice(nowEnd).map((each, at) => [old[oldEnd + at], each])];
}

// Return the index pairs [in old, in now] of a longest common subsequence.
function equals(old, now) {
  if (old.length * now.length > 250_000) return []; // too slow to compare; nodes are matched by kind instead
  const text = (node) => node.outerHTML ?? `${node.nodeType} ${node.nodeValue}`;
  const [a, b] = [old.map(text), now.map(text)];
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i][j] = a[i] === b[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
    }
  }
  const found = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) found.push([i++, j++]);
    else if (lengths[i + 1][j] >= lengths[i][j + 1]) i += 1;
    else j += 1;
  }
  return found;
}

function alike(old, now) {
  let next = 0;
  return now.map((each) => {
    for (let at = next; at < old.length; at += 1) {
      if (old[at].nodeName === each.nodeName && old[at].id === each.id) {
        next = at + 1;
        return [old[at], each];
      }
    }
    return [null, each];
  });
}
