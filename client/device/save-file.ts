// Owns handing a file to the browser's own downloads: the only copy of it that this page makes.

export type SaveFile = (name: string, mediaType: string, content: string) => void;

const keepMilliseconds = 60_000;

export function createFileSaver(): SaveFile {
  return (name, mediaType, content) => {
    const address = URL.createObjectURL(new Blob([content], { type: mediaType }));
    const link = document.createElement('a');
    link.href = address;
    link.download = name;
    link.click();
    // A slow phone still reads it when the press is over.
    setTimeout(() => URL.revokeObjectURL(address), keepMilliseconds);
  };
}
