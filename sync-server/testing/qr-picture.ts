// Owns pictures of a QR as bad cameras and bad printers see it: drawn, blurred, scaled, and read again, all on plain pixels.

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { create } from 'qrcode';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

/** Grey values 0 … 255, row by row. */
export interface Picture {
  readonly side: number;
  readonly grey: Float64Array;
}

const quietModules = 4;

/** As the framework writes a card: the prefix as bytes, the rest as digits, error correction L. */
export function drawCard(
  numeric: string,
  pixelsPerModule: number,
): { readonly picture: Picture; readonly version: number } {
  const [prefix, digits] = [numeric.slice(0, 5), numeric.slice(5)];
  const { modules, version } = create(
    [
      { data: Buffer.from(prefix), mode: 'byte' },
      { data: digits, mode: 'numeric' },
    ],
    { errorCorrectionLevel: 'L' },
  );
  const side = (modules.size + 2 * quietModules) * pixelsPerModule;
  const grey = new Float64Array(side * side).fill(255);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const column = Math.floor(x / pixelsPerModule) - quietModules;
      const row = Math.floor(y / pixelsPerModule) - quietModules;
      const isInside = row >= 0 && column >= 0 && row < modules.size && column < modules.size;
      if (isInside && modules.get(row, column) !== 0) grey[y * side + x] = 0;
    }
  return { picture: { side, grey }, version };
}

/** The mean over a square of 2·radius+1 pixels, first along rows, then along columns. */
export function blur({ side, grey }: Picture, radius: number): Picture {
  const along = (from: Float64Array, step: number, across: number): Float64Array => {
    const to = new Float64Array(from.length);
    for (let line = 0; line < side; line++)
      for (let i = 0; i < side; i++) {
        let sum = 0;
        let count = 0;
        for (let j = Math.max(0, i - radius); j <= Math.min(side - 1, i + radius); j++) {
          sum += from[line * across + j * step]!;
          count += 1;
        }
        to[line * across + i * step] = sum / count;
      }
    return to;
  };
  return { side, grey: along(along(grey, 1, side), side, 1) };
}

/** To another size, between pixels in proportion: a camera's grid never falls on the code's. */
export function scale(picture: Picture, factor: number): Picture {
  const side = Math.round(picture.side * factor);
  const grey = new Float64Array(side * side);
  const at = (x: number, y: number): number =>
    picture.grey[Math.min(picture.side - 1, y) * picture.side + Math.min(picture.side - 1, x)]!;
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const [sx, sy] = [x / factor, y / factor];
      const [x0, y0] = [Math.floor(sx), Math.floor(sy)];
      const [dx, dy] = [sx - x0, sy - y0];
      grey[y * side + x] =
        at(x0, y0) * (1 - dx) * (1 - dy) +
        at(x0 + 1, y0) * dx * (1 - dy) +
        at(x0, y0 + 1) * (1 - dx) * dy +
        at(x0 + 1, y0 + 1) * dx * dy;
    }
  return { side, grey };
}

/** Grey paper and grey ink: a print that has been carried about. */
export function fade({ side, grey }: Picture, dark: number, light: number): Picture {
  return { side, grey: grey.map((value) => dark + (value / 255) * (light - dark)) };
}

let isPrepared = false;

/** What the client's own reader finds; null for nothing. */
export async function readPicture({ side, grey }: Picture): Promise<string | null> {
  if (!isPrepared) {
    const file = fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm'));
    const wasmBinary = new Uint8Array(await readFile(file)).buffer;
    prepareZXingModule({ overrides: { wasmBinary } });
    isPrepared = true;
  }
  const data = new Uint8ClampedArray(side * side * 4);
  grey.forEach((value, i) => data.set([value, value, value, 255], i * 4));
  const found = await readBarcodes(
    { data, width: side, height: side, colorSpace: 'srgb' } as never,
    {
      formats: ['QRCode'],
      maxNumberOfSymbols: 1,
    },
  );
  return found[0]?.text ?? null;
}
