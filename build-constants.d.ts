// Names that vite.config.ts replaces with constants while it builds the client.
declare const __APP_VERSION__: string;

// One language's file in two parts, divided by scripts/build/compile-texts.ts.
declare module '*.json?first' {
  const texts: Readonly<Record<string, string>>;
  export default texts;
}
declare module '*.json?rest' {
  const texts: Readonly<Record<string, string>>;
  export default texts;
}
