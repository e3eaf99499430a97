// A connection between two browsers: one offers, one answers, each description travels once through the house.
export const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const KINDS = ["audio", "video"];

/** A description with all its candidates in it, so that three signals make a connection. */
async function complete(connection) {
  if (connection.iceGatheringState !== "complete") {
    await Promise.race([new Promise((done) => connection.addEventListener("icegatheringstatechange", () => connection.iceGatheringState === "complete" && done())), pause(3000)]);
  }
  return JSON.stringify(connection.localDescription);
}

function opened({ iceServers, stream, onStream, onState }, old, isNow) {
  old?.close();
  const connection = new RTCPeerConnection({ iceServers });
  connection.addEventListener("connectionstatechange", () => isNow(connection) && onState?.(connection.connectionState));
  connection.addEventListener("track", (event) => onStream?.(event.streams[0] ?? new MediaStream([event.track]), event.track));
  for (const track of stream?.getTracks() ?? []) connection.addTrack(track, stream);
  return connection;
}

/** Answer each `ready` of the other side with an offer of one's own camera. `both` asks for the other's picture and
    sound too. `send(kind, payload)` posts a signal. The function returned takes signals; its `close` ends it. */
export function offering({ send, both = false, ...given }) {
  let connection = null;
  const take = async ({ kind, payload }) => {
    if (kind === "ready") {
      connection = opened(given, connection, (one) => one === connection);
      const mine = connection;
      if (both) for (const wanted of KINDS) if (!mine.getSenders().some((each) => each.track?.kind === wanted)) mine.addTransceiver(wanted, { direction: "recvonly" });
      await mine.setLocalDescription(await mine.createOffer());
      await send("offer", await complete(mine));
    } else if (kind === "answer" && connection?.signalingState === "have-local-offer") {
      await connection.setRemoteDescription(JSON.parse(payload));
    }
  };
  return Object.assign(take, { close: () => { connection?.close(); connection = null; } });
}

/** Take the latest offer, and answer it with one's own camera where there is one. */
export function answering({ send, ...given }) {
  let connection = null;
  const take = async ({ kind, payload }) => {
    if (kind !== "offer") return;
    connection = opened(given, connection, (one) => one === connection);
    const mine = connection;
    await mine.setRemoteDescription(JSON.parse(payload));
    await mine.setLocalDescription(await mine.createAnswer());
    await send("answer", await complete(mine));
  };
  return Object.assign(take, { close: () => { connection?.close(); connection = null; } });
}
