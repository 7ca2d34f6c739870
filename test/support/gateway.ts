/** A card gateway on loopback that behaves as the protocol says: text lines, and status 200 whatever is wrong. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fields, Page } from '../../src/adapters/payment/direct.ts';
import { createSimulator } from '../../src/adapters/payment/simulator/rules.ts';

export interface SeenRequest {
  readonly page: string;
  readonly fields: Fields;
  readonly raw: string;
}

export interface TestGateway {
  readonly url: string;
  readonly seen: SeenRequest[];
  /** Numbers of ours that money was taken for. */
  readonly charged: readonly string[];
  /** Called once the money is taken and before anybody is told. Resolves to false for no answer at all. */
  beforeAnswer: (request: SeenRequest) => Promise<boolean>;
  stop(): void;
}

export async function startGateway(now: () => Date = () => new Date('2026-05-01T00:00:00Z')): Promise<TestGateway> {
  const simulator = createSimulator({ now, randomHex: (bytes) => randomBytes(bytes).toString('hex') });
  const seen: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks).toString('latin1');
    const page = (request.url ?? '').replace(/^.*\/|\.vsp$/g, '');
    const fields = Object.fromEntries(
      raw.split('&').map((pair) => pair.split('=').map((part) => unescape(part)) as [string, string]),
    );
    seen.push({ page, fields, raw });
    const reply = await simulator.handle(page as Page, fields);
    if (!(await gateway.beforeAnswer({ page, fields, raw })) || reply.kind === 'timeout') return;
    if (reply.kind === 'unreachable') return void request.socket.destroy();
    if (reply.kind === 'broken')
      return void (fields.CardHolder === 'SIM-DROP' ? request.socket.destroy() : response.end('<html>'));
    response.setHeader('content-type', 'text/plain');
    response.end(
      Object.entries(reply.fields)
        .map(([name, value]) => `${name}=${value}\r\n`)
        .join(''),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const gateway: TestGateway = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/gateway/service`,
    seen,
    get charged() {
      return simulator.charged;
    },
    beforeAnswer: async () => true,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
  return gateway;
}
