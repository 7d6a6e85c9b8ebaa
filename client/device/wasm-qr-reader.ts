// Owns zxing's QR reader: its WASM comes from our own origin, precached, never from a CDN.

import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

/** Vite copies the file beside our own and puts its address here. */
const wasmAddress = new URL('zxing-wasm/reader/zxing_reader.wasm', import.meta.url).href;

/** Longer edge in pixels of the picture given to the reader: enough for a slip, quick on a slow tablet. */
const pictureEdgeMax = 960;

export function createWasmReader(): (video: HTMLVideoElement) => Promise<string | null> {
  prepareZXingModule({ overrides: { locateFile: () => wasmAddress } });
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return async (video) => {
    const scale = Math.min(1, pictureEdgeMax / Math.max(video.videoWidth, video.videoHeight, 1));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    if (context === null || canvas.width === 0) return null;
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const picture = context.getImageData(0, 0, canvas.width, canvas.height);
    const found = await readBarcodes(picture, { formats: ['QRCode'], maxNumberOfSymbols: 1 });
    return found[0]?.text ?? null;
  };
}
