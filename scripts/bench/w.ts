import { createContext } from './measure.ts';
import { pack as peersOnTheWire } from "./measures/pack.ts";
const c = createContext((l) => console.log('..', l));
try { console.log(await peersOnTheWire.run(c)); } catch (e) { console.log(e); } finally { await c.end(); }
process.exit(0);
