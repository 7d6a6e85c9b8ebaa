// Owns the picture of a QR code that another camera reads from this screen: black on white in every theme, as large as there is room.

import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { textToQrDrawing } from './qr-drawing.ts';

export function QrCode(props: {
  readonly text: string;
  readonly label: string;
  /** `M` on paper, which is folded and wetted. */
  readonly correction?: 'L' | 'M';
}): JSX.Element {
  const { text, correction = 'L' } = props;
  const drawing = useMemo(() => textToQrDrawing(text, correction), [text, correction]);
  return (
    <svg
      class="qr-code"
      viewBox={`0 0 ${drawing.side} ${drawing.side}`}
      role="img"
      aria-label={props.label}
      shape-rendering="crispEdges"
      data-text={props.text}
    >
      <rect width={drawing.side} height={drawing.side} fill="#ffffff" />
      <path d={drawing.path} fill="#000000" />
    </svg>
  );
}
