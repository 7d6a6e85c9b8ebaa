// Owns the question whether a tablet's app is older than this server. Versions are three numbers with dots between.

const versionForm = /^(\d{1,6})\.(\d{1,6})\.(\d{1,6})$/;

/** False also where one of them is no such version: nothing is said that is not known. */
export function isOlderApp(appVersion: string | null, serverVersion: string): boolean {
  const [app, server] = [appVersion ?? '', serverVersion].map((text) =>
    versionForm.exec(text)?.slice(1).map(Number),
  );
  if (app === undefined || server === undefined) return false;
  const differing = app.findIndex((number, i) => number !== server[i]);
  return differing >= 0 && app[differing]! < server[differing]!;
}
