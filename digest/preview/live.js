// The connection to the preview's server that all tabs share: a browser opens at most six to a server.
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
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 1000); // the connection was refused, and EventSource does not retry
  };
}

onconnect = (event) => {
  const [port] = event.ports;
  ports.add(port);
  port.onmessage = () => ports.delete(port); // a tab sends only the message that it closes
  if (latest) port.postMessage(latest); // a new tab gets the latest message
  if (lost) port.postMessage({ lost });
};

listen();
