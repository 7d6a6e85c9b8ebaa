// Tests in a real browser that codes as a phone's screen shows them are read by the camera's adapter: drawing, scanning, frames.
// Headless Chromium has neither camera nor BarcodeDetector: a canvas stands for the one, zxing behind the same interface for the other.

import { afterEach, expect, it, vi } from 'vitest';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { collectFrame, copyToFrames, noFrames, readFrame } from '../../schemas/carry/frames.ts';
import { textToQrDrawing } from '../parts/qr-drawing.ts';
import { createCodeScanner } from './code-scanner.ts';
import { digest } from './digest.ts';
import { createBrowserRandomness } from './random.ts';

afterEach(() => vi.unstubAllGlobals());

/** Width of the code on a phone of 360 px, at twice the density as nearly every phone has. */
const codePixels = 336 * 2;

class DetectorOverZxing {
  static getSupportedFormats = () => Promise.resolve(['qr_code']);
  detect = async (video: HTMLVideoElement) => {
    const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
    const context = canvas.getContext('2d')!;
    context.drawImage(video, 0, 0);
    const picture = context.getImageData(0, 0, canvas.width, canvas.height);
    const found = await readBarcodes(picture, { formats: ['QRCode'], maxNumberOfSymbols: 1 });
    return found.map((each) => ({ rawValue: each.text }));
  };
}

function draw(context: CanvasRenderingContext2D, text: string): void {
  const { side, path } = textToQrDrawing(text, 'L');
  context.resetTransform();
  context.fillStyle = '#f3efe3';
  context.fillRect(0, 0, 960, 720);
  // A little turned and off the middle, as a hand holds it.
  context.translate(130, 20);
  context.rotate(0.02);
  context.scale(codePixels / side, codePixels / side);
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, side, side);
  context.fillStyle = '#000000';
  context.fill(new Path2D(path));
}

it('reads every code of a copy, one after the other, from full codes on a phone’s screen', async () => {
  prepareZXingModule({
    overrides: { locateFile: () => '/node_modules/zxing-wasm/dist/reader/zxing_reader.wasm' },
  });
  vi.stubGlobal('BarcodeDetector', DetectorOverZxing);
  const copy = createBrowserRandomness().bytes(2_500);
  const frames = copyToFrames(digest, copy)!;
  expect(frames).toHaveLength(3);
  const canvas = Object.assign(document.createElement('canvas'), { width: 960, height: 720 });
  const context = canvas.getContext('2d')!;
  let shown = 0;
  draw(context, frames[0]!);
  const painting = setInterval(() => draw(context, frames[shown]!), 50);
  const stream = canvas.captureStream(20);
  vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockResolvedValue(stream);
  const video = document.createElement('video');
  video.muted = true;
  let collection = noFrames;
  let whole: Uint8Array | null = null;
  const scanned = await createCodeScanner().scanEach(
    video,
    new AbortController().signal,
    (text) => {
      const reading = readFrame(text);
      if (reading.outcome !== 'frame') return 'more';
      const outcome = collectFrame(digest, collection, reading.frame);
      ({ collection } = outcome);
      if (outcome.outcome === 'whole') whole = outcome.copy;
      shown = Math.min(collection.pieces.size, frames.length - 1);
      return outcome.outcome === 'whole' ? 'enough' : 'more';
    },
  );
  clearInterval(painting);
  expect(scanned.outcome).toBe('read');
  expect(whole).toEqual(copy);
  expect(stream.getTracks().every((track) => track.readyState === 'ended')).toBe(true);
});
