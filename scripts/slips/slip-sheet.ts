// Owns a file of slips for a printer: one page that needs nothing beside it, no script, no network, no other file.

import type { DeskSlips, PrintedSlip } from '../../schemas/desk-slips.ts';

/** What the desk's own page takes its words and its look from. */
export interface SheetParts {
  readonly language: string;
  readonly say: (key: string, values?: Readonly<Record<string, string | number>>) => string;
  readonly formatDay: (day: string) => string;
  readonly draw: (text: string) => { readonly side: number; readonly path: string };
  readonly css: string;
}

export function writeSlipSheet(pages: readonly DeskSlips[], parts: SheetParts): string {
  const slips = pages.flatMap((page) => page.slips.map((slip) => writeSlip(slip, page, parts)));
  const title = parts.say('desk.slips.title');
  return `<!doctype html>
<html lang="${parts.language}">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; font-src data:">
<title>${escape(title)}</title>
<style>
@page { size: A4; margin: 8mm; }
body { margin: 0; font-family: 'Noto Sans Devanagari', 'Nirmala UI', Mangal, sans-serif; }
${parts.css}
</style>
<main class="slip-sheet">
${slips.join('\n')}
</main>
</html>
`;
}

function writeSlip(slip: PrintedSlip, of: DeskSlips, parts: SheetParts): string {
  const { say } = parts;
  const place = of.centreAddress === '' ? of.centreName : `${of.centreName}, ${of.centreAddress}`;
  const { side, path } = parts.draw(slip.qr);
  const line = (text: string, name = ''): string =>
    `<p${name === '' ? '' : ` class="${name}"`}>${escape(text)}</p>`;
  const digits =
    slip.digits === null
      ? line(say('desk.slips.paper.noDigits'))
      : `<p class="slip-digits">${escape(say('desk.slips.paper.code'))} <strong>${escape(slip.digits)}</strong></p>`;
  const words = [
    line(say('desk.slips.paper.born', { year: String(slip.birthYear) })),
    line(parts.formatDay(of.day), 'slip-when'),
    line(slip.slot, 'slip-when'),
    line(place, 'slip-place'),
    line(say('desk.slips.paper.dose', { product: slip.product, number: slip.doseNumber })),
    line(say('desk.slips.paper.reference', { id: slip.referenceId })),
  ];
  return `<article class="slip">
<div class="slip-words"><h2>${escape(slip.name)}</h2>${words.join('')}</div>
<div class="slip-code"><svg class="qr-code" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges" role="img" aria-label="${escape(say('desk.slips.paper.picture'))}"><path d="${path}"/></svg>${digits}</div>
<p class="slip-do"><strong>${escape(say('shell.appName'))}</strong> · ${escape(say('desk.slips.paper.bring'))}</p>
</article>`;
}

/** Names come out of lists: what looks like markup in them is text. */
function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
