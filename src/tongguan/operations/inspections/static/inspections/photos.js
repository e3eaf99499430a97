// Photographs: made smaller, hashed on the phone, kept with their time and place until they are sent.
import { digestOf, keepPhoto } from "./queue.js";

const LONGEST_PX = 2560;

async function smaller(file) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST_PX / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.88));
}

const place = () => new Promise((done) => {
  if (!navigator.geolocation) { done(null); return; }
  const give = (at) => done(at ? { latitude: at.coords.latitude.toFixed(6), longitude: at.coords.longitude.toFixed(6) } : null);
  navigator.geolocation.getCurrentPosition(give, () => give(null), { timeout: 4000, maximumAge: 60000 });
});

export async function take(file, reference, kind) {
  const taken_at = new Date().toISOString();
  const [blob, where] = await Promise.all([smaller(file), place()]);
  const photo = { digest: await digestOf(blob), reference, kind, taken_at, blob, ...(where ?? {}) };
  await keepPhoto(photo);
  return photo;
}
