// Owns the server's time in a story: loaded before the server, it adds a shift that the test keeps in a file.
import { readFileSync } from 'node:fs';
import { ServerResponse } from 'node:http';

const machineNow = Date.now;
const file = process.env['SHIFTED_TIME_FILE'];
if (file !== undefined) {
  Date.now = () => machineNow() + Number(readFileSync(file, 'utf8'));
  // The platform writes this header from a time of its own, and the desk goes by it.
  const writeHead = Reflect.get(ServerResponse.prototype, 'writeHead');
  ServerResponse.prototype.writeHead = function (...head) {
    this.setHeader('Date', new Date(Date.now()).toUTCString());
    return Reflect.apply(writeHead, this, head);
  };
}
