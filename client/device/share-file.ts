// Owns handing a file out of the app: the device's share sheet where it takes files, else the browser's downloads.

import type { FileSharer, ShareOutcome } from '../ports.ts';

type SharingNavigator = Pick<Navigator, 'share' | 'canShare'>;

/** Chrome shares only kinds of files that it knows; a copy under this ending is one of them, and any name is taken back. */
const sharedEnding = '.txt';
const downloadLivesMilliseconds = 60_000;

export function createFileSharer(
  sharing: Partial<SharingNavigator> = navigator,
  download: (file: File) => void = downloadFile,
): FileSharer {
  return {
    share: async (name, bytes) => {
      const own = new File([bytes], name, { type: 'application/octet-stream' });
      const known = new File([bytes], name + sharedEnding, { type: 'text/plain' });
      const file = [own, known].find((each) => sharing.canShare?.({ files: [each] }) === true);
      const shared = file === undefined ? null : await shareFile(sharing, file);
      if (shared !== null) return shared;
      try {
        download(own);
        return 'downloaded';
      } catch {
        // A browser that lets nothing out: the codes remain.
        return 'failed';
      }
    },
  };
}

/** Null when there is another way to try. */
async function shareFile(
  sharing: Partial<SharingNavigator>,
  file: File,
): Promise<ShareOutcome | null> {
  try {
    await sharing.share?.({ files: [file] });
    return 'shared';
  } catch (error) {
    return error instanceof DOMException && error.name === 'AbortError' ? 'cancelled' : null;
  }
}

function downloadFile(file: File): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), downloadLivesMilliseconds);
}
