// Owns code that the first screen does not need: fetched after it was painted, or when it is called for, whichever is first.

export interface WhenNeeded<Module> {
  /** The module; a fetch that failed is tried again at the next call. */
  readonly load: () => Promise<Module>;
  /** The module when it is here already, so that what shows it need not wait for a turn. */
  readonly loaded: () => Module | null;
}

const parts: (() => Promise<unknown>)[] = [];

export function whenNeeded<Module>(fetchIt: () => Promise<Module>): WhenNeeded<Module> {
  let fetched: Promise<Module> | null = null;
  let module: Module | null = null;
  const load = (): Promise<Module> => {
    fetched ??= fetchIt().then(
      (found) => (module = found),
      (fault: unknown) => {
        fetched = null;
        throw fault;
      },
    );
    return fetched;
  };
  parts.push(load);
  return { load, loaded: () => module };
}

/** After the first paint: from then on an update, or a network that goes, takes nothing away from an open page. */
export async function fetchTheRest(): Promise<void> {
  await Promise.allSettled(parts.map((load) => load()));
}
