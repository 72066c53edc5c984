// The one connection to the preview's server, for all tabs: a browser opens no more than six to a host.
"use strict";

const ports = new Set();
let latest = null;
let lost = false;

function send(message) {
  for (const port of ports) port.postMessage(message);
}

function listen() {
  const source = new EventSource("events");
  source.onmessage = (event) => {
    const message = JSON.parse(event.data);
    if (lost) Object.assign(message, { news: true, page: "", files: ["*"] }); // nobody knows what was missed
    lost = false;
    latest = message;
    send(message);
  };
  source.onerror = () => {
    lost = true;
    send({ lost: true });
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 1000); // it was refused, and does not try again by itself
  };
}

onconnect = (event) => {
  const [port] = event.ports;
  ports.add(port);
  port.onmessage = () => ports.delete(port);
  if (latest) port.postMessage({ ...latest, news: false, page: "", files: [], follow: "" });
  if (lost) port.postMessage({ lost: true });
};

listen();
