/** A listener between a program and PostgreSQL that counts the statements that the program makes. */
import { createServer, connect as dial, type Socket } from 'node:net';

export interface Wire {
  /** The address of the database through here. */
  readonly url: string;
  /** Statements so far. */
  count(): number;
  close(): void;
}

const QUERY = 'Q'.charCodeAt(0);
const EXECUTE = 'E'.charCodeAt(0);

/** Counts messages that run a statement. The first one has no type: it opens the connection. */
function counting(found: () => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let opened = false;
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      const header = opened ? 1 : 0;
      if (rest.length < header + 4) return;
      const length = header + rest.readUInt32BE(header);
      if (rest.length < length) return;
      if (opened && (rest[0] === QUERY || rest[0] === EXECUTE)) found();
      opened = true;
      rest = rest.subarray(length);
    }
  };
}

export async function countingWire(databaseUrl: string): Promise<Wire> {
  const target = new URL(databaseUrl);
  let statements = 0;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const database = dial(Number(target.port), target.hostname);
    const count = counting(() => {
      statements += 1;
    });
    client.on('data', count);
    client.pipe(database).pipe(client);
    for (const socket of [client, database]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        client.destroy();
        database.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The wire has no port');
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String(address.port);
  return {
    url: url.href,
    count: () => statements,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
