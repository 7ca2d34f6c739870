/** A listening port that closes without cutting anybody off. */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import type { AnswerUnknownMethod, EdgeEnv } from '../legacy-rest/kit/api.ts';
import { answerUnparsable } from './unparsable.ts';

export interface Listener {
  readonly port: number;
  /** Takes no more requests and waits for those that are running, up to a limit. */
  close(): Promise<void>;
}

/** The port cannot be had; the message says why and what to do. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

/** Longer than clients and proxies keep one, so that it is never closed just when the next request is on its way. */
const KEEP_ALIVE_MS = 75_000;
/** Connections of a rush that wait to be taken; where more are waiting, some are reset. The system may allow fewer. */
const BACKLOG = 4_096;
const DRAIN_MS = 10_000;
const SWEEP_MS = 50;

/** Rejects with a ListenError when the port cannot be had. */
export async function listen(
  edge: Hono<EdgeEnv>,
  host: string,
  port: number,
  unknownMethods: readonly AnswerUnknownMethod[] = [],
): Promise<Listener> {
  const server = createAdaptorServer({ fetch: edge.fetch });
  answerUnparsable(server as Server, unknownMethods);
  (server as Server).keepAliveTimeout = KEEP_ALIVE_MS;
  const connections = new Set<Socket>();
  server.on('connection', (connection: Socket) => {
    connections.add(connection);
    connection.once('close', () => connections.delete(connection));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new ListenError(reasonFor(error, host, port))));
    server.listen({ port, host, backlog: BACKLOG }, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    close: () => drain(server as Server, connections),
  };
}

/** A connection that is kept alive falls idle only when its request is answered, so they are looked for until none is left. */
function drain(server: Server, connections: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    const sweep = setInterval(() => {
      server.closeIdleConnections();
      // Browsers open some in advance. To Node one that never said anything is busy.
      for (const connection of connections) if (connection.bytesRead === 0) connection.destroy();
    }, SWEEP_MS);
    const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(cut);
      resolve();
    });
  });
}

function reasonFor({ code }: NodeJS.ErrnoException, host: string, port: number): string {
  if (code === 'EADDRINUSE')
    return `Port ${port} on ${host} is taken. Set PORT to another one, or stop the program that uses it.`;
  if (code === 'EACCES') return `Port ${port} may not be opened by this user. Set PORT to one above 1023.`;
  return `Cannot listen on ${host}:${port} (${code ?? 'unknown reason'}).`;
}
