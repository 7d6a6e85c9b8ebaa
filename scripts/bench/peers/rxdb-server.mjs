// The least server that RxDB's HTTP replication wants: it takes pushed rows and answers that none is in conflict. Prints its port.
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    response.setHeader('content-type', 'application/json');
    response.end('[]');
  });
}).listen(0, '127.0.0.1', () => console.log(`PORT ${server.address().port}`));
