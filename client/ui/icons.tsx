// Owns the icons: drawn on a 24-unit grid in one pen width, decorative beside words, never alone.

import type { JSX } from 'preact';

const paths = {
  list: <path d="M8 6h12M8 12h12M8 18h12M3.5 6l1 1 1.8-2M3.5 12l1 1 1.8-2M3.5 18l1 1 1.8-2" />,
  walkIn: <path d="M10 7a3 3 0 1 0 0-.01M4 20c.4-4 2.6-6 6-6s5.600 2 6 6M19 7v6M16 10h6" />,
  vial: (
    <path d="M9 3h6v3H9zM8 8.500c0-1.500 1-2.500 2-2.500h4c1 0 2 1 2 2.500V20a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1zM8 13h8" />
  ),
  tablet: (
    <path d="M6 3h12a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM10.500 18h3" />
  ),
  saved: <path d="M5 4h11l3 3v13H5zM8 4v5h7V4M8 20v-6h8v6" />,
  sent: <path d="M12 20V5M6 11l6-6 6 6" />,
  checking: <path d="M7 3h10M7 21h10M8 3c0 5 8 5 8 9s-8 4-8 9M16 3c0 5-8 5-8 9s8 4 8 9" />,
  confirmed: <path d="M4 12.500l5.500 5.500L20 6.500" />,
  held: <path d="M12 3l8 3v6c0 5-3.500 8-8 9-4.500-1-8-4-8-9V6zM12 8v5M12 16v.500" />,
  withdrawn: <path d="M12 3a9 9 0 1 0 .01 0M6 6l12 12" />,
  otherTablet: <path d="M3 4h9v13H3zM14 8h7v12h-9v-1M6 14h3" />,
  offline: (
    <path d="M3 9c5-4.500 13-4.500 18 0M6.500 13c3-2.600 8-2.600 11 0M12 18v.01M4 3l16 18" />
  ),
  online: <path d="M3 9c5-4.500 13-4.500 18 0M6.500 13c3-2.600 8-2.600 11 0M12 18v.01" />,
  search: <path d="M10.500 4a6.500 6.500 0 1 0 .01 0M15.500 15.500L21 21" />,
  back: <path d="M20 12H5M11 5l-7 7 7 7" />,
  next: <path d="M9 5l7 7-7 7" />,
  close: <path d="M5 5l14 14M19 5L5 19" />,
  erase: <path d="M9 6h11v12H9l-6-6zM12 9.500l5 5M17 9.500l-5 5" />,
  warning: <path d="M12 3.500L22 20H2zM12 10v4.500M12 17v.300" />,
  info: <path d="M12 3a9 9 0 1 0 .01 0M12 11v6M12 7.500v.300" />,
  lock: <path d="M6 11h12v9H6zM8.500 11V7.500a3.500 3.500 0 0 1 7 0V11" />,
  person: <path d="M12 4a4 4 0 1 0 .01 0M4 21c.500-5 3.500-7.500 8-7.500s7.500 2.500 8 7.500" />,
  clock: <path d="M12 3a9 9 0 1 0 .01 0M12 7v5.500l3.500 2" />,
  language: (
    <path d="M3 6h10M8 3.500V6M11 6c-.500 4-3.500 7-7.500 8.500M5.500 9c1 2.500 3 4.500 6 5.500M12.500 21l4-10 4 10M14 17.500h5" />
  ),
  sun: (
    <path d="M12 8a4 4 0 1 0 .01 0M12 2v2.500M12 19.500V22M2 12h2.500M19.500 12H22M5 5l1.700 1.700M17.300 17.300L19 19M19 5l-1.700 1.700M6.700 17.300L5 19" />
  ),
  camera: <path d="M3 8h4l2-3h6l2 3h4v12H3zM12 10.500a3.500 3.500 0 1 0 .01 0" />,
  plus: <path d="M12 4v16M4 12h16" />,
  undo: <path d="M9 5L4 10l5 5M4 10h10a6 6 0 0 1 0 12h-3" />,
  needle: (
    <path d="M18 3l3 3M19.500 4.500L16 8M12 5.500l6.500 6.500M14 7.500L6 15.500V18h2.500l8-8M6 18l-3.500 3.500" />
  ),
  idCard: (
    <path d="M3 5h18v14H3zM8 9.500a2 2 0 1 0 .01 0M5 16c.500-2 1.500-3 3-3s2.500 1 3 3M14 10h4M14 14h4" />
  ),
  code: <path d="M3 8h4v8H3zM10 8h4v8h-4zM17 8h4v8h-4z" />,
  notToday: <path d="M4 6h16v14H4zM4 10h16M8 3v4M16 3v4M9.500 13l5 5M14.500 13l-5 5" />,
  copy: <path d="M8 3h9a1 1 0 0 1 1 1v12H8zM5 7v13a1 1 0 0 0 1 1h9" />,
  qr: <path d="M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 18h2v2h-2zM18 14h2M14 18v2" />,
  refresh: <path d="M20 12a8 8 0 1 1-2.500-5.800M20 3v5h-5" />,
} as const;

export type IconName = keyof typeof paths;

export function Icon({
  name,
  size = 24,
}: {
  readonly name: IconName;
  readonly size?: number;
}): JSX.Element {
  return (
    <svg
      class="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      aria-hidden="true"
      focusable="false"
    >
      {paths[name]}
    </svg>
  );
}
