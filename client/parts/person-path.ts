// Owns the address of a person's page. A walk-in's key has a dot and slashes, by which server and service worker would take it for a file.

export function personPath(key: string): string {
  return `/person/${encodeURIComponent(key.replaceAll('.', '~').replaceAll('/', '!'))}`;
}

/** `param`: the part of the address behind /person/, as the router read it. */
export function keyOfPersonPath(param: string): string {
  return param.replaceAll('~', '.').replaceAll('!', '/');
}
