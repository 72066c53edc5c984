// The one connection to the preview's server, for all tabs: a browser opens no more than six to a server.
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
    lost = false;
    latest = JSON.parse(event.data);
    send(latest);
  };
  source.onerror = () => {
    lost = true;
    send({ lost });
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 1000); // it was refused, and gives up
  };
}

onconnect = (event) => {
  const [port] = event.ports;
  ports.add(port);
  port.onmessage = () => ports.delete(port); // it says only that it goes
  if (latest) port.postMessage(latest); // to one that comes, the last news say how things are
  if (lost) port.postMessage({ lost });
};

listen();
