/** Webhook fan-out to a receiver on the same machine: deliveries a second, and the time from a command to its first attempt. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { type Figure, median, milliseconds, type Program, perSecond } from '../harness.ts';
import { URL_BASE, withServer } from '../server.ts';

const HEADERS = { authorization: 'Bearer bench_secret', 'content-type': 'application/json' };
const HOOKS = 5;
const CHANGES = 4_000;
const CONNECTIONS = 64;
const ROUND_TRIPS = 200;

interface Receiver {
  readonly port: number;
  /** Arrivals so far. */
  count(): number;
  /** When the first message about this address arrived. */
  firstOf(email: string): Promise<number>;
  close(): Promise<void>;
}

async function startReceiver(): Promise<Receiver> {
  let arrived = 0;
  const waiting = new Map<string, (time: number) => void>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const time = performance.now();
      arrived += 1;
      response.writeHead(200).end();
      if (waiting.size === 0) return;
      const { email } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { email: string };
      waiting.get(email)?.(time);
      waiting.delete(email);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    count: () => arrived,
    firstOf: (email) => new Promise((resolve) => waiting.set(email, resolve)),
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function register(port: number): Promise<string> {
  const body = { target: `http://127.0.0.1:${port}/hook`, secret: 'bench', events: ['contact_updated'] };
  const answer = await fetch(`${URL_BASE}/api/site/webhooks`, {
    ...{ method: 'POST', headers: HEADERS, body: JSON.stringify(body) },
  });
  if (!answer.ok) throw new Error(`A webhook was refused: ${await answer.text()}`);
  return ((await answer.json()) as { id: string }).id;
}

let number = 0;
const newContact = () => ({ email: `c${++number}@bench.example`, name: 'Ada Lovelace', tags: ['bench'] });

/** From the sending of a command to the arrival of its first message, one at a time. */
async function commandToAttempt(receiver: Receiver): Promise<number> {
  const times: number[] = [];
  for (let trip = 0; trip < ROUND_TRIPS; trip++) {
    const contact = newContact();
    const arrival = receiver.firstOf(contact.email);
    const started = performance.now();
    await fetch(`${URL_BASE}/api/site/contacts`, { method: 'POST', headers: HEADERS, body: JSON.stringify(contact) });
    times.push((await arrival) - started);
  }
  return median(times);
}

/** Deliveries a second while many changes come in, from the first change until the last message has arrived. */
async function fanOut(receiver: Receiver): Promise<{ readonly rate: number; readonly seconds: number }> {
  const before = receiver.count();
  const started = performance.now();
  await autocannon({
    ...{ url: `${URL_BASE}/api/site/contacts`, method: 'POST', headers: HEADERS },
    ...{ connections: CONNECTIONS, amount: CHANGES },
    requests: [{ setupRequest: (request) => ({ ...request, body: JSON.stringify(newContact()) }) }],
  });
  while (receiver.count() - before < CHANGES * HOOKS) await new Promise((resolve) => setTimeout(resolve, 10));
  const seconds = (performance.now() - started) / 1000;
  return { rate: (receiver.count() - before) / seconds, seconds };
}

async function run(): Promise<readonly Figure[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tributary-bench-'));
  const receiver = await startReceiver();
  try {
    return await withServer(dataDir, { WEBHOOK_ALLOW_PRIVATE: 'true' }, async () => {
      await register(receiver.port);
      await commandToAttempt(receiver);
      const latency = await commandToAttempt(receiver);
      for (let hook = 1; hook < HOOKS; hook++) await register(receiver.port);
      const { rate, seconds } = await fanOut(receiver);
      return [
        {
          what: 'command to first attempt, one at a time',
          value: `${milliseconds(latency)} at the median`,
          against: 'aim: below 100 ms',
        },
        {
          what: `${CHANGES} changes to ${HOOKS} webhooks, writes included`,
          value: `${perSecond(rate)} delivered, ${perSecond(CHANGES / seconds)} changes`,
        },
      ];
    });
  } finally {
    await receiver.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

export const webhooks: Program = {
  name: 'webhooks',
  about:
    'Contacts written through Simvoly and told to webhooks: signed, recorded attempt by attempt, receiver on the same machine, embedded PostgreSQL.',
  run,
};
