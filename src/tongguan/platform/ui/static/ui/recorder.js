// Records what a camera sees into segments of some seconds, each a file that plays by itself, one right after the other.
const KINDS = ["video/webm;codecs=vp8", "video/webm", "video/mp4"];
const BITS_PER_SECOND = 1_500_000;

/** Record `stream`; `onSegment({blob, started_at, ended_at})` is called for each piece. `stop()` resolves when the last is out. */
export function record(stream, segment_s, onSegment) {
  const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
  let running = null;
  let timer = 0;
  let over = false;
  const ended = [];

  function next() {
    const parts = [];
    const recorder = new MediaRecorder(stream, { mimeType, videoBitsPerSecond: BITS_PER_SECOND });
    let started = new Date();
    recorder.ondataavailable = (event) => { if (event.data.size) parts.push(event.data); };
    ended.push(new Promise((done) => {
      recorder.onstop = async () => {
        const ended_at = new Date();
        if (!over) next();
        if (parts.length) await onSegment({ blob: new Blob(parts, { type: mimeType.split(";")[0] }), started_at: started.toISOString(), ended_at: ended_at.toISOString() });
        done();
      };
    }));
    started = new Date();
    recorder.start();
    running = recorder;
    timer = setTimeout(() => recorder.state === "recording" && recorder.stop(), segment_s * 1000);
  }

  next();
  return {
    async stop() {
      over = true;
      clearTimeout(timer);
      if (running.state === "recording") running.stop();
      await Promise.all(ended);
    },
  };
}
