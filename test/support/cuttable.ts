/** A loopback way to a server that can be cut and mended: what a lost network looks like from here. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface Cuttable {
  readonly port: number;
  /** Ends every connection and refuses new ones. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

export async function createCuttable(host: string, port: number): Promise<Cuttable> {
  const sockets = new Set<Socket>();
  let whole = true;
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    return socket;
  };
  const server = createServer((socket) => {
    if (!whole) return void socket.destroy();
    const onward = keep(connect(port, host));
    keep(socket).pipe(onward).pipe(socket);
    socket.on('close', () => onward.destroy());
    onward.on('close', () => socket.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const cutAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    cut() {
      whole = false;
      cutAll();
    },
    mend() {
      whole = true;
    },
    async close() {
      cutAll();
      server.close();
      await once(server, 'close');
    },
  };
}
