// Owns the element id of a dose in the list, so that focus finds its way back.

export function itemToId(key: string): string {
  return `desk-item-${key.replace(/[^A-Za-z0-9]/g, '-')}`;
}
