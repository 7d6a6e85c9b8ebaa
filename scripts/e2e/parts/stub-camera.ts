// Owns a camera for browsers that have none: it sees the given codes one after the other.

/** Runs in the page: headless Chromium has neither camera nor BarcodeDetector. */
export function stubCamera(texts: string[]): void {
  let shown = 0;
  class Detector {
    static getSupportedFormats = () => Promise.resolve(['qr_code']);
    detect = () => Promise.resolve([{ rawValue: texts[shown++ % texts.length]! }]);
  }
  Object.assign(window, { BarcodeDetector: Detector });
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d')!;
  setInterval(() => context.fillRect(0, 0, 1 + (shown % 9), 9), 50);
  navigator.mediaDevices.getUserMedia = () => Promise.resolve(canvas.captureStream(10));
}
