// Names that vite.config.ts replaces with constants while it builds the client.
declare const __APP_VERSION__: string;
