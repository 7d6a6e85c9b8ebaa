// Owns turning a text into the drawing of a QR code: one path on a grid of modules, no picture file and no markup text.

import { create } from 'qrcode';

export interface QrDrawing {
  /** Side in modules, the quiet zone included. */
  readonly side: number;
  /** SVG path data: one unit square per dark module, runs joined. */
  readonly path: string;
}

/** Light modules that ISO/IEC 18004 asks for around the code. */
const quietModules = 4;

/** `L` where much has to fit and the code is shown on a clean screen. Text of digits alone is written as digits. */
export function textToQrDrawing(text: string, correction: 'L' | 'M' = 'M'): QrDrawing {
  const { modules } = create(text, { errorCorrectionLevel: correction });
  const parts: string[] = [];
  for (let row = 0; row < modules.size; row += 1) {
    let column = 0;
    while (column < modules.size) {
      const start = column;
      while (column < modules.size && modules.get(row, column) !== 0) column += 1;
      if (column > start) {
        parts.push(
          `M${start + quietModules} ${row + quietModules}h${column - start}v1h-${column - start}z`,
        );
      }
      column += 1;
    }
  }
  return { side: modules.size + 2 * quietModules, path: parts.join('') };
}
