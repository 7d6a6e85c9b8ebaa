// Owns the camera's reading of one QR code: the browser's own detector, else zxing's WASM from our own origin.

import type { CodeScanner, ScanOutcome } from '../ports.ts';
import { whenNeeded } from './when-needed.ts';

type ReadFrame = (video: HTMLVideoElement) => Promise<string | null>;

interface NativeDetector {
  readonly detect: (source: HTMLVideoElement) => Promise<readonly { readonly rawValue: string }[]>;
}
interface NativeDetectorMaker {
  new (options: { readonly formats: readonly string[] }): NativeDetector;
  readonly getSupportedFormats: () => Promise<readonly string[]>;
}

const frameMillisecondsMin = 120;
const wasmReader = whenNeeded(() => import('./wasm-qr-reader.ts'));

export function createCodeScanner(): CodeScanner {
  const scanEach: CodeScanner['scanEach'] = async (video, stop, take) => {
    const opened = await openCamera();
    if (!('stream' in opened)) return opened;
    try {
      video.srcObject = opened.stream;
      await video.play();
      return await readUntilEnough(video, stop, await chooseReader(), take);
    } catch {
      return { outcome: stop.aborted ? 'stopped' : 'failed' };
    } finally {
      opened.stream.getTracks().forEach((track) => track.stop());
      video.srcObject = null;
    }
  };
  return { scan: (video, stop) => scanEach(video, stop, () => 'enough'), scanEach };
}

async function openCamera(): Promise<{ readonly stream: MediaStream } | ScanOutcome> {
  if (!navigator.mediaDevices?.getUserMedia) return { outcome: 'no-camera' };
  try {
    return {
      stream: await navigator.mediaDevices.getUserMedia({
        // A full code of a copy has 109 modules a side: the usual 640 pixels would leave it three each.
        video: {
          facingMode: { ideal: 'environment' },
          width: { ideal: 1280 },
          height: { ideal: 960 },
        },
      }),
    };
  } catch (error) {
    const name = error instanceof DOMException ? error.name : '';
    return {
      outcome:
        name === 'NotAllowedError'
          ? 'camera-denied'
          : name === 'NotFoundError'
            ? 'no-camera'
            : 'failed',
    };
  }
}

async function readUntilEnough(
  video: HTMLVideoElement,
  stop: AbortSignal,
  read: ReadFrame,
  take: (text: string) => 'more' | 'enough',
): Promise<ScanOutcome> {
  while (!stop.aborted) {
    const text = video.readyState >= video.HAVE_CURRENT_DATA ? await read(video) : null;
    if (text !== null && take(text) === 'enough') return { outcome: 'read', text };
    await new Promise((resolve) => setTimeout(resolve, frameMillisecondsMin));
  }
  return { outcome: 'stopped' };
}

async function chooseReader(): Promise<ReadFrame> {
  const Detector = (globalThis as unknown as { readonly BarcodeDetector?: NativeDetectorMaker })
    .BarcodeDetector;
  const formats: readonly string[] = (await Detector?.getSupportedFormats().catch(() => [])) ?? [];
  if (Detector && formats.includes('qr_code')) {
    const detector = new Detector({ formats: ['qr_code'] });
    return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
  }
  const { createWasmReader } = await wasmReader.load();
  return createWasmReader();
}
